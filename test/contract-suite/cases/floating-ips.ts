/** Neutron's floating IPs: one for each port, found by their description. */
import * as floatingIps from '../../../src/openstack/network/floating-ips.ts';
import * as networks from '../../../src/openstack/network/networks.ts';
import type { Case } from '../suite/case.ts';
import type { Stage } from '../suite/stage.ts';
import { neutron, UNKNOWN } from './requests.ts';

/** A server's port, and a description that nothing else has. */
async function arranged({
  given,
  target,
  name,
}: Stage): Promise<{ port: string; networkId: string; description: string }> {
  if (target.furniture.externalNetwork === '') throw new Error('no routers here: bring the lab down, and up again');
  const server = await given.server();
  const body = await given.ask(neutron('GET', `/ports?device_id=${server}`));
  const [port] = (body as { ports: { id: string }[] }).ports;
  return {
    port: name('port', port?.id ?? ''),
    networkId: name('external network', target.furniture.externalNetwork),
    description: name('its description', given.newName()),
  };
}

const wish = (floating_network_id: string, port_id: string, description: string): ReturnType<typeof neutron> =>
  neutron('POST', '/floatingips', { body: { floatingip: { floating_network_id, port_id, description } } });

const idOf = (body: unknown): string => (body as { floatingip?: { id: string } }).floatingip?.id ?? '';

export const floatingIpCases: readonly Case[] = [
  {
    name: 'a floating IP is given to a port, once, and taken back',
    operation: 'network.floatingips.create',
    kind: 'success',
    async play(stage) {
      const { given, call, client, clientCall, name } = stage;
      const { port, networkId, description } = await arranged(stage);
      const asked = { networkId, portId: port, description };
      const made = await call('the wish', wish(networkId, port, description));
      const id = name('floating ip', idOf(made.body));
      given.removedLater('network', `/floatingips/${id}`);
      await call('another for the same port', wish(networkId, port, description));
      await clientCall('another by the client', () => floatingIps.create(client.network, asked));
      await call('its delete', neutron('DELETE', `/floatingips/${id}`));
      const own = await clientCall('a wish by the client', () => floatingIps.create(client.network, asked));
      given.removedLater('network', `/floatingips/${own?.id ?? ''}`);
    },
  },
  {
    name: 'a floating IP of a network that gives none, or for a port that is not there, is refused',
    operation: 'network.floatingips.create',
    kind: 'refusal',
    async play(stage) {
      const { call, client, clientCall, target, name } = stage;
      const { port, networkId, description } = await arranged(stage);
      const inside = name('network', target.furniture.network);
      await call('of the network of the guests', wish(inside, port, description));
      await call('of an unknown network', wish(UNKNOWN, port, description));
      await call('for an unknown port', wish(networkId, UNKNOWN, description));
      await clientCall('for an unknown port, by the client', () =>
        floatingIps.create(client.network, { networkId, portId: UNKNOWN, description }),
      );
    },
  },
  {
    name: 'floating IPs are listed by their description, and the network that gives them is told from others',
    operation: 'network.floatingips.list',
    kind: 'listing',
    async play(stage) {
      const { given, call, client, clientCall, name, as } = stage;
      const { port, networkId, description } = await arranged(stage);
      const id = name('floating ip', idOf(await given.ask(wish(networkId, port, description))));
      given.removedLater('network', `/floatingips/${id}`);
      await call('it', neutron('GET', `/floatingips?description=${description}`));
      await call('none', neutron('GET', '/floatingips?description=no-address-has-this-description'));
      await call('it, for another project', neutron('GET', `/floatingips?description=${description}`), as.outsider);
      await clientCall('it, by the client', () => floatingIps.list(client.network, { description }));
      await clientCall('the networks that give some, by the client', async () =>
        (await networks.list(client.network)).filter(({ external }) => external),
      );
    },
  },
  {
    name: 'a floating IP is deleted once, by its own project',
    operation: 'network.floatingips.delete',
    kind: 'success',
    async play(stage) {
      const { given, call, client, clientCall, name, as } = stage;
      const { port, networkId, description } = await arranged(stage);
      const id = name('floating ip', idOf(await given.ask(wish(networkId, port, description))));
      given.removedLater('network', `/floatingips/${id}`);
      await call('the delete by another project', neutron('DELETE', `/floatingips/${id}`), as.outsider);
      await clientCall('the delete', () => floatingIps.remove(client.network, id));
      await clientCall('another delete', () => floatingIps.remove(client.network, id));
      await call('another delete, as it is', neutron('DELETE', `/floatingips/${id}`));
    },
  },
];
