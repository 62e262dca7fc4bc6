/** Cinder: volumes, clones, snapshots and their dependencies. */
import { randomUUID } from 'node:crypto';
import { badRequest, notFound, overLimit } from './answers.ts';
import type { Snapshot, SimulatedCloud, Volume } from './cloud.ts';
import type { Faults } from './faults.ts';
import type { Answer, Call, Routes } from './simulator.ts';

const SECONDS = { creating: 1, deleting: 0.5, snapshot: 1 };

export function blockStorage(cloud: SimulatedCloud, _faults: Faults, route: Routes): void {
  const volumeOf = ({ params }: Call): Volume => {
    const volume = cloud.volumes.get(params['id'] ?? '');
    if (volume === undefined) throw notFound(`Volume ${params['id'] ?? ''} could not be found.`);
    return volume;
  };
  const snapshotOf = ({ params }: Call): Snapshot => {
    const snapshot = cloud.snapshots.get(params['id'] ?? '');
    if (snapshot === undefined) throw notFound(`Snapshot ${params['id'] ?? ''} could not be found.`);
    return snapshot;
  };

  route('GET', '/volumes/detail', 'block-storage.volumes.list', ({ query }) => {
    const volumes = [...cloud.volumes.values()].filter(
      ({ name }) => query['name'] === undefined || name === query['name'],
    );
    return { status: 200, body: { volumes: volumes.map(shownVolume) } };
  });
  route('GET', '/volumes/:id', 'block-storage.volumes.get', (call) => ({
    status: 200,
    body: { volume: shownVolume(volumeOf(call)) },
  }));
  route('POST', '/volumes', 'block-storage.volumes.create', ({ body }) =>
    createVolume(cloud, body['volume'] as WireVolume),
  );
  route('DELETE', '/volumes/:id', 'block-storage.volumes.delete', (call) => deleteVolume(cloud, volumeOf(call)));

  route('GET', '/snapshots/detail', 'block-storage.snapshots.list', ({ query }) => {
    const snapshots = [...cloud.snapshots.values()].filter(
      ({ volumeId }) => query['volume_id'] === undefined || volumeId === query['volume_id'],
    );
    return { status: 200, body: { snapshots: snapshots.map(shownSnapshot) } };
  });
  route('GET', '/snapshots/:id', 'block-storage.snapshots.get', (call) => ({
    status: 200,
    body: { snapshot: shownSnapshot(snapshotOf(call)) },
  }));
  route('POST', '/snapshots', 'block-storage.snapshots.create', ({ body, minor }) =>
    createSnapshot(cloud, body['snapshot'] as WireSnapshot, minor),
  );
  route('DELETE', '/snapshots/:id', 'block-storage.snapshots.delete', (call) => {
    const snapshot = snapshotOf(call);
    snapshot.status = 'deleting';
    cloud.after(SECONDS.deleting, () => {
      // A clone made from it holds it: it silently is available again (recorded 21).
      if ([...cloud.volumes.values()].some(({ snapshotId }) => snapshotId === snapshot.id))
        snapshot.status = 'available';
      else cloud.snapshots.delete(snapshot.id);
    });
    return { status: 202 };
  });
  route('GET', '/limits', 'block-storage.limits.get', () => {
    const { volumes, gigabytes, snapshots } = cloud.quota;
    const used = usage(cloud);
    return {
      status: 200,
      body: {
        limits: {
          rate: [],
          absolute: {
            maxTotalVolumes: volumes,
            totalVolumesUsed: used.volumes,
            maxTotalVolumeGigabytes: gigabytes,
            totalGigabytesUsed: used.gigabytes,
            maxTotalSnapshots: snapshots,
            totalSnapshotsUsed: used.snapshots,
          },
        },
      },
    };
  });
}

function usage(cloud: SimulatedCloud): { volumes: number; gigabytes: number; snapshots: number } {
  const sizes = [...cloud.volumes.values(), ...cloud.snapshots.values()].map(({ size }) => size);
  return {
    volumes: cloud.volumes.size,
    gigabytes: sizes.reduce((sum, size) => sum + size, 0),
    snapshots: cloud.snapshots.size,
  };
}

function enforceQuota(cloud: SimulatedCloud, kind: 'volumes' | 'snapshots', size: number): void {
  const { quota } = cloud;
  const used = usage(cloud);
  const what = kind === 'volumes' ? 'Volume' : 'Snapshot';
  if (quota[kind] >= 0 && used[kind] + 1 > quota[kind])
    throw overLimit(
      `${what}LimitExceeded: Maximum number of ${kind} allowed (${String(quota[kind])}) exceeded for quota '${kind}'.`,
    );
  if (quota.gigabytes >= 0 && used.gigabytes + size > quota.gigabytes)
    throw overLimit(
      `VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes quota. Requested ${String(size)}G, quota is ${String(quota.gigabytes)}G and ${String(used.gigabytes)}G has been consumed.`,
    );
}

