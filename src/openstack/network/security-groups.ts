/** Neutron security groups: neutron api-ref/source/v2/security-groups.inc. Two may have the same name. */
import { z } from 'zod';
import { orGone } from '../compute/servers.ts';
import type { RequestOptions } from '../http.ts';
import type { ServiceClient } from '../service-client.ts';
import { SecurityGroupRule } from './security-group-rules.ts';

export const SecurityGroup = z
  .looseObject({ id: z.string(), name: z.string(), security_group_rules: z.array(SecurityGroupRule).default([]) })
  .transform((wire) => ({ id: wire.id, name: wire.name, rules: wire.security_group_rules }));
export type SecurityGroup = z.output<typeof SecurityGroup>;

export const list = (
  neutron: ServiceClient,
  filter: { name?: string } = {},
  options: RequestOptions = {},
): Promise<SecurityGroup[]> =>
  neutron.list(SecurityGroup, 'security_groups', '/security-groups', { params: { ...filter }, ...options });

/** A new group has two egress-any rules (recorded 08); the answer lists them. */
export async function create(
  neutron: ServiceClient,
  group: { name: string; description: string },
  options: RequestOptions = {},
): Promise<SecurityGroup> {
  const shape = z.looseObject({ security_group: SecurityGroup });
  return (await neutron.parsed(shape, 'POST', '/security-groups', { body: { security_group: group }, ...options }))
    .security_group;
}

/** 409 while a port uses it. */
export const remove = (
  neutron: ServiceClient,
  id: string,
  options: RequestOptions = {},
): Promise<'accepted' | 'gone'> =>
  orGone(neutron.call('DELETE', `/security-groups/${encodeURIComponent(id)}`, options));
