/** A small OpenStack over real HTTP on 127.0.0.1: Keystone, Nova, Cinder, Glance and Neutron as recorded from a Zed cloud. */
import fastify, { type FastifyInstance } from 'fastify';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';
import type { GuestHost } from '../ssh-host/guest-host.ts';
import { glanceUnauthorized, notSimulated, Refusal, unauthorized } from './answers.ts';
import { applicationCredentials } from './application-credentials.ts';
import { blockStorage } from './block-storage.ts';
import { SimulatedCloud } from './cloud.ts';
import { compute } from './compute.ts';
import { Faults } from './faults.ts';
import { identity } from './identity.ts';
import { image } from './image.ts';
import { askedMinor, type Microversions } from './microversions.ts';
import { network } from './network.ts';
import type { Operation } from './operations.ts';
import { type ReleaseName, RELEASES } from './releases.ts';
import { ADMIN, ADMIN_PROJECT, ALICE, APPLICATION_CREDENTIAL, BOB, PROJECT, seed } from './seed.ts';
import { serve, type Serving } from './served-call.ts';
import { type RecordedCall, recordedCall } from './recorded-call.ts';
import { Tokens } from './tokens.ts';
import { versionDocuments } from './version-documents.ts';
import { refuseForeignPath } from './visible.ts';

export interface SimulatorOptions {
  port?: number;
  /** Where it listens; 127.0.0.1 when left out. */
  host?: string;
  /** What clients reach it by, such as `http://openstack:18774`; its address on this machine when left out. */
  publicUrl?: string;
  /** Milliseconds that a recorded second takes. 1000 is as slow as the real one; the default is fifty times faster. */
  unitMs?: number;
  guests?: GuestHost;
  /** Zed, which was recorded, when left out. */
  release?: ReleaseName;
  /** Requests take as long as the recorded ones, in recorded seconds; without it they are answered at once. */
  slowRequests?: boolean;
  /** Of all that is left to chance: the same seed repeats it. */
  seed?: number;
}

export interface OpenStackSimulator {
  url: string;
  cloudsYaml(): string;
  cloud: SimulatedCloud;
  faults: Faults;
  /** Every request, in the order of arrival. */
  calls: RecordedCall[];
  /** Every token is refused from now on; a new login gives a good one. */
  expireTokens(): void;
  close(): Promise<void>;
}

export interface Caller {
  isAdmin: boolean;
  projectId: string;
  userId: string;
  userName: string;
}

/** What a route gets, and what it answers with. */
export interface Call {
  params: Record<string, string>;
  query: Record<string, string>;
  body: Record<string, unknown>;
  caller: Caller;
  /** Minor of the asked microversion; 1 (Nova) or 0 (Cinder) when none was asked. */
  minor: number;
  baseUrl: string;
}

export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** A promise where the API itself waits for a service behind it. */
type Act = (call: Call) => Answer | Promise<Answer>;

export interface Routes {
  (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, operation: Operation, act: Act): void;
}

