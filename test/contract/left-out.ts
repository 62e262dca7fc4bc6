/** The one list of fields that the cloud answers and the simulator leaves out, with the reason; src reads none of them. */
import type { Told } from './told.ts';

const of = (resource: string, names: string): string[] => names.split(' ').map((name) => `${resource}.${name}`);

export const LEFT_OUT: readonly { reason: string; fields: readonly string[] }[] = [
  {
    reason: 'addresses of the resource itself: src builds paths from ids, and follows only the link to the next page',
    fields: [
      ...of('server', 'links image.links flavor.links'),
      'flavor.links',
      'volume.links',
      ...of('image', 'file schema self direct_url'),
    ],
  },
  {
    reason: 'other times than that of creation: a recovery looks at states, not at when they began',
    fields: [
      ...of('server', 'updated OS-SRV-USG:launched_at OS-SRV-USG:terminated_at fault.created'),
      ...of('volume', 'updated_at attachments[].attached_at'),
      ...['snapshot', 'image'].map((resource) => `${resource}.updated_at`),
      ...['network', 'port', 'security_group', 'security_group_rule', 'security_group.security_group_rules[]'].flatMap(
        (resource) => of(resource, 'created_at updated_at revision_number'),
      ),
    ],
  },
  {
    reason: 'to whom it belongs: a token sees its own project only, and a server alone tells it (tenant_id)',
    fields: [
      ...of('volume', 'user_id os-vol-tenant-attr:tenant_id'),
      ...of('snapshot', 'user_id os-extended-snapshot-attributes:project_id'),
      'image.owner',
      ...['network', 'port', 'security_group', 'security_group_rule', 'security_group.security_group_rules[]'].flatMap(
        (resource) => of(resource, 'project_id tenant_id'),
      ),
    ],
  },
  {
    reason: 'where and how the server runs: decided by its status, task, lock and addresses alone',
    fields: of(
      'server',
      'hostId OS-EXT-AZ:availability_zone OS-EXT-STS:power_state OS-EXT-SRV-ATTR:hostname OS-DCF:diskConfig ' +
        'accessIPv4 accessIPv6 addresses.*[].OS-EXT-IPS-MAC:mac_addr progress description tags server_groups ' +
        'trusted_image_certificates security_groups',
    ),
  },
  {
    reason: 'kinds of storage: one is enough to play the courses of volumes',
    fields: [
      ...of(
        'volume',
        'volume_type volume_type_id replication_status consistencygroup_id group_id description shared_targets ' +
          'service_uuid consumes_quota attachments[].host_name',
      ),
      ...of('snapshot', 'consumes_quota group_snapshot_id os-extended-snapshot-attributes:progress'),
    ],
  },
  {
    reason: 'the file behind an image: Nova and Cinder copy it, src never downloads one',
    fields: of(
      'image',
      'checksum container_format disk_format os_hash_algo os_hash_value os_hidden protected stores tags virtual_size ' +
        'locations hw_rng_model owner_specified',
    ),
  },
  {
    reason: 'networks are chosen by name or id, ports by their server; a rule by direction, protocol, port and prefix',
    fields: [
      ...of('network', 'admin_state_up description mtu port_security_enabled tags availability_zone_hints'),
      ...of('network', 'availability_zones ipv4_address_scope ipv6_address_scope subnets'),
      ...of('port', 'name admin_state_up status mac_address device_owner fixed_ips security_groups description tags'),
      ...of('port', 'binding:vnic_type port_security_enabled allowed_address_pairs extra_dhcp_opts'),
      ...of('security_group', 'shared tags'),
      ...of('security_group_rule', 'description normalized_cidr remote_address_group_id remote_group_id'),
      ...of('security_group.security_group_rules[]', 'description normalized_cidr remote_address_group_id'),
      ...of('security_group.security_group_rules[]', 'remote_group_id security_group_id standard_attr_id tags'),
    ],
  },
  {
    reason: 'the rest of a quota: a recovery needs servers, cores, memory, volumes, gigabytes and snapshots',
    fields: of(
      'limits.absolute',
      'maxImageMeta maxPersonality maxPersonalitySize maxSecurityGroupRules maxSecurityGroups maxServerGroupMembers ' +
        'maxServerGroups maxServerMeta maxTotalFloatingIps maxTotalKeypairs totalFloatingIpsUsed ' +
        'totalSecurityGroupsUsed totalServerGroupsUsed',
    ),
  },
  {
    reason: 'what a flavor costs or to whom it is shown: the list holds only what the project may use',
    fields: of('flavor', 'os-flavor-access:is_public rxtx_factor'),
  },
  {
    reason: 'how the login was made: src keeps the id, the end, the project, the roles and the catalogue',
    fields: of(
      'token',
      'application_credential audit_ids is_domain user.password_expires_at catalog[].id catalog[].endpoints[].id',
    ),
  },
];

const ALL = LEFT_OUT.flatMap(({ fields }) => fields);

/** @param field - a line of a shape, as `servers[].links[].rel: string`; the list names it `server.links`. */
export function isLeftOut(field: string, fields: readonly string[] = ALL): boolean {
  const path = field.slice(0, field.indexOf(': ')).replace(/^(\w+)s\[\]/, '$1');
  return fields.some((each) => path === each || path.startsWith(`${each}.`) || path.startsWith(`${each}[]`));
}

/** What the cloud told, as far as the simulator has to tell it. */
export const expected = ({ body, ...rest }: Told): Told => ({
  ...rest,
  body: Array.isArray(body) ? (body as string[]).filter((field) => !isLeftOut(field)) : body,
});
