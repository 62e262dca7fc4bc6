/** Neutron's floating IPs: one for each port. */
import { randomUUID } from 'node:crypto';
import { neutronError, type Refusal } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Answer, Call, Routes } from '../simulator.ts';
import { sees } from '../visible.ts';
import { listed, OWNER } from './listed.ts';

type FloatingIp = SimulatedCloud['floatingIps'] extends Map<string, infer Held> ? Held : never;

export function floatingIps(cloud: SimulatedCloud, route: Routes): void {
  route('GET', '/floatingips', 'network.floatingips.list', (call) =>
    listed(call, '/floatingips', [...cloud.floatingIps.values()].map(shown)),
  );
  route('POST', '/floatingips', 'network.floatingips.create', (call) => create(cloud, call));
  route('DELETE', '/floatingips/:id', 'network.floatingips.delete', ({ params, caller }) => {
    const id = params['id'] ?? '';
    if (!cloud.floatingIps.has(id) || !sees(caller))
      throw neutronError(404, 'FloatingIPNotFound', `Floating IP ${id} could not be found`);
    cloud.floatingIps.delete(id);
    return { status: 204 };
  });
}

/** No agent ever brings it up here, as none did in the recorded cloud. */
const shown = ({ id, address, portId, description, networkId }: FloatingIp) => ({
  ...OWNER,
  id,
  floating_ip_address: address,
  floating_network_id: networkId,
  port_id: portId,
  description,
  status: 'DOWN',
});

interface Wish {
  floating_network_id: string;
  port_id: string;
  description: string;
}

function create(cloud: SimulatedCloud, { body }: Call): Answer {
  const { floating_network_id: networkId, port_id: portId, description } = body['floatingip'] as Wish;
  refuseNetwork(cloud, networkId);
  const port = cloud.ports.get(portId);
  if (port === undefined) throw neutronError(404, 'PortNotFound', `Port ${portId} could not be found.`);
  const { address } = cloud.server(port.deviceId);
  // The guest listens on one address only: the floating one is the same.
  const made = { id: randomUUID(), address, portId, description, networkId };
  if ([...cloud.floatingIps.values()].some((each) => each.portId === portId)) throw alreadyAssociated(made);
  cloud.floatingIps.set(made.id, made);
  return { status: 201, body: { floatingip: shown(made) } };
}

function refuseNetwork({ networks }: SimulatedCloud, id: string): void {
  const network = networks.get(id);
  if (network === undefined) throw neutronError(404, 'NetworkNotFound', `Network ${id} could not be found.`);
  if (!network.external)
    throw neutronError(400, 'BadRequest', `Bad floatingip request: Network ${id} is not a valid external network.`);
}

/** It names the one that was asked for, and is not made; not the one that the port has. */
const alreadyAssociated = ({ id, address, portId, networkId }: FloatingIp): Refusal =>
  neutronError(
    409,
    'FloatingIPPortAlreadyAssociated',
    `Cannot associate floating IP ${address} (${id}) with port ${portId} using fixed IP ${address}, as that fixed IP already has a floating IP on external network ${networkId}.`,
  );
