/** Neutron floating IPs: neutron api-ref/source/v2/floatingips.inc. */
import { z } from 'zod';
import { orGone } from '../compute/servers.ts';
import type { RequestOptions } from '../http.ts';
import type { ServiceClient } from '../service-client.ts';

export const FloatingIp = z
  .looseObject({
    id: z.string(),
    floating_ip_address: z.string(),
    port_id: z.string().nullish(),
    description: z.string().default(''),
  })
  .transform((wire) => ({
    id: wire.id,
    address: wire.floating_ip_address,
    portId: wire.port_id ?? null,
    description: wire.description,
  }));
export type FloatingIp = z.output<typeof FloatingIp>;

export const list = (
  neutron: ServiceClient,
  filter: { description?: string } = {},
  options: RequestOptions = {},
): Promise<FloatingIp[]> =>
  neutron.list(FloatingIp, 'floatingips', '/floatingips', { params: { ...filter }, ...options });

export async function create(
  neutron: ServiceClient,
  { networkId, portId, description }: { networkId: string; portId: string; description: string },
  options: RequestOptions = {},
): Promise<FloatingIp> {
  const body = { floatingip: { floating_network_id: networkId, port_id: portId, description } };
  return (await neutron.parsed(z.looseObject({ floatingip: FloatingIp }), 'POST', '/floatingips', { body, ...options }))
    .floatingip;
}

export const remove = (
  neutron: ServiceClient,
  id: string,
  options: RequestOptions = {},
): Promise<'accepted' | 'gone'> => orGone(neutron.call('DELETE', `/floatingips/${encodeURIComponent(id)}`, options));
