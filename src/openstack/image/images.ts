/** Glance images: glance api-ref/source/v2/images-images-v2.inc. Unknown fields of an image are its properties. */
import { z } from 'zod';
import { orGone } from '../compute/servers.ts';
import type { RequestOptions } from '../http.ts';
import type { ServiceClient } from '../service-client.ts';

export const Image = z
  .looseObject({
    id: z.string(),
    name: z.string().nullable(),
    status: z.string(),
    visibility: z.string(),
    size: z.number().nullish(),
    min_disk: z.number().default(0),
    min_ram: z.number().default(0),
    os_distro: z.string().nullish(),
    created_at: z.string(),
  })
  .transform((wire) => ({
    id: wire.id,
    name: wire.name ?? '',
    status: wire.status,
    visibility: wire.visibility,
    sizeBytes: wire.size ?? null,
    minDiskGib: wire.min_disk,
    minRamMib: wire.min_ram,
    osDistro: wire.os_distro ?? null,
    createdAt: wire.created_at,
    properties: Object.fromEntries(
      Object.entries(wire).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
  }));
export type Image = z.output<typeof Image>;

export const get = (glance: ServiceClient, id: string, options: RequestOptions = {}): Promise<Image> =>
  glance.parsed(Image, 'GET', `/images/${encodeURIComponent(id)}`, options);

export const list = (
  glance: ServiceClient,
  filter: { name?: string } = {},
  options: RequestOptions = {},
): Promise<Image[]> => glance.list(Image, 'images', '/images', { params: { ...filter }, ...options });

export const remove = (glance: ServiceClient, id: string, options: RequestOptions = {}): Promise<'accepted' | 'gone'> =>
  orGone(glance.call('DELETE', `/images/${encodeURIComponent(id)}`, options));
