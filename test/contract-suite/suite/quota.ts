/** A quota that is full for a moment: set by an admin, and set back whatever happens meanwhile. */
import { z } from 'zod';
import type { Stage } from './stage.ts';

interface Service {
  path: string;
  key: string;
  more: Record<string, unknown>;
}
const SERVICES = {
  // Nova wants to be told that it is meant, where less is allowed than is used.
  compute: { path: '/os-quota-sets', key: 'quota_set', more: { force: true } },
  'block-storage': { path: '/os-quota-sets', key: 'quota_set', more: {} },
  network: { path: '/quotas', key: 'quota', more: {} },
} as const satisfies Record<string, Service>;

/** @param name - of the quota, as the service calls it: `instances`, `port`. */
export async function withFullQuota(
  stage: Stage,
  service: keyof typeof SERVICES,
  name: string,
  act: () => Promise<unknown>,
): Promise<void> {
  const { given, as } = stage;
  const { key, more, path: root }: Service = SERVICES[service];
  const path = `${root}/${as.member.projectId}`;
  const quota = z.looseObject({ [key]: z.looseObject({ [name]: z.number() }) });
  const before = quota.parse(await given.ask({ method: 'GET', service, path }, as.admin))[key]?.[name];
  const set = (value: unknown): Promise<unknown> =>
    given.ask({ method: 'PUT', service, path, body: { [key]: { [name]: value, ...more } } }, as.admin);
  try {
    await set(service === 'block-storage' ? await usedOfCinder(stage, name) : 0);
    await act();
  } finally {
    await set(before);
  }
}

/** Cinder sets no quota below what is used. */
async function usedOfCinder({ given }: Stage, name: string): Promise<number> {
  const absolute = z.record(z.string(), z.number());
  const limits = z.object({ limits: z.looseObject({ absolute }) });
  const answer = limits.parse(await given.ask({ method: 'GET', service: 'block-storage', path: '/limits' }));
  const used = answer.limits.absolute[`total${name.charAt(0).toUpperCase()}${name.slice(1)}Used`];
  if (used === undefined) throw new Error(`Cinder does not tell how many ${name} are used`);
  return used;
}
