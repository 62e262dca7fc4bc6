/** Neutron networks: neutron api-ref/source/v2/networks.inc. */
import { z } from 'zod';
import type { RequestOptions } from '../http.ts';
import type { ServiceClient } from '../service-client.ts';

export const Network = z
  .looseObject({ id: z.string(), name: z.string(), 'router:external': z.boolean().default(false) })
  .transform((wire) => ({ id: wire.id, name: wire.name, external: wire['router:external'] }));
export type Network = z.output<typeof Network>;

export const list = (neutron: ServiceClient, options: RequestOptions = {}): Promise<Network[]> =>
  neutron.list(Network, 'networks', '/networks', options);
