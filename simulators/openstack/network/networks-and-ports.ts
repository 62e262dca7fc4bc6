/** Neutron's networks, and the ports by which servers hang on them. */
import type { SimulatedCloud } from '../cloud.ts';
import { ADMIN_PROJECT } from '../seed.ts';
import type { Routes } from '../simulator.ts';
import { listed, OWNER } from './listed.ts';

export function networksAndPorts(cloud: SimulatedCloud, route: Routes): void {
  route('GET', '/networks', 'network.networks.list', (call) =>
    listed(call, '/networks', [...cloud.networks.values()].map(shownNetwork), true),
  );
  route('GET', '/ports', 'network.ports.list', (call) =>
    listed(
      call,
      '/ports',
      [...cloud.ports.values()].map((port) => shownPort(cloud, port)),
    ),
  );
}

const shownNetwork = ({ id, name, external }: { id: string; name: string; external: boolean }) => ({
  id,
  name,
  'router:external': external,
  shared: true,
  status: 'ACTIVE',
  tenant_id: ADMIN_PROJECT.id,
  project_id: ADMIN_PROJECT.id,
});

type Port = SimulatedCloud['ports'] extends Map<string, infer Held> ? Held : never;

/** A port is up for as long as its server runs. */
const shownPort = (cloud: SimulatedCloud, { id, networkId, deviceId, securityGroup }: Port) => ({
  ...OWNER,
  id,
  network_id: networkId,
  device_id: deviceId,
  device_owner: 'compute:nova',
  status: cloud.servers.get(deviceId)?.status === 'ACTIVE' ? 'ACTIVE' : 'DOWN',
  security_groups: [securityGroup ?? 'default'],
});
