/** Neutron: networks, ports, and security groups with their rules. */
import * as networks from '../../../src/openstack/network/networks.ts';
import * as ports from '../../../src/openstack/network/ports.ts';
import * as rules from '../../../src/openstack/network/security-group-rules.ts';
import * as groups from '../../../src/openstack/network/security-groups.ts';
import * as subnets from '../../../src/openstack/network/subnets.ts';
import type { Case } from '../suite/case.ts';
import type { Stage } from '../suite/stage.ts';
import { neutron, nova, UNKNOWN } from './requests.ts';

const SSH = { direction: 'ingress', ethertype: 'IPv4', protocol: 'tcp', port_range_min: 22, port_range_max: 22 };
const ruleWish = (security_group_id: string, more: object = {}): ReturnType<typeof neutron> =>
  neutron('POST', '/security-group-rules', {
    body: { security_group_rule: { ...SSH, remote_ip_prefix: '192.0.2.7/32', security_group_id, ...more } },
  });
const clientRule = (securityGroupId: string): rules.NewSecurityGroupRule => ({
  ...{ securityGroupId, direction: 'ingress', ethertype: 'IPv4', protocol: 'tcp' },
  ...{ portRangeMin: 22, portRangeMax: 22, remoteIpPrefix: '192.0.2.8/32' },
});
const idIn = (body: unknown, key: string): string => (body as Record<string, { id: string }>)[key]?.id ?? '';

/** @returns the ids of the rules that a new group has: they let everything out. */
async function rulesOf({ given, as }: Stage, group: string): Promise<{ id: string; direction: string }[]> {
  const body = await given.ask(neutron('GET', `/security-groups?id=${group}`), as.member);
  return (
    (body as { security_groups: { security_group_rules: { id: string; direction: string }[] }[] }).security_groups[0]
      ?.security_group_rules ?? []
  );
}

export const networkCases: readonly Case[] = [
  {
    name: 'the networks that a project may use are listed',
    operation: 'network.networks.list',
    kind: 'listing',
    async play({ call, client, clientCall, target, name }) {
      name('network', target.furniture.network);
      await call('one', neutron('GET', `/networks?id=${target.furniture.network}`));
      await call('none', neutron('GET', '/networks?name=no-network-has-this-name'));
      await clientCall('it, among all, by the client', async () =>
        (await networks.list(client.network)).filter(({ id }) => id === target.furniture.network),
      );
    },
  },
  {
    name: 'the subnets of a network are listed',
    operation: 'network.subnets.list',
    kind: 'listing',
    async play({ call, client, clientCall, target, name }) {
      const network = name('network', target.furniture.network);
      await call('its subnets', neutron('GET', `/subnets?network_id=${network}`));
      await call('those of none', neutron('GET', `/subnets?network_id=${UNKNOWN}`));
      await clientCall('its subnets by the client', () => subnets.list(client.network, { networkId: network }));
      await clientCall('routers on it, by the client', () => subnets.routersOn(client.network, network));
    },
  },
  {
    name: 'ports are listed by their server',
    operation: 'network.ports.list',
    kind: 'listing',
    async play({ given, call, client, clientCall }) {
      const server = await given.server();
      await call('its ports', neutron('GET', `/ports?device_id=${server}`));
      await call('those of none', neutron('GET', `/ports?device_id=${UNKNOWN}`));
      await clientCall('its ports by the client', () => ports.list(client.network, { deviceId: server }));
    },
  },
];

