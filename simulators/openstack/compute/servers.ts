/** Nova's servers: list, look, create, change, delete. */
import { badRequest, notSimulated, policy } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Faults } from '../faults.ts';
import { paged } from '../pages.ts';
import type { Server } from '../resources.ts';
import type { Answer, Call, Caller, Routes } from '../simulator.ts';
import { lists } from '../visible.ts';
import { createServer } from './create-server.ts';
import { foundServer, refuseLocked } from './found-server.ts';
import { shownServer } from './shown-server.ts';

export function servers(cloud: SimulatedCloud, faults: Faults, route: Routes): void {
  route('GET', '/servers/detail', 'compute.servers.list', ({ query, minor, caller, baseUrl }) => {
    if (query['all_tenants'] !== undefined && !caller.isAdmin)
      throw policy('os_compute_api:servers:detail:get_all_tenants');
    // Nova's database takes no alternatives (nova/db/main/api.py, _safe_regex_mysql).
    const name = query['name'] === undefined ? null : new RegExp(query['name'].replaceAll('|', String.raw`\|`));
    const found = [...cloud.servers.values()].filter(
      (server) => lists(caller, query) && (name === null || name.test(server.name)),
    );
    const page = {
      ...{ key: 'servers', query, url: `${baseUrl}/servers/detail` },
      shown: (server: Server) => shownServer(cloud, server, minor),
      unknownMarker: (marker: string) => badRequest(`marker [${marker}] not found`),
    };
    // The youngest comes first.
    return { status: 200, body: paged(found.reverse(), page) };
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
  route('PUT', '/servers/:id', 'compute.servers.update', (call) => update(cloud, foundServer(cloud, call), call));
  route('POST', '/servers/:id/metadata', 'compute.server-metadata.create', (call) => {
    const server = foundServer(cloud, call);
    refuseLocked(server, call.caller);
    Object.assign(server.metadata, call.body['metadata']);
    return { status: 200, body: { metadata: server.metadata } };
  });
}

/** The lock does not cover it (recorded 13). */
function update(cloud: SimulatedCloud, server: Server, { body, minor }: Call): Answer {
  const wire = body['server'] as { name?: string };
  const [unknown] = Object.keys(wire).filter((field) => field !== 'name');
  if (unknown !== undefined) throw notSimulated(`a change of a server's ${unknown}`);
  server.name = wire.name ?? server.name;
  return { status: 200, body: { server: shownUpdate(cloud, server, minor) } };
}

/** Less than a GET tells, until 2.75 (nova rest_api_version_history.rst). */
function shownUpdate(cloud: SimulatedCloud, server: Server, minor: number): unknown {
  const { id, name, status, tenant_id, user_id, metadata, image, flavor, created } = shownServer(cloud, server, minor);
  if (minor >= 75) throw notSimulated("the answer to a server's change from 2.75 on");
  const addresses = { 'research-net': [{ version: 4, addr: server.address }] };
  return { id, name, status, tenant_id, user_id, metadata, image, flavor, created, addresses };
}

/** DELETED is shown for a moment, then it is gone (recorded 75). */
function remove(cloud: SimulatedCloud, server: Server, caller: Caller): void {
  const action = cloud.record(server, 'delete', caller.projectId);
  cloud.guests?.shutdown(server.id);
  cloud.change(server, { taskState: 'deleting' });
  const end = (): void => {
    letVolumesGo(cloud, server);
    cloud.change(server, { status: 'DELETED', taskState: null });
    for (const [id, port] of cloud.ports) if (port.deviceId === server.id) cloud.ports.delete(id);
    cloud.end(action);
    cloud.deletedServers.set(server.id, server);
    cloud.after('DELETED → 404', () => cloud.remove(server));
  };
  cloud.after('deleting → DELETED', end, ['nova-compute', 'cinder-volume']);
}

function letVolumesGo(cloud: SimulatedCloud, server: Server): void {
  for (const { volume, attachment } of cloud.attachedTo(server.id)) cloud.letGo(volume, attachment);
}
