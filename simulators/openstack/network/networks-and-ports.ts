/** Neutron's networks, and the ports by which servers hang on them. */
import type { SimulatedCloud } from '../cloud.ts';
import { ADMIN_PROJECT, PROJECT } from '../seed.ts';
import type { Network, Port } from '../resources.ts';
import type { Routes } from '../simulator.ts';
import { listed, OWNER } from './listed.ts';

export function networksAndPorts(cloud: SimulatedCloud, route: Routes): void {
  route('GET', '/networks', 'network.networks.list', (call) =>
    listed(call, '/networks', [...cloud.networks.values()].map(shownNetwork), true),
  );
  route('GET', '/subnets', 'network.subnets.list', (call) =>
    listed(call, '/subnets', [...cloud.networks.values()].flatMap(shownSubnets), true),
  );
  route('GET', '/ports', 'network.ports.list', (call) =>
    listed(
      call,
      '/ports',
      [...cloud.ports.values()].map((port) => shownPort(cloud, port)),
    ),
  );
}

const ownerOf = ({ shared }: Network): string => (shared ? ADMIN_PROJECT.id : PROJECT.id);

const shownNetwork = (network: Network) => ({
  id: network.id,
  name: network.name,
  'router:external': network.external,
  shared: network.shared,
  status: 'ACTIVE',
  tenant_id: ownerOf(network),
  project_id: ownerOf(network),
});

/** One subnet has no id of its own here: it is told by its network and its place. */
const shownSubnets = (network: Network) =>
  network.subnets.map((cidr, place) => ({
    id: `${network.id.slice(0, -2)}${String(place).padStart(2, '0')}`,
    name: `${network.name}-${String(place)}`,
    network_id: network.id,
    cidr,
    ip_version: cidr.includes(':') ? 6 : 4,
    gateway_ip: null,
    enable_dhcp: false,
    tenant_id: ownerOf(network),
    project_id: ownerOf(network),
  }));

/** A port is up for as long as its server runs. */
const shownPort = (cloud: SimulatedCloud, { id, networkId, deviceId, owner, securityGroup }: Port) => ({
  ...OWNER,
  id,
  network_id: networkId,
  device_id: deviceId,
  device_owner: owner,
  status: owner !== 'compute:nova' || cloud.servers.get(deviceId)?.status === 'ACTIVE' ? 'ACTIVE' : 'DOWN',
  security_groups: [securityGroup ?? 'default'],
});