const shownVolume = (volume: Volume): unknown => ({
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
  attachments: volume.attachments.map(({ serverId, device }) => ({
    id: volume.id,
    attachment_id: randomUUID(),
    volume_id: volume.id,
    server_id: serverId,
    device,
  })),
  ...(volume.imageId === null ? {} : { volume_image_metadata: { image_id: volume.imageId } }),
});

const shownSnapshot = (snapshot: Snapshot): unknown => ({
  id: snapshot.id,
  name: snapshot.name,
  status: snapshot.status,
  volume_id: snapshot.volumeId,
  size: snapshot.size,
  metadata: snapshot.metadata,
  description: null,
  created_at: '2026-11-23T05:07:11.000000',
});

interface WireVolume {
  name: string;
  size: number;
  metadata?: Record<string, string>;
  source_volid?: string;
  snapshot_id?: string;
  imageRef?: string;
}

function createVolume(cloud: SimulatedCloud, wire: WireVolume): Answer {
  const source = wire.source_volid === undefined ? null : cloud.volumes.get(wire.source_volid);
  if (source === undefined) throw notFound(`Volume ${wire.source_volid ?? ''} could not be found.`);
  if (source !== null && wire.size < source.size)
    throw badRequest(
      `Invalid input received: Volume size '${String(wire.size)}'GB cannot be smaller than original volume size  ${String(source.size)}GB. They must be >= original volume size.`,
    );
  // A clone of an attached volume is allowed, whatever the lock of its server (recorded 22).
  if (source !== null && !['available', 'in-use'].includes(source.status))
    throw badRequest(
      `Invalid volume: Volume ${source.id} status must be ['available', 'in-use'], but current status is: ${source.status}.`,
    );
  enforceQuota(cloud, 'volumes', wire.size);
  const volume = cloud.addVolume({
    id: randomUUID(),
    name: wire.name,
    size: wire.size,
    status: 'creating',
    bootable: source?.bootable ?? wire.imageRef !== undefined,
    metadata: wire.metadata ?? {},
    imageId: source?.imageId ?? wire.imageRef ?? null,
    sourceVolumeId: wire.source_volid ?? null,
    snapshotId: wire.snapshot_id ?? null,
    created: true,
  });
  cloud.after(SECONDS.creating, () => {
    volume.status = 'available';
  });
  return { status: 202, body: { volume: shownVolume(volume) } };
}

const UNDELETABLE =
  'Invalid volume: Volume status must be available or error or error_restoring or error_extending or error_managing and must not be migrating, attached, belong to a group, have snapshots, awaiting a transfer, or be disassociated from snapshots after volume transfer.';

function deleteVolume(cloud: SimulatedCloud, volume: Volume): Answer {
  const hasSnapshots = [...cloud.snapshots.values()].some(({ volumeId }) => volumeId === volume.id);
  if (!['available', 'error'].includes(volume.status) || volume.attachments.length > 0 || hasSnapshots)
    throw badRequest(UNDELETABLE);
  volume.status = 'deleting';
  cloud.volumeEvents.push({ volumeId: volume.id, event: 'deleted', serverId: null });
  cloud.after(SECONDS.deleting, () => cloud.volumes.delete(volume.id));
  return { status: 202 };
}

interface WireSnapshot {
  volume_id: string;
  name: string;
  metadata?: Record<string, string>;
  force?: boolean;
}

function createSnapshot(cloud: SimulatedCloud, wire: WireSnapshot, minor: number): Answer {
  const volume = cloud.volumes.get(wire.volume_id);
  if (volume === undefined) throw notFound(`Volume ${wire.volume_id} could not be found.`);
  if (minor >= 66 && wire.force === false)
    throw badRequest(
      "Since microversion 3.66 the 'force' flag is invalid for this request.  For backward compatability, however, when the 'force' flag is passed with a value evaluating to True, it is silently ignored.",
    );
  if (minor < 66 && wire.force !== true && volume.status !== 'available')
    throw badRequest(
      `Invalid volume: Volume ${volume.id} status must be available, but current status is: ${volume.status}.`,
    );
  enforceQuota(cloud, 'snapshots', volume.size);
  const snapshot: Snapshot = {
    id: randomUUID(),
    name: wire.name,
    status: 'creating',
    volumeId: volume.id,
    size: volume.size,
    metadata: wire.metadata ?? {},
  };
  cloud.snapshots.set(snapshot.id, snapshot);
  cloud.after(SECONDS.snapshot, () => {
    snapshot.status = 'available';
  });
  return { status: 202, body: { snapshot: shownSnapshot(snapshot) } };
}
