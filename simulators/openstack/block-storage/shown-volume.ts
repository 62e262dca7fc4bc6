/** What Cinder tells about a volume. */
import type { Volume } from '../resources.ts';
import { PROJECT } from '../seed.ts';

/** A read tells more than the answer to a create. */
export const readVolume = (volume: Volume): object => ({
  ...shownVolume(volume),
  'os-vol-tenant-attr:tenant_id': PROJECT.id,
});

export const shownVolume = (volume: Volume): object => ({
  id: volume.id,
  name: volume.name,
  status: volume.status,
  size: volume.size,
  availability_zone: 'nova',
  created_at: '2026-11-23T05:04:00.000000',
  metadata: volume.metadata,
  bootable: String(volume.bootable),
  encrypted: volume.encrypted,
  multiattach: false,
  snapshot_id: volume.snapshotId,
  source_volid: volume.sourceVolumeId,
  attachments: shownAttachments(volume),
  // Copied from the image or the source along with the bytes.
  ...(volume.imageId === null || volume.status === 'creating'
    ? {}
    : { volume_image_metadata: { image_id: volume.imageId, image_name: 'the name that it had then' } }),
});

/** A volume that is kept for a shelved server does not say for which (recorded 71). */
const shownAttachments = (volume: Volume): unknown[] =>
  volume.status === 'reserved'
    ? []
    : volume.attachments.map(({ id, serverId, device }) => ({
        id: volume.id,
        attachment_id: id,
        volume_id: volume.id,
        server_id: serverId,
        device,
      }));