export async function startOpenStackSimulator(options: SimulatorOptions = {}): Promise<OpenStackSimulator> {
  const release = RELEASES[options.release ?? 'zed'];
  const { unitMs = 20, guests = null, seed: chance = 1 } = options;
  const cloud = new SimulatedCloud({ unitMs, guests, release, seed: chance });
  seed(cloud);
  const faults = new Faults(chance);
  const calls: RecordedCall[] = [];
  const serving: Serving = {
    faults,
    calls,
    secrets: new Set([ALICE, BOB, ADMIN].map(({ password }) => password).concat(APPLICATION_CREDENTIAL.secret)),
    wait: options.slowRequests === true ? asSlow(cloud, unitMs) : () => Promise.resolve(),
  };
  const app = fastify({ bodyLimit: 1024 * 1024 });
  const tokens = new Tokens();
  const nova: Microversions = { header: 'compute', minimum: '2.1', maximum: release.compute };
  const cinder: Microversions = { header: 'volume', minimum: '3.0', maximum: release.blockStorage };
  const base = (): string =>
    options.publicUrl ?? `http://127.0.0.1:${String((app.server.address() as AddressInfo).port)}`;
  app.setErrorHandler((error, _request, reply) => {
    if (error instanceof Refusal) return reply.code(error.status).headers(error.headers).send(error.body);
    return reply.code(500).send({ computeFault: { code: 500, message: String(error) } });
  });
  // A 404 would tell that something is gone, and a recovery would believe it.
  app.setNotFoundHandler((request) => {
    const user = tokens.admitted(String(request.headers['x-auth-token']))?.userName ?? null;
    const call = recordedCall(request, { operation: null, user, requestId: '' }, serving.secrets);
    calls.push({ ...call, status: 501 });
    throw notSimulated(`${request.method} ${call.path}`);
  });
  identity(app, { tokens, base, serving, release, cloud });
  applicationCredentials(app, { tokens, serving, cloud });
  versionDocuments(app, { tokens, serving, nova, cinder });
  const context = { app, tokens, serving, base };
  compute(cloud, faults, routes(context, '/compute/v2.1', nova));
  blockStorage(cloud, routes(context, '/volume/v3', cinder));
  image(cloud, routes(context, '/image/v2', null, glanceUnauthorized));
  network(cloud, routes(context, '/network/v2.0', null));
  await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 });
  return {
    url: base(),
    cloudsYaml: () => cloudsYaml(base()),
    cloud,
    faults,
    calls,
    expireTokens: () => {
      tokens.expireAll();
    },
    async close() {
      cloud.close();
      app.server.closeAllConnections();
      await app.close();
    },
  };
}

const asSlow =
  ({ latencies }: SimulatedCloud, unitMs: number) =>
  (shape: string): Promise<void> =>
    pause(latencies.requestSeconds(shape) * unitMs);

interface Context {
  app: FastifyInstance;
  tokens: Tokens;
  serving: Serving;
  base: () => string;
}

/** Routes of one service below its prefix, with token, microversion, faults and record around each. */
function routes(
  { app, tokens, serving, base }: Context,
  prefix: string,
  versions: Microversions | null,
  strangersRefusal: (headers: Record<string, string>) => Refusal = unauthorized,
): Routes {
  return (method, path, operation, act) => {
    app.route({
      method,
      url: `${prefix}${path}`,
      handler: (request, reply) => {
        const caller = tokens.admitted(String(request.headers['x-auth-token']));
        return serve(serving, request, reply, {
          operation,
          user: caller?.userName ?? null,
          admit: (requestId) => {
            if (caller === null) throw strangersRefusal({ 'x-openstack-request-id': requestId });
            return caller;
          },
          act: (known) => {
            const params = request.params as Record<string, string>;
            refuseForeignPath(params['project'], known);
            return act({
              params,
              query: request.query as Record<string, string>,
              body: (request.body ?? {}) as Record<string, unknown>,
              caller: known,
              minor: versions === null ? 0 : askedMinor(request, versions),
              baseUrl: `${base()}${prefix}`,
            });
          },
        });
      },
    });
  };
}

function cloudsYaml(url: string): string {
  const auth_url = `${url}/identity/v3`;
  const user = (who: typeof ALICE, project: string): unknown => ({
    auth: {
      auth_url,
      username: who.name,
      password: who.password,
      project_name: project,
      user_domain_name: 'Default',
      project_domain_name: 'Default',
    },
    region_name: 'RegionOne',
  });
  return stringify({
    clouds: {
      research: {
        auth_type: 'v3applicationcredential',
        auth: {
          auth_url,
          application_credential_id: APPLICATION_CREDENTIAL.id,
          application_credential_secret: APPLICATION_CREDENTIAL.secret,
        },
        region_name: 'RegionOne',
      },
      'research-password': user(ALICE, PROJECT.name),
      sysadmin: user(ADMIN, ADMIN_PROJECT.name),
    },
  });
}
