/**
 * Nova volume attachments, `/servers/{server_id}/os-volume_attachments`: nova api-ref/source/os-volume-attachments.inc.
 * `delete_on_termination` from 2.79, changed by PUT from 2.85; Nova's `device` is a guess, go by the volume's serial in the guest.
 */
import { z } from 'zod';
import type { RequestOptions } from '../http.ts';
import type { ServiceClient } from '../service-client.ts';
import { orGone } from './servers.ts';

export const VolumeAttachment = z
  .looseObject({
    serverId: z.string(),
    volumeId: z.string(),
    device: z.string().nullish(),
    delete_on_termination: z.boolean().optional(),
  })
  .transform((wire) => ({
    serverId: wire.serverId,
    volumeId: wire.volumeId,
    device: wire.device ?? null,
    deleteOnTermination: wire.delete_on_termination ?? null,
  }));
export type VolumeAttachment = z.output<typeof VolumeAttachment>;

/** Microversion from which Nova can be told to keep a volume when its server is deleted. */
export const KEEPS_VOLUMES = '2.85';

const path = (serverId: string): string => `/servers/${encodeURIComponent(serverId)}/os-volume_attachments`;

export const list = (
  compute: ServiceClient,
  serverId: string,
  options: RequestOptions = {},
): Promise<VolumeAttachment[]> =>
  compute.list(VolumeAttachment, 'volumeAttachments', path(serverId), { microversion: '2.79', ...options });

/** Accepted, not done: `reserved`, `attaching`, then `in-use`, or silently `available` again (recorded 52, 77). */
export async function create(
  compute: ServiceClient,
  serverId: string,
  volumeId: string,
  options: RequestOptions = {},
): Promise<void> {
  await compute.call('POST', path(serverId), {
    microversion: '2.79',
    body: { volumeAttachment: { volumeId } },
    ...options,
  });
}

/** Accepted, not done: `detaching`, then `available`, or after 201 s `in-use` again (recorded 51, 76). */
export const remove = (
  compute: ServiceClient,
  serverId: string,
  volumeId: string,
  options: RequestOptions = {},
): Promise<'accepted' | 'gone'> =>
  orGone(
    compute.call('DELETE', `${path(serverId)}/${encodeURIComponent(volumeId)}`, { microversion: '2.79', ...options }),
  );

/**
 * Nova then keeps the volume when the server is deleted. The lock does not cover it (recorded 14). 202 without a body;
 * read it back.
 */
export async function keepOnDeletion(
  compute: ServiceClient,
  serverId: string,
  volumeId: string,
  options: RequestOptions = {},
): Promise<void> {
  await compute.call('PUT', `${path(serverId)}/${encodeURIComponent(volumeId)}`, {
    microversion: KEEPS_VOLUMES,
    body: { volumeAttachment: { volumeId, delete_on_termination: false } },
    ...options,
  });
}
