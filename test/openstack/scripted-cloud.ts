/** A cloud that answers what a test wrote down, over HTTP, and keeps every request that it got. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { CloudConfig } from '../../src/openstack/clouds-yaml.ts';
import { tokenReply } from './keystone.ts';

interface SentRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: unknown;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  /** Text goes as it is, everything else as JSON. */
  body?: unknown;
}

/** `hang` never answers, `drop` cuts the connection, `drip` sends a little for as long as anybody listens. */
export type Script = Reply | 'hang' | 'drop' | 'drip' | ((request: SentRequest) => Reply | Promise<Reply>);

export interface ScriptedCloud {
  url: string;
  requests: readonly SentRequest[];
  /** Requests of this method and path, in their order. */
  sent(method: string, path: string): SentRequest[];
  /** Replies in their order; the last one is given again and again. */
  answer(method: string, path: string, ...script: Script[]): void;
  close(): Promise<void>;
}

export const LOGIN = '/v3/auth/tokens';
export const PASSWORD = 'correct-horse-battery';

/** Everything is under one address, at the paths of the real services. Unscripted requests are answered 501. */
export async function startScriptedCloud(): Promise<ScriptedCloud> {
  const scripts = new Map<string, Script[]>();
  const requests: SentRequest[] = [];
  const server = createServer((incoming, response) => {
    void text(incoming).then(async (raw) => {
      const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://localhost');
      const request: SentRequest = {
        method: incoming.method ?? '',
        path: pathname,
        query: Object.fromEntries(searchParams),
        headers: incoming.headers,
        body: raw === '' ? null : (JSON.parse(raw) as unknown),
      };
      requests.push(request);
      const left = scripts.get(`${request.method} ${pathname}`) ?? [];
      const next = left.length > 1 ? left.shift() : left[0];
      play(response, typeof next === 'function' ? await next(request) : (next ?? unscripted(request)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const cloud: ScriptedCloud = {
    url,
    requests,
    sent: (method, path) => requests.filter((each) => each.method === method && each.path === path),
    answer: (method, path, ...script) => void scripts.set(`${method} ${path}`, script),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  cloud.answer('POST', LOGIN, () => tokenReply(url, { id: `secret-token-${cloud.sent('POST', LOGIN).length}` }));
  cloud.answer('GET', '/v2.1/', { body: { version: { id: 'v2.1', version: '2.93', min_version: '2.1' } } });
  cloud.answer('GET', '/v3/', { body: { versions: [{ id: 'v3.0', version: '3.70', min_version: '3.0' }] } });
  return cloud;
}

function play(response: ServerResponse, reply: Exclude<Script, (request: SentRequest) => unknown>): void {
  if (reply === 'hang') return;
  if (reply === 'drop') {
    response.destroy();
    return;
  }
  if (reply === 'drip') {
    response.writeHead(200, { 'content-type': 'application/json' });
    const drops = setInterval(() => response.write(' '), 10);
    response.on('close', () => clearInterval(drops));
    return;
  }
  const { status = 200, headers = {}, body } = reply;
  const isText = typeof body === 'string';
  response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json', ...headers });
  response.end(body === undefined || body === null ? '' : isText ? body : JSON.stringify(body));
}

const unscripted = ({ method, path }: SentRequest): Reply => ({
  status: 501,
  body: { error: { message: `the test has no answer for ${method} ${path}` } },
});

/** As `clouds.yaml` would give it, with a password. */
export const configFor = (cloud: ScriptedCloud, over: Partial<CloudConfig> = {}): CloudConfig => ({
  name: 'zed',
  auth: {
    auth_url: `${cloud.url}/v3`,
    username: 'alice',
    password: PASSWORD,
    user_domain_name: 'Staff',
    project_name: 'research',
    project_domain_name: 'Science',
  },
  auth_type: 'password',
  interface: 'public',
  ...over,
});
