/** Answers recorded from a Zed cloud, one call each, and the same calls played against the simulator. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ADMIN, ADMIN_PROJECT, ALICE, PROJECT } from '../../simulators/openstack/seed.ts';
import type { OpenStackSimulator } from '../../simulators/openstack/simulator.ts';

const Request = z.object({
  service: z.enum(['identity', 'compute', 'block-storage', 'image', 'network']),
  method: z.enum(['GET', 'POST', 'PUT', 'DELETE']),
  path: z.string(),
  microversion: z.string().optional(),
  body: z.unknown().optional(),
});
export type Request = z.output<typeof Request>;

const Answer = z.object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.unknown() });
export type Answer = z.output<typeof Answer>;

export function recorded(name: string): { request: Request; response: Answer } {
  const file = new URL(`recorded/${name}.json`, import.meta.url);
  return z.object({ request: Request, response: Answer }).parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** Whose token a request carries. */
export type Caller = 'member' | 'admin' | 'stranger';

export async function play(simulator: OpenStackSimulator, request: Request, as: Caller): Promise<Answer> {
  const { service, method, path, microversion, body } = request;
  const response = await fetch(`${simulator.url}${BASES[service]}${path}`, {
    method,
    headers: {
      Accept: 'application/json',
      ...(service === 'identity' ? {} : { 'X-Auth-Token': await token(simulator, as) }),
      ...(microversion === undefined
        ? {}
        : { 'OpenStack-API-Version': `${service === 'compute' ? 'compute' : 'volume'} ${microversion}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const headers = Object.fromEntries(response.headers);
  return { status: response.status, headers, body: text === '' ? null : (JSON.parse(text) as unknown) };
}

const BASES: Readonly<Record<Request['service'], string>> = {
  identity: '/identity/v3',
  compute: '/compute/v2.1',
  'block-storage': `/volume/v3/${PROJECT.id}`,
  image: '/image/v2',
  network: '/network/v2.0',
};

async function token({ url }: OpenStackSimulator, as: Caller): Promise<string> {
  if (as === 'stranger') return 'a-token-that-was-never-given';
  const [who, project] = as === 'admin' ? [ADMIN, ADMIN_PROJECT] : [ALICE, PROJECT];
  const domain = { name: 'Default' };
  const user = { name: who.name, password: who.password, domain };
  const auth = {
    identity: { methods: ['password'], password: { user } },
    scope: { project: { name: project.name, domain } },
  };
  const response = await fetch(`${url}${BASES.identity}/auth/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ auth }),
  });
  return response.headers.get('x-subject-token') ?? '';
}
