/** New volumes: blank ones, clones of volumes, volumes made from images. */
import { randomUUID } from 'node:crypto';
import { badRequest, notSimulated } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Snapshot, Volume } from '../resources.ts';
import { invalid, refuseUnknownFields } from '../schema.ts';
import type { Answer, Call } from '../simulator.ts';
import { sees } from '../visible.ts';
import { foundSnapshot, foundVolume } from './found.ts';
import { enforceQuota } from './quota.ts';
import { shownVolume } from './shown-volume.ts';

interface WireVolume {
  name: string;
  size: number;
  metadata?: Record<string, string>;
  source_volid?: string;
  snapshot_id?: string;
  imageRef?: string;
}

/** cinder/api/schemas/volumes.py, create_volume_v353: what else stands in a body is read over, and refused from 3.53 on. */
const FIELDS = [
  ...['name', 'description', 'display_name', 'display_description', 'volume_type', 'metadata', 'snapshot_id'],
  ...['source_volid', 'consistencygroup_id', 'size', 'availability_zone', 'multiattach', 'image_id', 'imageRef'],
  ...['group_id', 'backup_id'],
];

export function createVolume(cloud: SimulatedCloud, { body, caller, minor }: Call): Answer {
  const wire = body['volume'] as WireVolume;
  if (minor >= 53) refuseUnknownFields('volume', wire, FIELDS);
  if (wire.size < 1) throw invalid('size', wire.size, `${wire.size} is less than the minimum of 1`);
  const source = wire.source_volid === undefined ? null : foundVolume(cloud, wire.source_volid, caller);
  if (source !== null) refuseUnclonable(source, wire.size);
  if (wire.snapshot_id !== undefined) refuseUnusable(foundSnapshot(cloud, wire.snapshot_id, caller), wire.size);
  if (wire.imageRef !== undefined) usableImage(cloud, wire.imageRef);
  if (!sees(caller)) throw notSimulated('volumes of another project');
  enforceQuota(cloud, 'volumes', wire.size);
  const volume = cloud.addVolume({
    id: randomUUID(),
    name: wire.name,
    size: wire.size,
    status: 'creating',
    metadata: wire.metadata ?? {},
    ...contentOf(wire, source),
    created: true,
  });
  const finish = (): void => {
    cloud.change(volume, { status: 'available' });
    volume.bootable ||= wire.imageRef !== undefined;
  };
  cloud.after('creating → available', finish, ['cinder-volume']);
  return { status: 202, body: { volume: shownVolume(volume) } };
}

/** A clone of an attached volume is allowed, whatever the lock of its server (recorded 22). */
function refuseUnclonable(source: Volume, size: number): void {
  if (size < source.size)
    throw badRequest(
      `Invalid input received: Volume size '${String(size)}'GB cannot be smaller than original volume size  ${String(source.size)}GB. They must be >= original volume size.`,
    );
  if (!['available', 'in-use'].includes(source.status))
    throw badRequest(
      `Invalid volume: Volume ${source.id} status must be ['available', 'in-use'], but current status is: ${source.status}.`,
    );
}

function refuseUnusable(snapshot: Snapshot, size: number): void {
  if (snapshot.status !== 'available')
    throw badRequest("Invalid snapshot: Originating snapshot status must be one of 'available' values");
  if (size < snapshot.size)
    throw badRequest(
      `Invalid input received: Volume size '${String(size)}'GB cannot be smaller than the snapshot size ${String(snapshot.size)}GB. They must be >= original snapshot size.`,
    );
}

function usableImage(cloud: SimulatedCloud, id: string): void {
  const image = cloud.images.get(id);
  if (image === undefined) throw badRequest('Invalid image identifier or unable to access requested image.');
  if (image.status !== 'active') throw badRequest(`Invalid input received: Image ${id} is not active.`);
}

/** Where the bytes come from, and whether one can boot from them: what comes from an image only once it is there. */
const contentOf = (
  { source_volid: sourceVolumeId, snapshot_id: snapshotId, imageRef }: WireVolume,
  source: Volume | null,
): Pick<Volume, 'bootable' | 'imageId' | 'sourceVolumeId' | 'snapshotId'> => ({
  bootable: source?.bootable ?? false,
  imageId: source?.imageId ?? imageRef ?? null,
  sourceVolumeId: sourceVolumeId ?? null,
  snapshotId: snapshotId ?? null,
});
