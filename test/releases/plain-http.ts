/** A simulated cloud of one release, asked over plain HTTP: the client of src would hide half of what differs. */
import { ALICE, PROJECT } from '../../simulators/openstack/seed.ts';
import type { ReleaseName } from '../../simulators/openstack/releases.ts';
import { type OpenStackSimulator, startOpenStackSimulator } from '../../simulators/openstack/simulator.ts';

export interface Ask {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  microversion?: string;
  body?: unknown;
  /** Whose token it carries; the member's when left out. */
  user?: { name: string; password: string };
}

export interface Told {
  status: number;
  headers: Headers;
  /** Null where there is none. */
  body: unknown;
}

export interface PlainCloud {
  simulator: OpenStackSimulator;
  /** @param path - below the address of Nova, as `/servers/detail`. */
  nova: (path: string, ask?: Ask) => Promise<Told>;
  /** @param path - below the project's address of Cinder, as `/volumes`. */
  cinder: (path: string, ask?: Ask) => Promise<Told>;
  /** @param path - below the address of the whole cloud. */
  ask: (path: string, ask?: Ask & { headers?: Record<string, string> }) => Promise<Told>;
}

/** Asks one cloud of that release, standing still unless `unitMs` says otherwise; it is gone when `use` is over. */
export async function onRelease(
  release: ReleaseName,
  use: (cloud: PlainCloud) => Promise<void>,
  { unitMs = 60_000 }: { unitMs?: number } = {},
): Promise<void> {
  const simulator = await startOpenStackSimulator({ release, unitMs });
  const ask: PlainCloud['ask'] = async (path, { method = 'GET', body, user = ALICE, headers = {} } = {}) => {
    const response = await fetch(`${simulator.url}${path}`, {
      method,
      headers: {
        Accept: 'application/json',
        'X-Auth-Token': await tokenOf(simulator, user),
        ...headers,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
  };
  const service =
    (base: string, header: string) =>
    (path: string, { microversion, ...rest }: Ask = {}): Promise<Told> =>
      ask(`${base}${path}`, {
        ...rest,
        ...(microversion === undefined ? {} : { headers: { 'OpenStack-API-Version': `${header} ${microversion}` } }),
      });
  try {
    await use({
      simulator,
      ask,
      nova: service('/compute/v2.1', 'compute'),
      cinder: service(`/volume/v3/${PROJECT.id}`, 'volume'),
    });
  } finally {
    await simulator.close();
  }
}

/** A test of the newest release that asks the same at two microversions, one on each side of a change. */
export function around(
  [before, after]: [string, string],
  ask: (cloud: PlainCloud, microversion: string) => Promise<Told>,
  check: (before: Told, after: Told) => void,
): () => Promise<void> {
  return async () => {
    const answers: Told[] = [];
    for (const microversion of [before, after])
      await onRelease('gazpacho', async (cloud) => {
        answers.push(await ask(cloud, microversion));
      });
    const [old, young] = answers;
    if (old === undefined || young === undefined) throw new Error('both answers are needed');
    check(old, young);
  };
}

/** The sentence of a refusal, whatever its kind is called. */
export function refusal({ body }: Told): string {
  const [first] = Object.values(body as Record<string, { message?: string }>);
  return first?.message ?? '';
}

async function tokenOf(simulator: OpenStackSimulator, { name, password }: NonNullable<Ask['user']>): Promise<string> {
  const { headers } = await login(simulator, { name, password });
  return headers.get('x-subject-token') ?? '';
}

/** @returns Keystone's whole answer, with the catalogue of the project. */
export async function login(simulator: OpenStackSimulator, { name, password }: NonNullable<Ask['user']>) {
  const domain = { name: 'Default' };
  return fetch(`${simulator.url}/identity/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user: { name, password, domain } } },
        scope: { project: { name: name === 'admin' ? 'admin' : PROJECT.name, domain } },
      },
    }),
  });
}
