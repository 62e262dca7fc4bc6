/** Cinder snapshots: cinder api-ref/source/v3/volumes-v3-snapshots.inc. */
import { z } from 'zod';
import { orGone } from '../compute/servers.ts';
import type { RequestOptions } from '../http.ts';
import type { ServiceClient } from '../service-client.ts';

export const Snapshot = z
  .looseObject({
    id: z.string(),
    name: z.string().nullable(),
    status: z.string(),
    volume_id: z.string(),
    size: z.number(),
    metadata: z.record(z.string(), z.string()).default({}),
  })
  .transform((wire) => ({
    id: wire.id,
    name: wire.name ?? '',
    status: wire.status,
    volumeId: wire.volume_id,
    sizeGib: wire.size,
    metadata: wire.metadata,
  }));
export type Snapshot = z.output<typeof Snapshot>;

const path = (id: string): string => `/snapshots/${encodeURIComponent(id)}`;
/** From 3.66 on `force` is out: true is ignored, false is refused (recorded 20). We stay below. */
const WANTED = '3.59';

export const get = async (cinder: ServiceClient, id: string, options: RequestOptions = {}): Promise<Snapshot> =>
  (await cinder.parsed(z.looseObject({ snapshot: Snapshot }), 'GET', path(id), { microversion: WANTED, ...options }))
    .snapshot;

export const list = (
  cinder: ServiceClient,
  filter: { volumeId?: string } = {},
  options: RequestOptions = {},
): Promise<Snapshot[]> =>
  cinder.list(Snapshot, 'snapshots', '/snapshots/detail', {
    microversion: WANTED,
    params: filter.volumeId === undefined ? {} : { volume_id: filter.volumeId },
    ...options,
  });

/** `force`, because the volume is attached; its server is off. Accepted, not done: wait for `available`. */
export async function create(
  cinder: ServiceClient,
  {
    volumeId,
    name,
    description,
    metadata,
  }: { volumeId: string; name: string; description: string; metadata: Record<string, string> },
  options: RequestOptions = {},
): Promise<{ id: string }> {
  const body = { snapshot: { volume_id: volumeId, name, description, metadata, force: true } };
  const shape = z.looseObject({ snapshot: z.looseObject({ id: z.string() }) });
  return {
    id: (await cinder.parsed(shape, 'POST', '/snapshots', { microversion: WANTED, body, ...options })).snapshot.id,
  };
}

/** 202 even where a clone holds it: then it is silently `available` again (recorded 21). */
export const remove = (cinder: ServiceClient, id: string, options: RequestOptions = {}): Promise<'accepted' | 'gone'> =>
  orGone(cinder.call('DELETE', path(id), { microversion: WANTED, ...options }));
