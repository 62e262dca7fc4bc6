/** Shelved servers: off every host, with their volumes kept for them. */
import { notSimulated } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Server, Volume } from '../resources.ts';
import type { Caller } from '../simulator.ts';
import { refuseLocked, refuseState } from './found-server.ts';
import type { Act } from './server-actions.ts';

/** Off its host at once, since nothing of it is there but what its volumes hold (recorded 71). */
export const shelve: Act = (cloud, server, _wish, { caller }) => {
  refuseLocked(server, caller);
  refuseState(server, 'shelve', ['active', 'stopped', 'paused', 'suspended']);
  if (server.imageId !== null) throw notSimulated('the shelving of a server with a disk of its own');
  const action = cloud.record(server, 'shelve', caller.projectId);
  cloud.change(server, { taskState: 'shelving' });
  const offload = (): void => {
    cloud.change(server, { taskState: null, status: 'SHELVED_OFFLOADED' });
    // Cinder keeps them for it, and tells nobody for whom.
    for (const { volume } of cloud.attachedTo(server.id)) cloud.change(volume, { status: 'reserved' });
    cloud.guests?.shutdown(server.id);
    cloud.end(action);
  };
  cloud.after('shelving → SHELVED_OFFLOADED', offload, ['nova-compute', 'cinder-volume']);
  return { status: 202 };
};

/** No host is asked, so it is done when it is answered, and nobody names a device (recorded 71). */
export function attachToShelved(
  cloud: SimulatedCloud,
  server: Server,
  volume: Volume,
  { caller, deleteOnTermination }: { caller: Caller; deleteOnTermination: boolean },
): void {
  cloud.attach(server.id, volume.id, deleteOnTermination);
  cloud.end(cloud.record(server, 'attach_volume', caller.projectId));
}

/** A volume that was to go with its server goes now (nova/compute/api.py, _local_cleanup_bdm_volumes). */
export function detachFromShelved(
  cloud: SimulatedCloud,
  server: Server,
  { volume, caller }: { volume: Volume; caller: Caller },
): void {
  const action = cloud.record(server, 'detach_volume', caller.projectId);
  for (const attachment of volume.attachments.filter(({ serverId }) => serverId === server.id))
    cloud.letGo(volume, attachment);
  cloud.end(action);
}
