/** Nova's servers: list, look, create, delete, and the journal of each. */
import type { SimulatedCloud } from '../cloud.ts';
import type { Faults } from '../faults.ts';
import type { Server } from '../resources.ts';
import type { Caller, Routes } from '../simulator.ts';
import { lists } from '../visible.ts';
import { createServer } from './create-server.ts';
import { foundServer, refuseLocked } from './found-server.ts';
import { shownServer } from './shown-server.ts';

export function servers(cloud: SimulatedCloud, faults: Faults, route: Routes): void {
  route('GET', '/servers/detail', 'compute.servers.list', ({ query, minor, caller }) => {
    const name = query['name'] === undefined ? null : new RegExp(query['name']);
    const found = [...cloud.servers.values()].filter(
      (server) => lists(caller, query) && (name === null || name.test(server.name)),
    );
    return { status: 200, body: { servers: found.map((server) => shownServer(cloud, server, minor)) } };
  });
  route('GET', '/servers/:id', 'compute.servers.get', (call) => ({
    status: 200,
    body: { server: shownServer(cloud, foundServer(cloud, call), call.minor) },
  }));
  route('POST', '/servers', 'compute.servers.create', (call) => createServer(cloud, faults, call));
  route('DELETE', '/servers/:id', 'compute.servers.delete', (call) => {
    const server = foundServer(cloud, call);
    refuseLocked(server, call.caller);
    // A second delete is accepted and ignored.
    if (server.taskState !== 'deleting') remove(cloud, server, call.caller);
    return { status: 204 };
  });
  route('GET', '/servers/:id/os-instance-actions', 'compute.instance-actions.list', (call) => ({
    status: 200,
    body: {
      instanceActions: foundServer(cloud, call)
        .actions.toReversed()
        .map((action) => ({ ...action, instance_uuid: call.params['id'] })),
    },
  }));
}

/** DELETED is shown for a moment, then it is gone (recorded 75). */
function remove(cloud: SimulatedCloud, server: Server, caller: Caller): void {
  cloud.record(server, 'delete', caller.projectId);
  cloud.guests?.shutdown(server.id);
  server.taskState = 'deleting';
  const end = (): void => {
    letVolumesGo(cloud, server);
    server.status = 'DELETED';
    server.taskState = null;
    for (const [id, port] of cloud.ports) if (port.deviceId === server.id) cloud.ports.delete(id);
    cloud.after('DELETED → 404', () => cloud.servers.delete(server.id));
  };
  cloud.after('deleting → DELETED', end, ['nova-compute', 'cinder-volume']);
}

function letVolumesGo(cloud: SimulatedCloud, server: Server): void {
  for (const { volume, attachment } of cloud.attachedTo(server.id)) {
    volume.attachments = volume.attachments.filter((each) => each !== attachment);
    cloud.volumeEvents.push({ volumeId: volume.id, event: 'detached', serverId: server.id });
    if (attachment.deleteOnTermination) {
      cloud.volumes.delete(volume.id);
      cloud.volumeEvents.push({ volumeId: volume.id, event: 'deleted', serverId: null });
    } else volume.status = 'available';
  }
}
