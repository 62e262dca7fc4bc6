/** Neutron security group rules: neutron api-ref/source/v2/security-group-rules.inc. */
import { z } from 'zod';
import { orGone } from '../compute/servers.ts';
import type { RequestOptions } from '../http.ts';
import type { ServiceClient } from '../service-client.ts';

export const SecurityGroupRule = z
  .looseObject({
    id: z.string(),
    direction: z.string(),
    protocol: z.string().nullish(),
    port_range_min: z.number().nullish(),
    remote_ip_prefix: z.string().nullish(),
  })
  .transform((wire) => ({
    id: wire.id,
    direction: wire.direction,
    protocol: wire.protocol ?? null,
    portRangeMin: wire.port_range_min ?? null,
    remoteIpPrefix: wire.remote_ip_prefix ?? null,
  }));
export type SecurityGroupRule = z.output<typeof SecurityGroupRule>;

export interface NewSecurityGroupRule {
  securityGroupId: string;
  direction: 'ingress' | 'egress';
  ethertype: 'IPv4' | 'IPv6';
  protocol: 'tcp';
  portRangeMin: number;
  portRangeMax: number;
  remoteIpPrefix: string;
}

export async function create(
  neutron: ServiceClient,
  rule: NewSecurityGroupRule,
  options: RequestOptions = {},
): Promise<void> {
  const body = {
    security_group_rule: {
      security_group_id: rule.securityGroupId,
      direction: rule.direction,
      ethertype: rule.ethertype,
      protocol: rule.protocol,
      port_range_min: rule.portRangeMin,
      port_range_max: rule.portRangeMax,
      remote_ip_prefix: rule.remoteIpPrefix,
    },
  };
  await neutron.call('POST', '/security-group-rules', { body, ...options });
}

export const remove = (
  neutron: ServiceClient,
  id: string,
  options: RequestOptions = {},
): Promise<'accepted' | 'gone'> =>
  orGone(neutron.call('DELETE', `/security-group-rules/${encodeURIComponent(id)}`, options));
