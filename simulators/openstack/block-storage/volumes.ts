/** Cinder's volumes: list, look, create, delete. */
import { badRequest, notFound } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Volume } from '../resources.ts';
import type { Answer, Call, Routes } from '../simulator.ts';
import { lists, sees } from '../visible.ts';
import { createVolume, type WireVolume } from './create-volume.ts';
import { shownVolume } from './shown-volume.ts';

/** Never timed by a recording. */
const SECONDS = { deleting: 0.5 };

export function foundVolume(cloud: SimulatedCloud, { params, caller }: Call): Volume {
  const volume = cloud.volumes.get(params['id'] ?? '');
  if (volume === undefined || !sees(caller)) throw notFound(`Volume ${params['id'] ?? ''} could not be found.`);
  return volume;
}

export function volumes(cloud: SimulatedCloud, route: Routes): void {
  route('GET', '/volumes/detail', 'block-storage.volumes.list', ({ query, caller }) => {
    const listed = [...cloud.volumes.values()].filter(
      ({ name }) => lists(caller, query) && (query['name'] === undefined || name === query['name']),
    );
    return { status: 200, body: { volumes: listed.map(shownVolume) } };
  });
  route('GET', '/volumes/:id', 'block-storage.volumes.get', (call) => ({
    status: 200,
    body: { volume: shownVolume(foundVolume(cloud, call)) },
  }));
  route('POST', '/volumes', 'block-storage.volumes.create', ({ body, minor }) =>
    createVolume(cloud, body['volume'] as WireVolume, minor),
  );
  route('DELETE', '/volumes/:id', 'block-storage.volumes.delete', (call) => remove(cloud, foundVolume(cloud, call)));
}

const UNDELETABLE =
  'Invalid volume: Volume status must be available or error or error_restoring or error_extending or error_managing and must not be migrating, attached, belong to a group, have snapshots, awaiting a transfer, or be disassociated from snapshots after volume transfer.';

function remove(cloud: SimulatedCloud, volume: Volume): Answer {
  const hasSnapshots = [...cloud.snapshots.values()].some(({ volumeId }) => volumeId === volume.id);
  if (!['available', 'error'].includes(volume.status) || volume.attachments.length > 0 || hasSnapshots)
    throw badRequest(UNDELETABLE);
  cloud.change(volume, { status: 'deleting' });
  cloud.after(SECONDS.deleting, () => cloud.remove(volume), ['cinder-volume']);
  return { status: 202 };
}
