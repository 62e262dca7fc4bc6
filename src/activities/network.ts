/** The recovery server's isolation and its way in: ssh from the configured addresses, nothing out. */
import { cancellationSignal } from '@temporalio/activity';
import { FailureType } from '../contract/failure-types.ts';
import * as floatingIps from '../openstack/network/floating-ips.ts';
import * as networks from '../openstack/network/networks.ts';
import * as ports from '../openstack/network/ports.ts';
import * as securityGroupRules from '../openstack/network/security-group-rules.ts';
import * as securityGroups from '../openstack/network/security-groups.ts';
import { OpenStackError } from '../openstack/errors.ts';
import { pollUntil } from '../openstack/poll.ts';
import { findByIdOrName } from '../plan/find.ts';
import type { ActivityDependencies, RecoveryScope } from './dependencies.ts';
import { failure } from './failures.ts';
import { settingsOf } from './settings.ts';

export type NetworkActivities = ReturnType<typeof createNetworkActivities>;

/** A group is in use until the port of the deleted server is gone. */
const RELEASE_TIMEOUT_MS = 300_000;

export function createNetworkActivities({ config, openCloud }: ActivityDependencies) {
  return {
    /**
     * Idempotent: found by name (Neutron allows two of the same name), then brought to exactly the wanted rules.
     * Neutron gives a new group two egress-any rules; they go, so that nothing on the evidence can call home.
     */
    async createSecurityGroup(scope: RecoveryScope): Promise<string> {
      const { network } = openCloud(scope);
      const signal = cancellationSignal();
      const [made] = await securityGroups.list(network, { name: scope.recoveryId }, { signal });
      const group =
        made ??
        (await securityGroups.create(
          network,
          { name: scope.recoveryId, description: 'Recovery server: ssh in, nothing out' },
          { signal },
        ));
      for (const rule of group.rules.filter(({ direction }) => direction === 'egress'))
        await securityGroupRules.remove(network, rule.id, { signal });
      for (const cidr of settingsOf(config, scope.cloud).recoveryServer.sshFrom) {
        if (
          group.rules.some(
            (rule) => rule.direction === 'ingress' && rule.remoteIpPrefix === cidr && rule.portRangeMin === 22,
          )
        )
          continue;
        await securityGroupRules.create(
          network,
          {
            securityGroupId: group.id,
            direction: 'ingress',
            ethertype: cidr.includes(':') ? 'IPv6' : 'IPv4',
            protocol: 'tcp',
            portRangeMin: 22,
            portRangeMax: 22,
            remoteIpPrefix: cidr,
          },
          { signal },
        );
      }
      return group.id;
    },

    /** Idempotent: gone is done. */
    async deleteSecurityGroup(scope: RecoveryScope): Promise<void> {
      const { network } = openCloud(scope);
      const signal = cancellationSignal();
      for (const group of await securityGroups.list(network, { name: scope.recoveryId }, { signal })) {
        const attempt = async (): Promise<'gone' | 'in-use'> => {
          try {
            await securityGroups.remove(network, group.id, { signal });
            return 'gone';
          } catch (error) {
            if (OpenStackError.is(error, 'conflict')) return 'in-use';
            throw error;
          }
        };
        await pollUntil(attempt, (answer) => answer === 'gone', { timeoutMs: RELEASE_TIMEOUT_MS, signal });
      }
    },

    /** Only for `reach: floating`. Idempotent: found by its description. @returns the address, null for other reaches. */
    async createFloatingIp(scope: RecoveryScope, serverId: string): Promise<string | null> {
      const settings = settingsOf(config, scope.cloud).recoveryServer;
      if (settings.reach !== 'floating') return null;
      const { network } = openCloud(scope);
      const signal = cancellationSignal();
      const [made] = await floatingIps.list(network, { description: scope.recoveryId }, { signal });
      if (made !== undefined) return made.address;
      const external = (await networks.list(network, { signal })).filter((each) => each.external);
      const found = findByIdOrName(external, settings.floatingNetwork ?? '');
      if (found.kind !== 'found')
        throw failure(
          FailureType.Misconfigured,
          `recoveryServer.floatingNetwork: expected one of ${external.map(({ name }) => name).join(', ')}, received "${settings.floatingNetwork ?? ''}"`,
          false,
        );
      const [port] = await ports.list(network, { deviceId: serverId }, { signal });
      if (port === undefined) throw failure(FailureType.Conflict, `Server ${serverId} has no port yet`, true);
      return (
        await floatingIps.create(
          network,
          { networkId: found.item.id, portId: port.id, description: scope.recoveryId },
          { signal },
        )
      ).address;
    },

    /** Idempotent: gone is done. A cloud without routers has no floating IPs at all: Neutron says 404 to the list. */
    async deleteFloatingIp(scope: RecoveryScope): Promise<void> {
      const { network } = openCloud(scope);
      const signal = cancellationSignal();
      try {
        for (const each of await floatingIps.list(network, { description: scope.recoveryId }, { signal }))
          await floatingIps.remove(network, each.id, { signal });
      } catch (error) {
        if (!OpenStackError.is(error, 'not-found')) throw error;
      }
    },
  };
}
