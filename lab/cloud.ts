/**
 * The proof's own eyes and hands in the lab's cloud, as its admin.
 *
 * Not the product's client on purpose: a mistake there must not be able to hide itself from the checks.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';
import { parse } from 'yaml';
import { z } from 'zod';
import { CLOUDS_YAML } from './seeded.ts';

const CloudsYaml = z.object({
  clouds: z.object({
    admin: z.object({
      auth: z.object({ auth_url: z.url(), username: z.string(), password: z.string(), project_name: z.string() }),
    }),
  }),
});

const Catalog = z.object({
  token: z.object({
    catalog: z.array(
      z.object({ type: z.string(), endpoints: z.array(z.object({ interface: z.string(), url: z.url() })) }),
    ),
  }),
});

export type ServiceType = 'compute' | 'volumev3' | 'network' | 'image';
type Method = 'GET' | 'POST' | 'DELETE';
export type Cloud = (service: ServiceType, method: Method, path: string, body?: unknown) => Promise<unknown>;

/** Newest that Zed has; Cinder's by its own header. */
const MICROVERSIONS = { 'OpenStack-API-Version': 'volume 3.70', 'X-OpenStack-Nova-API-Version': '2.93' };
const PREFIX: Partial<Record<ServiceType, string>> = { network: '/v2.0', image: '/v2' };

/** Logs in as the lab's admin. Throws with the service's answer when a call is refused, 404 included. */
export async function connectAsAdmin(): Promise<Cloud> {
  const { auth } = CloudsYaml.parse(parse(readFileSync(CLOUDS_YAML, 'utf8'))).clouds.admin;
  const domain = { name: 'Default' };
  const user = { name: auth.username, password: auth.password, domain };
  const answer = await axios.post<unknown>(`${auth.auth_url}/auth/tokens`, {
    auth: {
      identity: { methods: ['password'], password: { user } },
      scope: { project: { name: auth.project_name, domain } },
    },
  });
  const catalog = Catalog.parse(answer.data).token.catalog;
  const http = axios.create({
    headers: { ...MICROVERSIONS, 'X-Auth-Token': String(answer.headers['x-subject-token']) },
    timeout: 90_000,
    validateStatus: () => true,
  });
  return async (service, method, path, body) => {
    const base = catalog
      .find(({ type }) => type === service)
      ?.endpoints.find((endpoint) => endpoint.interface === 'public')?.url;
    const url = `${base ?? service}${PREFIX[service] ?? ''}${path}`;
    const { status, data } = await http.request<unknown>({ method, url, data: body });
    if (status >= 400) throw new CloudError(status, `${method} ${url}: ${status} ${JSON.stringify(data)}`);
    return data;
  };
}

class CloudError extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Deletes; what is gone already is fine. */
export async function remove(cloud: Cloud, service: ServiceType, path: string): Promise<void> {
  try {
    await cloud(service, 'DELETE', path);
  } catch (error) {
    if (!(error instanceof CloudError && error.status === 404)) throw error;
  }
}

/**
 * Asks until the answer is there (not null or undefined), twice a second.
 *
 * @param what - for the message when `seconds` have passed.
 */
export async function until<T>(
  what: string,
  seconds: number,
  ask: () => Promise<T | null | undefined>,
  everyMs = 500,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`gave up after ${seconds} s waiting for ${what}`);
    await sleep(everyMs);
  }
}
