/** New volumes: blank ones, clones of volumes, volumes made from images. */
import { randomUUID } from 'node:crypto';
import { badRequest, notFound } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Volume } from '../resources.ts';
import { refuseUnknownFields } from '../schema.ts';
import type { Answer } from '../simulator.ts';
import { enforceQuota } from './quota.ts';
import { shownVolume } from './shown-volume.ts';

export interface WireVolume {
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

export function createVolume(cloud: SimulatedCloud, wire: WireVolume, minor: number): Answer {
  if (minor >= 53) refuseUnknownFields('volume', wire, FIELDS);
  const source = wire.source_volid === undefined ? null : cloneable(cloud, wire.source_volid, wire.size);
  if (wire.snapshot_id !== undefined) usableSnapshot(cloud, wire.snapshot_id, wire.size);
  if (wire.imageRef !== undefined) usableImage(cloud, wire.imageRef);
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
  };
  cloud.after('creating → available', finish, ['cinder-volume']);
  return { status: 202, body: { volume: shownVolume(volume) } };
}

/** A clone of an attached volume is allowed, whatever the lock of its server (recorded 22). */
function cloneable(cloud: SimulatedCloud, id: string, size: number): Volume {
  const source = cloud.volumes.get(id);
  if (source === undefined) throw notFound(`Volume ${id} could not be found.`);
  if (size < source.size)
    throw badRequest(
      `Invalid input received: Volume size '${String(size)}'GB cannot be smaller than original volume size  ${String(source.size)}GB. They must be >= original volume size.`,
    );
  if (!['available', 'in-use'].includes(source.status))
    throw badRequest(
      `Invalid volume: Volume ${source.id} status must be ['available', 'in-use'], but current status is: ${source.status}.`,
    );
  return source;
}

function usableSnapshot(cloud: SimulatedCloud, id: string, size: number): void {
  const snapshot = cloud.snapshots.get(id);
  if (snapshot === undefined) throw notFound(`Snapshot ${id} could not be found.`);
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

/** Where the bytes come from, and whether one can boot from them. */
const contentOf = (
  { source_volid: sourceVolumeId, snapshot_id: snapshotId, imageRef }: WireVolume,
  source: Volume | null,
): Pick<Volume, 'bootable' | 'imageId' | 'sourceVolumeId' | 'snapshotId'> => ({
  bootable: source?.bootable ?? imageRef !== undefined,
  imageId: source?.imageId ?? imageRef ?? null,
  sourceVolumeId: sourceVolumeId ?? null,
  snapshotId: snapshotId ?? null,
});
