/** Neutron subnets: neutron api-ref/source/v2/subnets.inc. */
import { z } from 'zod';
import type { RequestOptions } from '../http.ts';
import type { ServiceClient } from '../service-client.ts';

const Subnet = z
  .looseObject({
    id: z.string(),
    network_id: z.string(),
    cidr: z.string(),
    project_id: z.string().default(''),
  })
  .transform((wire) => ({ id: wire.id, networkId: wire.network_id, cidr: wire.cidr, projectId: wire.project_id }));
export type Subnet = z.output<typeof Subnet>;

export const list = (
  neutron: ServiceClient,
  { networkId }: { networkId: string },
  options: RequestOptions = {},
): Promise<Subnet[]> => neutron.list(Subnet, 'subnets', '/subnets', { params: { network_id: networkId }, ...options });

const RouterPort = z.looseObject({ id: z.string(), device_id: z.string(), device_owner: z.string().default('') });

/** Ids of the routers on a network. Those of other projects are not shown: none may mean "not ours". */
export async function routersOn(
  neutron: ServiceClient,
  networkId: string,
  options: RequestOptions = {},
): Promise<string[]> {
  const params = { network_id: networkId };
  const ports = await neutron.list(RouterPort, 'ports', '/ports', { params, ...options });
  // network:router_interface, _distributed, network:ha_router_replicated_interface (neutron-lib constants.py).
  return ports.filter((port) => /router.*interface/.test(port.device_owner)).map((port) => port.device_id);
}
