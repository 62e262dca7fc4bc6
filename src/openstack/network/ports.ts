/** Neutron ports: neutron api-ref/source/v2/ports.inc. */
import { z } from 'zod';
import type { RequestOptions } from '../http.ts';
import type { ServiceClient } from '../service-client.ts';

export const Port = z
  .looseObject({
    id: z.string(),
    network_id: z.string(),
    device_id: z.string(),
    security_groups: z.array(z.string()).default([]),
  })
  .transform((wire) => ({
    id: wire.id,
    networkId: wire.network_id,
    deviceId: wire.device_id,
    securityGroupIds: wire.security_groups,
  }));
export type Port = z.output<typeof Port>;

export const list = (
  neutron: ServiceClient,
  { deviceId }: { deviceId?: string } = {},
  options: RequestOptions = {},
): Promise<Port[]> =>
  neutron.list(Port, 'ports', '/ports', { params: deviceId === undefined ? {} : { device_id: deviceId }, ...options });