export const securityGroupCases: readonly Case[] = [
  {
    name: 'a new security group lets everything out and nothing in, and its name may be taken already',
    operation: 'network.security-groups.create',
    kind: 'success',
    async play({ given, call, client, clientCall, name }) {
      const called = name('its name', given.newName());
      const body = { security_group: { name: called, description: 'contract' } };
      const first = await call('a group', neutron('POST', '/security-groups', { body }));
      given.removedLater('network', `/security-groups/${name('first', idIn(first.body, 'security_group'))}`);
      const second = await clientCall('another of that name', () =>
        groups.create(client.network, { name: called, description: 'contract' }),
      );
      const other = name('second', second?.id ?? '');
      given.removedLater('network', `/security-groups/${other}`);
      await clientCall('the delete', () => groups.remove(client.network, other));
      await clientCall('another delete', () => groups.remove(client.network, other));
    },
  },
  {
    name: 'security groups are listed by their name, which several may have, in pages as long as one wishes',
    operation: 'network.security-groups.list',
    kind: 'listing',
    async play({ given, call, client, clientCall, name }) {
      const called = name('its name', given.newName());
      for (const as of ['first', 'second']) await given.securityGroup(as, called);
      await call('both', neutron('GET', `/security-groups?name=${called}`));
      await call('none', neutron('GET', '/security-groups?name=no-group-has-this-name'));
      await clientCall('both by the client', () => groups.list(client.network, { name: called }));
      await clientCall('by pages of one, which the client turns', () =>
        client.network.list(groups.SecurityGroup, 'security_groups', '/security-groups', {
          params: { name: called, limit: '1' },
        }),
      );
    },
  },
  {
    name: 'a security group that a server uses is not deleted, nor one that is not there',
    operation: 'network.security-groups.delete',
    kind: 'refusal',
    async play({ given, call, course, client, clientCall, target }) {
      const group = await given.securityGroup();
      const { blankImage, flavor, network } = target.furniture;
      const wish = { name: given.newName(), imageRef: blankImage, flavorRef: flavor, networks: [{ uuid: network }] };
      const body = { server: { ...wish, security_groups: [{ name: group }] } };
      const server = idIn(await given.ask(nova('POST', '/servers', { body })), 'server');
      given.removedLater('compute', `/servers/${server}`);
      await given.until(`/servers/${server}`, 'ACTIVE no-task active', 120);
      await call('the delete', neutron('DELETE', `/security-groups/${group}`));
      await clientCall('the delete by the client', () => groups.remove(client.network, group));
      await call('of an unknown one', neutron('DELETE', `/security-groups/${UNKNOWN}`));
      await given.ask(nova('DELETE', `/servers/${server}`));
      await course('the server', `/servers/${server}`, ['ACTIVE deleting active?', 'DELETED no-task deleted?', '404']);
      await call('once the server is gone', neutron('DELETE', `/security-groups/${group}`));
    },
  },
  {
    name: 'a rule lets ssh in from one address, and is made once',
    operation: 'network.security-group-rules.create',
    kind: 'success',
    async play({ given, call, client, clientCall, name }) {
      const group = await given.securityGroup();
      const made = await call('the rule', ruleWish(group));
      name('rule', idIn(made.body, 'security_group_rule'));
      await call('the same again', ruleWish(group));
      await clientCall('another by the client', () => rules.create(client.network, clientRule(group)));
      await clientCall('the same again by the client', () => rules.create(client.network, clientRule(group)));
      await call('another port', ruleWish(group, { port_range_min: 2222, port_range_max: 2222 }));
      await call('a wider range of ports', ruleWish(group, { port_range_max: 23 }));
      await call('another protocol', ruleWish(group, { protocol: 'udp' }));
      await call('another direction', ruleWish(group, { direction: 'egress' }));
      await call('the group', neutron('GET', `/security-groups?id=${group}`));
      await call('of an unknown group', ruleWish(UNKNOWN));
      await call('from no address', ruleWish(group, { remote_ip_prefix: 'nowhere' }));
    },
  },
  {
    name: 'the rules that a new group has are deleted like any other, and nothing gets out any more',
    operation: 'network.security-group-rules.delete',
    kind: 'success',
    async play(stage) {
      const { given, call, client, clientCall, observe } = stage;
      const group = await given.securityGroup();
      const [first, second] = await rulesOf(stage, group);
      await call('the first', neutron('DELETE', `/security-group-rules/${stage.name('first', first?.id ?? '')}`));
      await clientCall('the second by the client', () => rules.remove(client.network, second?.id ?? ''));
      await clientCall('the second again', () => rules.remove(client.network, second?.id ?? ''));
      await call('the first again', neutron('DELETE', `/security-group-rules/${first?.id ?? ''}`));
      observe('rules that are left', (await rulesOf(stage, group)).length);
    },
  },
];
