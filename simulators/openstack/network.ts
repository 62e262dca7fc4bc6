/** Neutron: networks, ports, security groups with the two rules that every new one has, floating IPs. */
import { randomUUID } from 'node:crypto';
import { neutronError, type Refusal } from './answers.ts';
import type { SimulatedCloud } from './cloud.ts';
import type { SecurityGroup } from './resources.ts';
import type { Call, Routes } from './simulator.ts';

/** A filter that was not asked for lets everything through. */
const matches = (wanted: string | undefined, value: string): boolean => wanted === undefined || wanted === value;
const unknownGroup = (id: string): Refusal =>
  neutronError(404, 'SecurityGroupNotFound', `Security group ${id} does not exist`);

export function network(cloud: SimulatedCloud, route: Routes): void {
  const missing = (what: string, id: string) =>
    neutronError(404, `${what}NotFound`, `${what} ${id} could not be found.`);

  route('GET', '/networks', 'network.networks.list', () => ({
    status: 200,
    body: {
      networks: [...cloud.networks.values()].map(({ id, name, external }) => ({
        id,
        name,
        'router:external': external,
        shared: false,
        status: 'ACTIVE',
      })),
    },
  }));
  route('GET', '/ports', 'network.ports.list', ({ query }) => ({
    status: 200,
    body: {
      ports: [...cloud.ports.values()]
        .filter(({ deviceId }) => matches(query['device_id'], deviceId))
        .map(({ id, networkId, deviceId }) => ({ id, network_id: networkId, device_id: deviceId })),
    },
  }));

  route('GET', '/security-groups', 'network.security-groups.list', ({ query }) => ({
    status: 200,
    body: {
      security_groups: [...cloud.securityGroups.values()]
        .filter(({ name }) => matches(query['name'], name))
        .map(shownGroup),
    },
  }));
  route('POST', '/security-groups', 'network.security-groups.create', ({ body }) => {
    const { name, description = '' } = body['security_group'] as { name: string; description?: string };
    const egress = (ethertype: string): SecurityGroup['rules'][number] => ({
      id: randomUUID(),
      direction: 'egress',
      ethertype,
      protocol: null,
      port_range_min: null,
      port_range_max: null,
      remote_ip_prefix: null,
    });
    const group = { id: randomUUID(), name, description, rules: [egress('IPv4'), egress('IPv6')] };
    cloud.securityGroups.set(group.id, group);
    return { status: 201, body: { security_group: shownGroup(group) } };
  });
  route('DELETE', '/security-groups/:id', 'network.security-groups.delete', ({ params }) => {
    const id = params['id'] ?? '';
    if (!cloud.securityGroups.has(id)) throw unknownGroup(id);
    if ([...cloud.ports.values()].some((port) => port.securityGroup === id))
      throw neutronError(409, 'SecurityGroupInUse', `Security Group ${id} in use.`);
    cloud.securityGroups.delete(id);
    return { status: 204 };
  });
  route('POST', '/security-group-rules', 'network.security-group-rules.create', ({ body }) => createRule(cloud, body));
  route('DELETE', '/security-group-rules/:id', 'network.security-group-rules.delete', ({ params }: Call) => {
    const id = params['id'] ?? '';
    const group = [...cloud.securityGroups.values()].find(({ rules }) => rules.some((rule) => rule.id === id));
    if (group === undefined)
      throw neutronError(404, 'SecurityGroupRuleNotFound', `Security group rule ${id} does not exist`);
    group.rules = group.rules.filter((rule) => rule.id !== id);
    return { status: 204 };
  });

  route('GET', '/floatingips', 'network.floatingips.list', ({ query }) => ({
    status: 200,
    body: {
      floatingips: [...cloud.floatingIps.values()]
        .filter(({ description }) => matches(query['description'], description))
        .map(shownFloatingIp),
    },
  }));
  route('POST', '/floatingips', 'network.floatingips.create', ({ body }) => {
    const { port_id: portId, description } = body['floatingip'] as { port_id: string; description: string };
    const port = cloud.ports.get(portId);
    if (port === undefined) throw missing('Port', portId);
    // The guest listens on one address only: the floating one is the same.
    const made = { id: randomUUID(), address: cloud.server(port.deviceId).address, portId, description };
    cloud.floatingIps.set(made.id, made);
    return { status: 201, body: { floatingip: shownFloatingIp(made) } };
  });
  route('DELETE', '/floatingips/:id', 'network.floatingips.delete', ({ params }) => {
    if (!cloud.floatingIps.delete(params['id'] ?? '')) throw missing('FloatingIP', params['id'] ?? '');
    return { status: 204 };
  });
}

const shownGroup = ({ id, name, description, rules }: SecurityGroup): unknown => ({
  id,
  name,
  description,
  stateful: true,
  security_group_rules: rules,
});

const shownFloatingIp = ({
  id,
  address,
  portId,
  description,
}: {
  id: string;
  address: string;
  portId: string;
  description: string;
}): unknown => ({
  id,
  floating_ip_address: address,
  port_id: portId,
  description,
  status: 'ACTIVE',
});

function createRule(cloud: SimulatedCloud, body: Record<string, unknown>): { status: number; body: unknown } {
  const wire = body['security_group_rule'] as SecurityGroup['rules'][number] & { security_group_id: string };
  const { security_group_id: groupId, ...rest } = wire;
  const group = cloud.securityGroups.get(groupId);
  if (group === undefined) throw unknownGroup(groupId);
  const same = group.rules.find(
    (rule) =>
      rule.direction === rest.direction &&
      rule.remote_ip_prefix === rest.remote_ip_prefix &&
      rule.port_range_min === rest.port_range_min,
  );
  if (same !== undefined)
    throw neutronError(409, 'SecurityGroupRuleExists', `Security group rule already exists. Rule id is ${same.id}.`);
  const rule = { ...rest, id: randomUUID() };
  group.rules.push(rule);
  return { status: 201, body: { security_group_rule: { ...rule, security_group_id: groupId } } };
}
