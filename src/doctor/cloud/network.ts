/** The recovery server's network, and the way from this machine to it. */
import type { CloudSettings } from '../../config.ts';
import type { Connection, Login } from '../../openstack/connection.ts';
import { OpenStackError } from '../../openstack/errors.ts';
import * as floatingIps from '../../openstack/network/floating-ips.ts';
import * as networks from '../../openstack/network/networks.ts';
import { routersOn, type Subnet } from '../../openstack/network/subnets.ts';
import * as subnets from '../../openstack/network/subnets.ts';
import { findByIdOrName } from '../../plan/find.ts';
import { problem } from '../../plan/problems.ts';
import { fail, type Looked, ok, warn } from '../check.ts';
import { isWithin, sourceTowards } from '../route.ts';

type Settings = CloudSettings['recoveryServer'];

interface Site {
  connection: Connection;
  login: Login;
  settings: Settings;
  signal: AbortSignal;
}

/** @returns nothing about the way to it where `reach: jump` leads there: the jump host is looked at by itself. */
export async function networkChecks(
  connection: Connection,
  login: Login,
  settings: Settings,
  signal: AbortSignal,
): Promise<Looked[]> {
  const all = await networks.list(connection.network, { signal });
  const wanted = settings.network;
  if (wanted === undefined)
    return [
      ok('network', `that of the compromised server; the project sees ${all.map(({ name }) => name).join(', ')}`),
      ...(settings.reach === 'floating' ? [floatingNetwork(all, settings)] : []),
    ];
  const found = findByIdOrName(all, wanted);
  if (found.kind !== 'found') return [missingNetwork(wanted, all, found.kind === 'ambiguous' ? found.candidates : [])];
  const within = await subnets.list(connection.network, { networkId: found.item.id }, { signal });
  const network = networkCheck(found.item, within);
  if (within.length === 0 || settings.reach === 'jump') return [network];
  const site = { connection, login, settings, signal };
  const reach =
    settings.reach === 'fixed'
      ? await fixedReach(within, settings)
      : [floatingNetwork(all, settings), await floatingReach(found.item, within, site)];
  return [network, ...reach];
}

function missingNetwork(
  wanted: string,
  all: readonly networks.Network[],
  several: readonly networks.Network[],
): Looked {
  const { message, advice } =
    several.length > 0
      ? problem(
          'network-ambiguous',
          wanted,
          several.map(({ id }) => id),
        )
      : problem(
          'network-missing',
          wanted,
          all.map(({ name }) => name),
        );
  return fail('network', message, advice);
}

function networkCheck({ name, id }: networks.Network, within: readonly Subnet[]): Looked {
  if (within.length > 0) return ok('network', `${name} (${id}), ${within.map(({ cidr }) => cidr).join(', ')}`);
  return fail(
    'network',
    `${name} (${id}) has no subnet: a server on it gets no address`,
    `Make one (openstack subnet create), or set recoveryServer.network to another network.`,
  );
}

/** The kernel tells the way without a packet being sent. A translation on the way can't be seen from here. */
async function fixedReach(within: readonly Subnet[], { sshFrom }: Settings): Promise<Looked[]> {
  return Promise.all(
    within.map(async ({ cidr }) => {
      const source = await sourceTowards(cidr);
      if (source === null)
        return fail(
          'reach',
          `this machine has no route to ${cidr}`,
          'Run the worker where the network can be reached, or set recoveryServer.reach to floating or jump.',
        );
      if (sshFrom.some((allowed) => isWithin(source, allowed)))
        return ok('reach', `from ${source}, which sshFrom lets in, to ${cidr}`);
      return warn(
        'reach',
        `this machine goes to ${cidr} as ${source}, which is not in sshFrom (${sshFrom.join(', ')})`,
        `Add ${source} to recoveryServer.sshFrom, unless the way translates addresses: then the address that the cloud sees must be there.`,
      );
    }),
  );
}

function floatingNetwork(all: readonly networks.Network[], { floatingNetwork: wanted = '' }: Settings): Looked {
  const external = all.filter((each) => each.external);
  const found = findByIdOrName(external, wanted);
  if (found.kind === 'found') return ok('floating network', `${found.item.name} (${found.item.id})`);
  return fail(
    'floating network',
    `there is no external network ${wanted}`,
    `Set recoveryServer.floatingNetwork to one of: ${external.map(({ name }) => name).join(', ') || '(the project sees none)'}.`,
  );
}

/** A floating IP works where a router joins the network to the external one; other projects' routers are not shown. */
async function floatingReach(
  { name, id }: networks.Network,
  within: readonly Subnet[],
  { connection, login, signal }: Site,
): Promise<Looked> {
  const [routers, offered] = await Promise.all([
    routersOn(connection.network, id, { signal }),
    offersFloatingIps(connection, signal),
  ]);
  const remedy =
    'Join it with a router (openstack router add subnet), or set recoveryServer.network or reach otherwise.';
  if (!offered) return fail('reach', 'this cloud has no floating IPs', 'Set recoveryServer.reach to fixed or jump.');
  if (routers.length > 0) return ok('reach', `by a floating IP; ${name} has a router`);
  if (within.every(({ projectId }) => projectId === login.projectId))
    return fail('reach', `network ${name} is joined to no router: a floating IP would lead nowhere`, remedy);
  return warn('reach', `whether ${name}, which is another project's, has a router is not known`, remedy);
}

/** A cloud without routers says 404 to the list. */
async function offersFloatingIps({ network }: Connection, signal: AbortSignal): Promise<boolean> {
  try {
    await floatingIps.list(network, { description: 'none has this description' }, { signal });
    return true;
  } catch (error) {
    if (OpenStackError.is(error, 'not-found')) return false;
    throw error;
  }
}
