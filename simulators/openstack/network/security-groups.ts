/** Neutron's security groups and their rules. */
import { randomUUID } from 'node:crypto';
import { neutronError, notSimulated, type Refusal } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { SecurityGroup } from '../resources.ts';
import type { Answer, Call, Caller, Routes } from '../simulator.ts';
import { sees } from '../visible.ts';
import { listed, OWNER } from './listed.ts';

type Rule = SecurityGroup['rules'][number];

export function securityGroups(cloud: SimulatedCloud, route: Routes): void {
  route('GET', '/security-groups', 'network.security-groups.list', (call) =>
    listed(call, '/security-groups', [...cloud.securityGroups.values()].map(shownGroup)),
  );
  route('POST', '/security-groups', 'network.security-groups.create', (call) => createGroup(cloud, call));
  route('DELETE', '/security-groups/:id', 'network.security-groups.delete', ({ params, caller }) => {
    const { id } = found(cloud, params['id'] ?? '', caller);
    if ([...cloud.ports.values()].some((port) => port.securityGroup === id))
      throw neutronError(409, 'SecurityGroupInUse', `Security Group ${id} in use.`);
    cloud.securityGroups.delete(id);
    return { status: 204 };
  });
  route('POST', '/security-group-rules', 'network.security-group-rules.create', (call) => createRule(cloud, call));
  route('DELETE', '/security-group-rules/:id', 'network.security-group-rules.delete', ({ params }) => {
    const id = params['id'] ?? '';
    const group = [...cloud.securityGroups.values()].find(({ rules }) => rules.some((rule) => rule.id === id));
    if (group === undefined)
      throw neutronError(404, 'SecurityGroupRuleNotFound', `Security group rule ${id} does not exist`);
    group.rules = group.rules.filter((rule) => rule.id !== id);
    return { status: 204 };
  });
}

const unknownGroup = (id: string): Refusal =>
  neutronError(404, 'SecurityGroupNotFound', `Security group ${id} does not exist`);

const isFull = (max: number, used: number): boolean => max >= 0 && used >= max;
const overQuota = (what: string): Refusal =>
  neutronError(409, 'OverQuota', `Quota exceeded for resources: ['${what}'].`);

function found(cloud: SimulatedCloud, id: string, caller: Caller): SecurityGroup {
  const group = cloud.securityGroups.get(id);
  if (group === undefined || !sees(caller)) throw unknownGroup(id);
  return group;
}

const shownRule = (rule: Rule, groupId: string) => ({
  ...OWNER,
  ...rule,
  security_group_id: groupId,
  remote_group_id: null,
});

const shownGroup = ({ id, name, description, rules }: SecurityGroup) => ({
  ...OWNER,
  id,
  name,
  description,
  stateful: true,
  security_group_rules: rules.map((rule) => shownRule(rule, id)),
});

/** What a rule says when it says nothing else. */
const ANYTHING = { protocol: null, port_range_min: null, port_range_max: null, remote_ip_prefix: null };

/** A name may be taken already; everything is let out (recorded 08). */
function createGroup(cloud: SimulatedCloud, { body, caller }: Call): Answer {
  if (!sees(caller)) throw notSimulated('security groups of another project');
  const { quota, securityGroups: all } = cloud;
  if (isFull(quota.securityGroups, all.size)) throw overQuota('security_group');
  const { name, description = '' } = body['security_group'] as { name: string; description?: string };
  const rules = ['IPv4', 'IPv6'].map((ethertype) => ({
    ...ANYTHING,
    id: randomUUID(),
    direction: 'egress',
    ethertype,
  }));
  const group = { id: randomUUID(), name, description, rules };
  cloud.securityGroups.set(group.id, group);
  return { status: 201, body: { security_group: shownGroup(group) } };
}

/** What tells one rule from another. */
const TELLING = [
  'direction',
  'ethertype',
  'protocol',
  'port_range_min',
  'port_range_max',
  'remote_ip_prefix',
] as const satisfies readonly (keyof Rule)[];

function createRule(cloud: SimulatedCloud, { body, caller }: Call): Answer {
  const wire = body['security_group_rule'] as Partial<Rule> & { security_group_id: string; direction: string };
  const { security_group_id: groupId, ...wish } = wire;
  const rule: Rule = { ...ANYTHING, ethertype: 'IPv4', ...wish, id: randomUUID() };
  const prefix = rule.remote_ip_prefix;
  if (prefix !== null && !/^[0-9a-f.:]+(\/\d+)?$/i.test(prefix))
    throw neutronError(400, 'InvalidCIDR', `Invalid CIDR ${prefix} given as IP prefix.`);
  const group = found(cloud, groupId, caller);
  const same = group.rules.find((each) => TELLING.every((field) => each[field] === rule[field]));
  if (same !== undefined)
    throw neutronError(409, 'SecurityGroupRuleExists', `Security group rule already exists. Rule id is ${same.id}.`);
  const used = [...cloud.securityGroups.values()].reduce((sum, { rules }) => sum + rules.length, 0);
  if (isFull(cloud.quota.securityGroupRules, used)) throw overQuota('security_group_rule');
  group.rules.push(rule);
  return { status: 201, body: { security_group_rule: shownRule(rule, groupId) } };
}
