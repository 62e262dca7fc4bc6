/**
 * A network that gives floating IPs, and a router between it and the guests' own. No agent carries anything over it:
 * the addresses are given, and lead nowhere.
 */
import { z } from 'zod';
import type { Caller } from '../suite/caller.ts';
import { ask, ensure, list } from './lab-resources.ts';

const NAME = 'contract-external';

/** @returns its id; empty in a lab that was brought up before it had routers. */
export async function externalNetwork(admin: Caller, inside: string): Promise<string> {
  const { status } = await admin.call({ method: 'GET', service: 'network', path: '/routers' });
  if (status === 404) return '';
  const external = { name: NAME, 'router:external': true, 'provider:network_type': 'local' };
  const { id } = await ensure(admin, 'network', 'networks', external);
  const subnet = { name: NAME, network_id: id, ip_version: 4, cidr: '203.0.113.0/24', enable_dhcp: false };
  await ensure(admin, 'network', 'subnets', subnet);
  const router = await ensure(admin, 'network', 'routers', { name: NAME, external_gateway_info: { network_id: id } });
  const hangsInside = (await list(admin, 'network', 'ports')).some(
    (port) => port['device_id'] === router.id && port['network_id'] === inside,
  );
  if (!hangsInside) await hangInside(admin, router.id, inside);
  return id;
}

/** By a port of its own, since the subnet of the guests has no gateway. */
async function hangInside(admin: Caller, router: string, network_id: string): Promise<void> {
  const Port = z.object({ port: z.looseObject({ id: z.string() }) });
  const body = { port: { name: NAME, network_id } };
  const { port } = Port.parse(await ask(admin, { method: 'POST', service: 'network', path: '/ports', body }));
  const path = `/routers/${router}/add_router_interface`;
  await ask(admin, { method: 'PUT', service: 'network', path, body: { port_id: port.id } });
}
