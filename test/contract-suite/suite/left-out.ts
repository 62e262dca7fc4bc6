/** The one list of fields that the cloud answers and the simulator leaves out, with the reason; src reads none of them. */

const of = (resource: string, names: string): string[] => names.split(' ').map((name) => `${resource}.${name}`);

const LEFT_OUT: readonly { reason: string; fields: readonly string[] }[] = [
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
    fields: ['volume.user_id', ...of('snapshot', 'user_id os-extended-snapshot-attributes:project_id')],
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
        'locations hw_rng_model owner_specified boot_roles hw_cdrom_bus hw_disk_bus hw_input_bus hw_machine_type ' +
        'hw_pointer_model hw_video_model hw_vif_model image_location image_state owner_project_name owner_user_name ' +
        'user_id',
    ),
  },
  {
    reason: 'networks are chosen by name or id, ports by their server; a rule by direction, protocol, port and prefix',
    fields: [
      ...of('network', 'admin_state_up description mtu port_security_enabled tags availability_zone_hints'),
      ...of('network', 'availability_zones ipv4_address_scope ipv6_address_scope subnets'),
      ...of('subnet', 'allocation_pools description dns_nameservers host_routes ipv6_address_mode ipv6_ra_mode'),
      ...of('subnet', 'service_types subnetpool_id tags created_at updated_at revision_number'),
      ...of('port', 'name admin_state_up mac_address fixed_ips description tags'),
      ...of('port', 'binding:vnic_type port_security_enabled allowed_address_pairs extra_dhcp_opts'),
      ...of('floatingip', 'created_at updated_at revision_number tags router_id port_details fixed_ip_address'),
      ...of('security_group', 'shared tags'),
      ...of('security_group_rule', 'description normalized_cidr remote_address_group_id'),
      ...of('security_group.security_group_rules[]', 'description normalized_cidr remote_address_group_id'),
      ...of('security_group.security_group_rules[]', 'standard_attr_id tags'),
    ],
  },
  {
    reason: 'the rest of a quota: a recovery needs servers, cores, memory, volumes, gigabytes and snapshots',
    fields: of(
      'limits.absolute',
      'maxImageMeta maxPersonality maxPersonalitySize maxSecurityGroupRules maxSecurityGroups maxServerGroupMembers ' +
        'maxServerGroups maxServerMeta maxTotalFloatingIps maxTotalKeypairs totalFloatingIpsUsed ' +
        'totalSecurityGroupsUsed totalServerGroupsUsed maxTotalBackupGigabytes maxTotalBackups ' +
        'totalBackupGigabytesUsed totalBackupsUsed',
    ),
  },
  {
    reason: 'when a key was imported: it is found by its name',
    fields: of('keypair', 'created_at deleted deleted_at id updated_at'),
  },
  {
    reason: 'what a flavor costs or to whom it is shown: the list holds only what the project may use',
    fields: of('flavor', 'os-flavor-access:is_public rxtx_factor'),
  },
  {
    reason: 'quotas are set by admins; a recovery reads the limits, which tell what is used as well',
    fields: [
      ...of(
        'quota_set',
        'fixed_ips floating_ips injected_file_content_bytes injected_file_path_bytes injected_files key_pairs ' +
          'metadata_items security_group_rules security_groups server_group_members server_groups backups ' +
          'backup_gigabytes groups per_volume_gigabytes gigabytes___DEFAULT__ gigabytes_rbd snapshots___DEFAULT__ ' +
          'snapshots_rbd volumes___DEFAULT__ volumes_rbd',
      ),
      ...of('quota', 'network rbac_policy subnet subnetpool floatingip router'),
    ],
  },
  {
    reason: 'the rest of a version document: the highest microversion is all that a client looks for',
    fields: of('version', 'links media-types updated'),
  },
  {
    reason: 'what may be done with an application credential: src looks for its end only',
    fields: of('application_credential', 'description roles unrestricted user_id project_id system links'),
  },
  {
    reason: 'how the login was made: src keeps the id, the end, the project, the roles and the catalogue',
    fields: of('token', 'audit_ids is_domain catalog[].id catalog[].endpoints[].id'),
  },
];

export const LEFT_OUT_FIELDS = LEFT_OUT.flatMap(({ fields }) => fields);

/**
 * @param field - a line of a shape, as `servers[].links[].rel: string`; the list names it `server.links`.
 * @returns the entry of the list that lets it be left out; undefined when there is none.
 */
export function leftOutAs(field: string): string | undefined {
  const path = field.slice(0, field.indexOf(': ')).replace(/^(\w+)s\[\]/, '$1');
  return LEFT_OUT_FIELDS.find((each) => path === each || path.startsWith(`${each}.`) || path.startsWith(`${each}[]`));
}
