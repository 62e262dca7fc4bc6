/** A member of the simulated project who speaks plain HTTP: what a client library would hide is what is looked at. */
import { ALICE, PROJECT } from '../../../simulators/openstack/seed.ts';
import type { OpenStackSimulator } from '../../../simulators/openstack/simulator.ts';

const BASES = {
  compute: '/compute/v2.1',
  'block-storage': `/volume/v3/${PROJECT.id}`,
  image: '/image/v2',
  network: '/network/v2.0',
} as const;

/** `POST compute /servers`, with a body and what else fetch wants to know. */
export type Ask = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  service: keyof typeof BASES,
  path: string,
  body?: unknown,
  init?: { signal?: AbortSignal; microversion?: string },
) => Promise<Response>;

const login = ({ url }: OpenStackSimulator): Promise<Response> =>
  fetch(`${url}/identity/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user: { name: ALICE.name, password: ALICE.password } } },
        scope: { project: { id: PROJECT.id } },
      },
    }),
  });

export async function member(simulator: OpenStackSimulator): Promise<Ask> {
  const token = (await login(simulator)).headers.get('x-subject-token') ?? '';
  return (method, service, path, body, { signal, microversion } = {}) =>
    fetch(`${simulator.url}${BASES[service]}${path}`, {
      method,
      headers: {
        'x-auth-token': token,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(microversion === undefined ? {} : { 'openstack-api-version': microversion }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
}
