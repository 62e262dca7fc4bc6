/** Cinder's snapshots, with the rules about `force` and about clones that hold them. */
import { randomUUID } from 'node:crypto';
import { adminsOnly } from '../admins-only.ts';
import { badRequest, notFound, notSimulated } from '../answers.ts';
import { DELETING_SECONDS, type SimulatedCloud } from '../cloud.ts';
import { paged } from '../pages.ts';
import type { Snapshot } from '../resources.ts';
import { refuseUnknownFields } from '../schema.ts';
import type { Answer, Call, Routes } from '../simulator.ts';
import { lists } from '../visible.ts';
import { foundSnapshot, foundVolume } from './found.ts';
import { enforceQuota } from './quota.ts';

const ADMIN_ACTIONS: Readonly<Record<string, string>> = {
  'os-reset_status': 'reset_status',
  'os-force_delete': 'force_delete',
};

export function snapshots(cloud: SimulatedCloud, route: Routes): void {
  const found = ({ params, caller }: Call): Snapshot => foundSnapshot(cloud, params['id'] ?? '', caller);
  route('GET', '/snapshots/detail', 'block-storage.snapshots.list', ({ query, caller, baseUrl }) => {
    const listed = [...cloud.snapshots.values()].filter(
      ({ volumeId }) => lists(caller, query) && (query['volume_id'] === undefined || volumeId === query['volume_id']),
    );
    const unknownMarker = (id: string) => notFound(`Snapshot ${id} could not be found.`);
    const page = { key: 'snapshots', query, url: `${baseUrl}/snapshots/detail`, shown: shownSnapshot, unknownMarker };
    // The youngest comes first.
    return { status: 200, body: paged(listed.reverse(), page) };
  });
  route('GET', '/snapshots/:id', 'block-storage.snapshots.get', (call) => ({
    status: 200,
    body: { snapshot: shownSnapshot(found(call)) },
  }));
  route('POST', '/snapshots', 'block-storage.snapshots.create', (call) => createSnapshot(cloud, call));
  route('POST', '/snapshots/:id/action', 'block-storage.snapshots.action', (call) => {
    found(call);
    const [name = ''] = Object.keys(call.body);
    const rule = ADMIN_ACTIONS[name];
    if (rule === undefined) throw notSimulated(`the snapshot action ${name}`);
    return adminsOnly(call.caller, `volume_extension:snapshot_admin_actions:${rule}`);
  });
  route('DELETE', '/snapshots/:id', 'block-storage.snapshots.delete', (call) => {
    remove(cloud, found(call));
    return { status: 202 };
  });
}

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

interface WireSnapshot {
  volume_id: string;
  name: string;
  metadata?: Record<string, string>;
  force?: boolean;
}

/** cinder/api/schemas/snapshots.py, create: the same at each microversion. */
const FIELDS = ['name', 'display_name', 'description', 'volume_id', 'force', 'metadata'];

function createSnapshot(cloud: SimulatedCloud, { body, caller, minor }: Call): Answer {
  const wire = body['snapshot'] as WireSnapshot;
  refuseUnknownFields('snapshot', wire, FIELDS);
  const volume = foundVolume(cloud, wire.volume_id, caller);
  if (minor >= 66 && wire.force === false)
    throw badRequest(
      "Since microversion 3.66 the 'force' flag is invalid for this request.  For backward compatability, however, when the 'force' flag is passed with a value evaluating to True, it is silently ignored.",
    );
  if (minor < 66 && wire.force !== true && volume.status !== 'available')
    throw badRequest(
      `Invalid volume: Volume ${volume.id} status must be available, but current status is: ${volume.status}.`,
    );
  enforceQuota(cloud, 'snapshots', volume.size);
  const snapshot = cloud.addSnapshot({
    id: randomUUID(),
    name: wire.name,
    status: 'creating',
    volumeId: volume.id,
    size: volume.size,
    metadata: wire.metadata ?? {},
  });
  const finish = (): void => {
    cloud.change(snapshot, { status: 'available' });
  };
  cloud.after('creating → available', finish, ['cinder-volume']);
  return { status: 202, body: { snapshot: shownSnapshot(snapshot) } };
}

/**
 * A clone made from it holds it: it silently is available again (recorded 21). Since 2024.1 the driver for Ceph gives
 * the clone bytes of its own instead, and deletes it (cinder 1a675c9aa, bug 1969643).
 */
function remove(cloud: SimulatedCloud, snapshot: Snapshot): void {
  cloud.change(snapshot, { status: 'deleting' });
  const finish = (): void => {
    const isHeld = [...cloud.volumes.values()].some(({ snapshotId }) => snapshotId === snapshot.id);
    if (isHeld && cloud.release.date < '2024.1') cloud.change(snapshot, { status: 'available' });
    else cloud.remove(snapshot);
  };
  cloud.after(DELETING_SECONDS, finish, ['cinder-volume']);
}
