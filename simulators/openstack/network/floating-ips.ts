/** Neutron's floating IPs. */
import { randomUUID } from 'node:crypto';
import { neutronError } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Routes } from '../simulator.ts';
import { listed, OWNER } from './listed.ts';

type FloatingIp = SimulatedCloud['floatingIps'] extends Map<string, infer Held> ? Held : never;

export function floatingIps(cloud: SimulatedCloud, route: Routes): void {
  const missing = (what: string, id: string) =>
    neutronError(404, `${what}NotFound`, `${what} ${id} could not be found.`);

  route('GET', '/floatingips', 'network.floatingips.list', (call) =>
    listed(call, '/floatingips', [...cloud.floatingIps.values()].map(shown)),
  );
  route('POST', '/floatingips', 'network.floatingips.create', ({ body }) => {
    const { port_id: portId, description } = body['floatingip'] as { port_id: string; description: string };
    const port = cloud.ports.get(portId);
    if (port === undefined) throw missing('Port', portId);
    // The guest listens on one address only: the floating one is the same.
    const made = { id: randomUUID(), address: cloud.server(port.deviceId).address, portId, description };
    cloud.floatingIps.set(made.id, made);
    return { status: 201, body: { floatingip: shown(made) } };
  });
  route('DELETE', '/floatingips/:id', 'network.floatingips.delete', ({ params }) => {
    if (!cloud.floatingIps.delete(params['id'] ?? '')) throw missing('FloatingIP', params['id'] ?? '');
    return { status: 204 };
  });
}

const shown = ({ id, address, portId, description }: FloatingIp) => ({
  ...OWNER,
  id,
  floating_ip_address: address,
  port_id: portId,
  description,
  status: 'ACTIVE',
});
