/** New servers: accepted at once, built later, and what Nova refuses to build. */
import * as instanceActions from '../../../src/openstack/compute/instance-actions.ts';
import * as serverActions from '../../../src/openstack/compute/server-actions.ts';
import * as servers from '../../../src/openstack/compute/servers.ts';
import * as ports from '../../../src/openstack/network/ports.ts';
import type { Case } from '../suite/case.ts';
import type { Stage } from '../suite/stage.ts';
import { neutron, nova, serverAction, UNKNOWN } from './requests.ts';

const CREATE = 'compute.servers.create';
const BUILT = [
  'BUILD scheduling building?',
  'BUILD no-task building?',
  'BUILD networking building?',
  'BUILD block_device_mapping building?',
  'BUILD spawning building?',
  'ACTIVE no-task active',
];
const CONSOLE = { 'os-getConsoleOutput': {} };

/** What a recovery server has, and wishes for what makes it another. */
async function wanted({ given, target }: Stage, more: Partial<servers.NewServer> = {}): Promise<servers.NewServer> {
  const { blankImage, flavor, network } = target.furniture;
  return {
    name: given.newName(),
    imageId: blankImage,
    flavorId: flavor,
    networkId: network,
    securityGroupId: await given.securityGroup(),
    keyName: await given.keypair(),
    userData: Buffer.from('#cloud-config\n{}\n'),
    configDrive: true,
    metadata: { case: '4711' },
    ...more,
  };
}

export const newServerCases: readonly Case[] = [
  {
    name: 'a new server is accepted at once, and built while one looks',
    operation: CREATE,
    kind: 'course',
    async play(stage) {
      const { given, call, course, client, clientCall, name } = stage;
      const wish = await wanted(stage);
      let server = '';
      await given.atOnce(async () => {
        const body = { server: onTheWire(wish) };
        const answer = await call('the wish', nova('POST', '/servers', { body, microversion: '2.79' }));
        server = name('server', idOf(answer.body));
        given.removedLater('compute', `/servers/${server}`);
        await call('while it is built', nova('GET', `/servers/${server}`, { microversion: '2.79' }));
        await call('its console', serverAction(server, CONSOLE));
        await clientCall('its console, by the client', () => serverActions.getConsoleOutput(client.compute, server));
      });
      await course('the server', `/servers/${server}`, BUILT);
      await call('once it is ACTIVE', nova('GET', `/servers/${server}`, { microversion: '2.79' }));
      await call('its console, at first empty', serverAction(server, CONSOLE));
      await call('its journal', nova('GET', `/servers/${server}/os-instance-actions`));
      await call(
        'its journal at 2.79',
        nova('GET', `/servers/${server}/os-instance-actions`, { microversion: '2.79' }),
      );
      await clientCall('its journal by the client', () => instanceActions.list(client.compute, server));
      await call('its port', neutron('GET', `/ports?device_id=${server}`));
      await clientCall('its port by the client', () => ports.list(client.network, { deviceId: server }));
    },
  },
  {
    name: 'a new server of the client boots from a volume of its own, which goes with it',
    operation: CREATE,
    kind: 'side effect',
    async play(stage) {
      const { given, call, course, client, clientCall, name, target } = stage;
      const { blankImage, volumeFlavor } = target.furniture;
      const { imageId: _none, ...wish } = await wanted(stage, {
        flavorId: volumeFlavor,
        rootVolume: { imageId: blankImage, sizeGib: 1 },
      });
      const made = await clientCall('the wish', () => servers.create(client.compute, wish));
      const server = name('server', made?.id ?? '');
      given.removedLater('compute', `/servers/${server}`);
      await course('the server', `/servers/${server}`, BUILT);
      const [root = ''] = await given.attachedTo(server);
      name('root', root);
      await call('the server', nova('GET', `/servers/${server}`, { microversion: '2.79' }));
      await clientCall('what the client sees', () => servers.get(client.compute, server));
      await clientCall('the delete', () => servers.remove(client.compute, server));
      await course('the server then', `/servers/${server}`, [
        'ACTIVE deleting active?',
        'DELETED no-task deleted?',
        '404',
      ]);
      await course('its root volume', `/volumes/${root}`, [
        'in-use attached?',
        'detaching attached?',
        'available?',
        'deleting?',
        '404',
      ]);
    },
  },
  {
    name: 'a new server of something that is not there is a bad request',
    operation: CREATE,
    kind: 'refusal',
    async play(stage) {
      const { call, client, clientCall, target } = stage;
      const wish = await wanted(stage);
      const wrong: Record<string, Partial<servers.NewServer>> = {
        'an unknown image': { imageId: UNKNOWN },
        'an unknown flavor': { flavorId: UNKNOWN },
        'an unknown network': { networkId: UNKNOWN },
        'an unknown key': { keyName: 'contract-nobodys' },
        'an unknown security group': { securityGroupId: 'contract-nowhere' },
        'a flavor without a disk, and no volume': { flavorId: target.furniture.volumeFlavor },
        'an empty name': { name: '' },
      };
      for (const [what, more] of Object.entries(wrong)) {
        const server = onTheWire({ ...wish, ...more });
        await call(what, nova('POST', '/servers', { body: { server }, microversion: '2.79' }));
        await clientCall(`${what}, by the client`, () => servers.create(client.compute, { ...wish, ...more }));
      }
      const misspelt = { ...onTheWire({ ...wish, name: 'contract' }), imageref: 'x' };
      await call('a misspelt field', nova('POST', '/servers', { body: { server: misspelt } }));
    },
  },
  {
    name: 'a new server for which no host is large enough is accepted, and ends in ERROR with the reason',
    operation: CREATE,
    kind: 'course',
    async play(stage) {
      const { given, course, call, client, clientCall, name, target } = stage;
      const wish = await wanted(stage, { flavorId: target.furniture.hugeFlavor });
      const made = await clientCall('the wish', () => servers.create(client.compute, wish));
      const server = name('server', made?.id ?? '');
      given.removedLater('compute', `/servers/${server}`);
      await course('the server', `/servers/${server}`, [
        'BUILD scheduling building?',
        'BUILD no-task building?',
        'ERROR no-task error',
      ]);
      await call('the server', nova('GET', `/servers/${server}`, { microversion: '2.79' }));
      await clientCall('the server, by the client', () => servers.get(client.compute, server));
      await call('its journal', nova('GET', `/servers/${server}/os-instance-actions`));
      await call('its console', serverAction(server, CONSOLE));
    },
  },
];

/** The body that the client sends, to be seen and bent. */
const onTheWire = (wish: servers.NewServer): Record<string, unknown> => ({
  name: wish.name,
  flavorRef: wish.flavorId,
  imageRef: wish.imageId,
  networks: [{ uuid: wish.networkId }],
  security_groups: [{ name: wish.securityGroupId }],
  key_name: wish.keyName,
  user_data: Buffer.from(wish.userData).toString('base64'),
  config_drive: wish.configDrive,
  metadata: wish.metadata,
});

const idOf = (body: unknown): string => (body as { server?: { id: string } }).server?.id ?? '';
