/** Cinder volumes: cinder api-ref/source/v3/volumes-v3-volumes.inc. Sizes in GiB. */
import { z } from 'zod';
import { orGone } from '../compute/servers.ts';
import type { RequestOptions } from '../http.ts';
import type { ServiceClient } from '../service-client.ts';

export const Volume = z
  .looseObject({
    id: z.string(),
    name: z.string().nullable(),
    status: z.string(),
    size: z.number(),
    // Cinder writes booleans as text here.
    bootable: z.union([z.boolean(), z.string().transform((value) => value === 'true')]),
    encrypted: z.boolean().default(false),
    multiattach: z.boolean().default(false),
    metadata: z.record(z.string(), z.string()).default({}),
    attachments: z.array(z.looseObject({ server_id: z.string(), device: z.string().nullish() })).default([]),
    volume_image_metadata: z.record(z.string(), z.string()).optional(),
    snapshot_id: z.string().nullish(),
    source_volid: z.string().nullish(),
    created_at: z.string(),
  })
  .transform((wire) => ({
    id: wire.id,
    name: wire.name ?? '',
    status: wire.status,
    sizeGib: wire.size,
    bootable: wire.bootable,
    encrypted: wire.encrypted,
    multiattach: wire.multiattach,
    metadata: wire.metadata,
    attachments: wire.attachments.map((each) => ({ serverId: each.server_id, device: each.device ?? null })),
    imageMetadata: wire.volume_image_metadata ?? null,
    snapshotId: wire.snapshot_id ?? null,
    sourceVolumeId: wire.source_volid ?? null,
    createdAt: wire.created_at,
  }));
export type Volume = z.output<typeof Volume>;

export interface NewVolume {
  name: string;
  sizeGib: number;
  metadata: Record<string, string>;
  /** At most one of these; allowed for an in-use volume of a locked server (recorded 22). */
  sourceVolumeId?: string;
  snapshotId?: string;
  imageId?: string;
}

/** Encryption is told from 3.0 on, nothing newer is needed. */
const WANTED = '3.59';
const path = (id: string): string => `/volumes/${encodeURIComponent(id)}`;
const One = z.looseObject({ volume: Volume });

export const get = async (cinder: ServiceClient, id: string, options: RequestOptions = {}): Promise<Volume> =>
  (await cinder.parsed(One, 'GET', path(id), { microversion: WANTED, ...options })).volume;

export const list = (
  cinder: ServiceClient,
  filter: { name?: string } = {},
  options: RequestOptions = {},
): Promise<Volume[]> =>
  cinder.list(Volume, 'volumes', '/volumes/detail', { microversion: WANTED, params: { ...filter }, ...options });

/** Accepted, not done: wait for `available`. */
export async function create(
  cinder: ServiceClient,
  volume: NewVolume,
  options: RequestOptions = {},
): Promise<{ id: string }> {
  const { name, sizeGib, metadata, sourceVolumeId, snapshotId, imageId } = volume;
  const source = {
    ...(sourceVolumeId && { source_volid: sourceVolumeId }),
    ...(snapshotId && { snapshot_id: snapshotId }),
    ...(imageId && { imageRef: imageId }),
  };
  const body = { volume: { name, size: sizeGib, metadata, ...source } };
  // The answer to a create lacks fields that a read has; its id is all that counts.
  const shape = z.looseObject({ volume: z.looseObject({ id: z.string() }) });
  return { id: (await cinder.parsed(shape, 'POST', '/volumes', { microversion: WANTED, body, ...options })).volume.id };
}

/** 400 while it is attached or has snapshots, and for a moment after a detach. */
export const remove = (cinder: ServiceClient, id: string, options: RequestOptions = {}): Promise<'accepted' | 'gone'> =>
  orGone(cinder.call('DELETE', path(id), { microversion: WANTED, ...options }));
