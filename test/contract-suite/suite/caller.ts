/**
 * Somebody who calls the cloud by plain HTTP: where the product's client hides too much, and where something must be
 * asked that it never asks. The same code for the simulator and for the lab; endpoints come from the catalogue.
 */
import { z } from 'zod';

export type Service = 'identity' | 'compute' | 'block-storage' | 'image' | 'network';
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Request {
  method: Method;
  service: Service;
  path: string;
  microversion?: string | undefined;
  body?: unknown;
  /** A body that is no JSON: the bytes of an image. */
  bytes?: Uint8Array;
  /** Beside those that every request has. */
  headers?: Record<string, string>;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
  elapsedMs: number;
}

export interface Login {
  authUrl: string;
  username: string;
  password: string;
  project: string;
}

export interface Caller {
  projectId: string;
  userId: string;
  token: string;
  call(request: Request): Promise<Answer>;
  /** The same caller with another token, good or bad; null sends none. */
  withToken(token: string | null): Caller;
}

const Token = z.object({
  token: z.looseObject({
    project: z.looseObject({ id: z.string() }),
    user: z.looseObject({ id: z.string() }),
    catalog: z.array(
      z.looseObject({
        type: z.string(),
        endpoints: z.array(z.looseObject({ interface: z.string(), url: z.string() })),
      }),
    ),
  }),
});
type Catalog = z.output<typeof Token>['token']['catalog'];

const TYPES: Readonly<Record<Exclude<Service, 'identity'>, readonly string[]>> = {
  compute: ['compute'],
  'block-storage': ['block-storage', 'volumev3'],
  image: ['image'],
  network: ['network'],
};
const SUFFIX: Partial<Record<Service, string>> = { image: '/v2', network: '/v2.0' };

/** Nova gives up on a hanging host after 60 s and says so. */
const TIMEOUT_MS = 120_000;

const passwordAuth = ({ username, password, project }: Login): unknown => {
  const domain = { name: 'Default' };
  return {
    auth: {
      identity: { methods: ['password'], password: { user: { name: username, password, domain } } },
      scope: { project: { name: project, domain } },
    },
  };
};

export async function logIn(login: Login): Promise<Caller> {
  const url = `${login.authUrl}/auth/tokens`;
  const answer = await send(url, { method: 'POST', service: 'identity', path: '', body: passwordAuth(login) }, null);
  const { token } = Token.parse(answer.body);
  const bases = { authUrl: login.authUrl, catalog: token.catalog };
  return caller(bases, { projectId: token.project.id, userId: token.user.id }, answer.headers['x-subject-token'] ?? '');
}

function caller(
  bases: { authUrl: string; catalog: Catalog },
  who: { projectId: string; userId: string },
  token: string | null,
): Caller {
  return {
    ...who,
    token: token ?? '',
    call: (request) => send(`${base(bases, request.service)}${request.path}`, request, token),
    withToken: (other) => caller(bases, who, other),
  };
}

function base({ authUrl, catalog }: { authUrl: string; catalog: Catalog }, service: Service): string {
  if (service === 'identity') return authUrl;
  const found = catalog
    .find(({ type }) => TYPES[service].includes(type))
    ?.endpoints.find((endpoint) => endpoint.interface === 'public');
  if (found === undefined) throw new Error(`the catalogue has no public endpoint of ${service}`);
  return `${found.url.replace(/\/+$/, '')}${SUFFIX[service] ?? ''}`;
}

async function send(url: string, request: Request, token: string | null): Promise<Answer> {
  const { method, service, microversion, body, bytes, headers = {} } = request;
  const began = performance.now();
  const content = bytes ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: {
      Accept: 'application/json',
      ...(token === null ? {} : { 'X-Auth-Token': token }),
      ...(microversion === undefined ? {} : versionHeader(service, microversion)),
      ...(content === undefined
        ? {}
        : { 'Content-Type': bytes === undefined ? 'application/json' : 'application/octet-stream' }),
      ...headers,
    },
    ...(content === undefined ? {} : { body: content as NonNullable<RequestInit['body']> }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: parsed(text),
    elapsedMs: Math.round(performance.now() - began),
  };
}

const versionHeader = (service: Service, microversion: string): Record<string, string> => ({
  'OpenStack-API-Version': `${service === 'compute' ? 'compute' : 'volume'} ${microversion}`,
});

/** Some refusals are text or a page; they are answers like any other. */
function parsed(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
