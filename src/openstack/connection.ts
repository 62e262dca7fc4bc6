/** A cloud, opened: its services, sharing one token. Nothing is sent before the first request. */
import type { CloudConfig } from './clouds-yaml.ts';
import { createSender, type RequestOptions } from './http.ts';
import { ServiceClient } from './service-client.ts';
import { Session } from './session.ts';

export interface ConnectOptions {
  /** Project (id or name) to scope to, instead of the configured one. */
  projectScope?: string;
  requestTimeoutMs?: number;
  userAgent?: string;
}

interface Identity {
  projectId: string;
  projectName: string;
  userId: string;
  roles: string[];
  expiresAt: Date;
}

/** What Keystone tells of a login beside who it is. */
export interface Login extends Identity {
  userName: string;
  /** Null when the login was made with something else. */
  applicationCredential: { id: string; name: string | null } | null;
  passwordExpiresAt: Date | null;
  issuedAt: Date | null;
}

export interface Connection {
  keystone: ServiceClient;
  compute: ServiceClient;
  blockStorage: ServiceClient;
  image: ServiceClient;
  network: ServiceClient;
  identity(options?: RequestOptions): Promise<Identity>;
  login(options?: RequestOptions): Promise<Login>;
  /**
   * Renews a token that has less than `leftMs` to live. Nova and Cinder reuse it for the whole of an attach or
   * detach, so one that ends meanwhile breaks them half way (kubernetes/cloud-provider-openstack#1394).
   */
  ensureFreshToken(leftMs: number, options?: RequestOptions): Promise<void>;
  close(): void;
}

/** Nova gives up on a hanging host after 60 s and says so: wait for that answer. */
const REQUEST_TIMEOUT_MS = 75_000;

export function connect(config: CloudConfig, options: ConnectOptions = {}): Connection {
  const { projectScope, requestTimeoutMs = REQUEST_TIMEOUT_MS, userAgent = 'server-data-recovery' } = options;
  const { send, close } = createSender(config, requestTimeoutMs, userAgent);
  const session = new Session(config, send, projectScope);
  return {
    keystone: new ServiceClient('identity', session, send),
    compute: new ServiceClient('compute', session, send),
    blockStorage: new ServiceClient('block-storage', session, send),
    image: new ServiceClient('image', session, send),
    network: new ServiceClient('network', session, send),
    async identity(requestOptions) {
      const { projectId, projectName, userId, roles, expiresAt } = await session.token(requestOptions);
      return { projectId, projectName, userId, roles, expiresAt };
    },
    async login(requestOptions) {
      const { userName, applicationCredential, passwordExpiresAt, issuedAt, ...token } =
        await session.token(requestOptions);
      const { projectId, projectName, userId, roles, expiresAt } = token;
      return {
        ...{ projectId, projectName, userId, roles, expiresAt },
        ...{ userName, applicationCredential, passwordExpiresAt, issuedAt },
      };
    },
    async ensureFreshToken(leftMs, requestOptions) {
      await session.token(requestOptions, leftMs);
    },
    close,
  };
}
