/** Volumes for {@link ScratchGuest}s: made, moved from one to the other, removed. */
import { z } from 'zod';
import { type Cloud, remove, until } from './cloud.ts';
import { idOf, type ScratchGuest } from './scratch-guest.ts';

export interface ScratchVolume {
  id: string;
  sizeBytes: number;
}

const GIB = 1024 ** 3;
/** The longest that Cinder or Nova takes on a busy machine. */
const SETTLE_SECONDS = 300;

/**
 * Of that name there is one: what an interrupted run left is removed.
 *
 * @param fromImage - it starts as the system image of the lab's guests, else empty.
 */
export async function makeScratchVolume(cloud: Cloud, name: string, fromImage: boolean): Promise<ScratchVolume> {
  await removeLeftOver(cloud, name);
  const size = fromImage ? 2 : 1;
  const image = fromImage ? { imageRef: await idOf(cloud, 'image', '/images', 'images', 'debian-12') } : {};
  const made = await cloud('volumev3', 'POST', '/volumes', { volume: { name, size, ...image } });
  const { id } = z.object({ volume: z.object({ id: z.uuid() }) }).parse(made).volume;
  await settle(cloud, id, 'available');
  return { id, sizeBytes: size * GIB };
}

export async function attach(cloud: Cloud, { serverId }: ScratchGuest, { id }: ScratchVolume): Promise<void> {
  const path = `/servers/${serverId}/os-volume_attachments`;
  await cloud('compute', 'POST', path, { volumeAttachment: { volumeId: id } });
  await settle(cloud, id, 'in-use');
}

export async function detach(cloud: Cloud, { serverId }: ScratchGuest, { id }: ScratchVolume): Promise<void> {
  await cloud('compute', 'DELETE', `/servers/${serverId}/os-volume_attachments/${id}`);
  await settle(cloud, id, 'available');
}

async function removeLeftOver(cloud: Cloud, name: string): Promise<void> {
  const answer = await cloud('volumev3', 'GET', `/volumes?name=${name}`);
  const { volumes } = z.object({ volumes: z.array(z.object({ id: z.string() })) }).parse(answer);
  for (const each of volumes) await removeScratchVolume(cloud, each);
}

/** Wherever it is attached. */
export async function removeScratchVolume(cloud: Cloud, { id }: Pick<ScratchVolume, 'id'>): Promise<void> {
  const Volume = z.object({ volume: z.object({ attachments: z.array(z.object({ server_id: z.string() })) }) });
  const { attachments } = Volume.parse(await cloud('volumev3', 'GET', `/volumes/${id}`)).volume;
  for (const { server_id: server } of attachments)
    await cloud('compute', 'DELETE', `/servers/${server}/os-volume_attachments/${id}`);
  if (attachments.length > 0) await settle(cloud, id, 'available');
  await remove(cloud, 'volumev3', `/volumes/${id}`);
}

async function settle(cloud: Cloud, id: string, status: string): Promise<void> {
  await until(`volume ${id} to be ${status}`, SETTLE_SECONDS, async () => {
    const { volume } = z
      .object({ volume: z.object({ status: z.string() }) })
      .parse(await cloud('volumev3', 'GET', `/volumes/${id}`));
    return volume.status === status ? true : null;
  });
}
