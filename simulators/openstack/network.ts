/** Neutron: networks, ports, security groups with the two rules that every new one has, floating IPs. */
import { neutronError, notSimulated } from './answers.ts';
import type { SimulatedCloud } from './cloud.ts';
import { floatingIps } from './network/floating-ips.ts';
import { networksAndPorts } from './network/networks-and-ports.ts';
import { securityGroups } from './network/security-groups.ts';
import { quotaSets } from './quota-sets.ts';
import type { Routes } from './simulator.ts';

export function network(cloud: SimulatedCloud, route: Routes): void {
  networksAndPorts(cloud, route);
  securityGroups(cloud, route);
  floatingIps(cloud, route);
  quotaSets(cloud, route, {
    path: '/quotas',
    key: 'quota',
    read: 'network.quotas.get',
    update: 'network.quotas.update',
    names: { port: 'ports', security_group: 'securityGroups', security_group_rule: 'securityGroupRules' },
    refusal: () => neutronError(403, 'PolicyNotAuthorized', 'rule:update_quota is disallowed by policy'),
  });
  // Not refused, as Nova's and Cinder's services are: a member sees none.
  route('GET', '/agents', 'network.agents.list', ({ caller }) => {
    if (caller.isAdmin) throw notSimulated('the agents of Neutron');
    return { status: 200, body: { agents: [] } };
  });
}
