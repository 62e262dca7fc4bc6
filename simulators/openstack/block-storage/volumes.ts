/** Cinder's volumes: list, look, create, delete. */
import { badRequest, notFound } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import { paged } from '../pages.ts';
import type { Volume } from '../resources.ts';
import type { Answer, Call, Routes } from '../simulator.ts';
import { lists } from '../visible.ts';
import { createVolume } from './create-volume.ts';
import { foundVolume } from './found.ts';
import { readVolume } from './shown-volume.ts';

export function volumes(cloud: SimulatedCloud, route: Routes): void {
  const found = ({ params, caller }: Call): Volume => foundVolume(cloud, params['id'] ?? '', caller);
  route('GET', '/volumes/detail', 'block-storage.volumes.list', ({ query, caller, baseUrl }) => {
    const listed = [...cloud.volumes.values()].filter(
      ({ name }) => lists(caller, query) && (query['name'] === undefined || name === query['name']),
    );
    const unknownMarker = (id: string) => notFound(`Volume ${id} could not be found.`);
    const url = `${baseUrl}/volumes/detail`;
    const page = { key: 'volumes', query, url, shown: readVolume, unknownMarker };
    // The youngest comes first.
    return { status: 200, body: paged(listed.reverse(), page) };
  });
  route('GET', '/volumes/:id', 'block-storage.volumes.get', (call) => ({
    status: 200,
    body: { volume: readVolume(found(call)) },
  }));
  route('POST', '/volumes', 'block-storage.volumes.create', (call) => createVolume(cloud, call));
  route('DELETE', '/volumes/:id', 'block-storage.volumes.delete', (call) => remove(cloud, found(call)));
}

const UNDELETABLE =
  'Invalid volume: Volume status must be available or error or error_restoring or error_extending or error_managing and must not be migrating, attached, belong to a group, have snapshots, awaiting a transfer, or be disassociated from snapshots after volume transfer.';

function remove(cloud: SimulatedCloud, volume: Volume): Answer {
  const hasSnapshots = [...cloud.snapshots.values()].some(({ volumeId }) => volumeId === volume.id);
  if (!['available', 'error'].includes(volume.status) || volume.attachments.length > 0 || hasSnapshots)
    throw badRequest(UNDELETABLE);
  cloud.deleteVolume(volume);
  return { status: 202 };
}
