/** How a server stops, what can be asked of one that is off, and how it goes for good. */
import * as serverActions from '../../../src/openstack/compute/server-actions.ts';
import * as servers from '../../../src/openstack/compute/servers.ts';
import * as images from '../../../src/openstack/image/images.ts';
import type { Case } from '../suite/case.ts';
import { glance, nova, serverAction } from './requests.ts';

const STOPPED = ['ACTIVE powering-off active?', 'SHUTOFF no-task stopped'];
const deleted = (from: string): string[] => [`${from}?`, 'DELETED no-task deleted?', '404'];

export const serverEndCases: readonly Case[] = [
  {
    name: 'a running server stops, and what is stopped is not stopped again',
    operation: 'compute.servers.action',
    kind: 'course',
    async play({ given, call, course, client, clientCall }) {
      const server = await given.server({ running: true });
      await call('the stop', serverAction(server, { 'os-stop': null }));
      await course('the server', `/servers/${server}`, STOPPED, 150);
      await call('another stop', serverAction(server, { 'os-stop': null }));
      await clientCall('another stop, by the client', () => serverActions.stop(client.compute, server));
      await call('its console', serverAction(server, { 'os-getConsoleOutput': {} }));
      await clientCall('its console, by the client', () => serverActions.getConsoleOutput(client.compute, server));
      await call('its journal', nova('GET', `/servers/${server}/os-instance-actions`));
    },
  },
  {
    name: 'the client stops a running server',
    operation: 'compute.servers.action',
    kind: 'success',
    async play({ given, course, client, clientCall }) {
      const server = await given.server({ running: true });
      await clientCall('the stop', () => serverActions.stop(client.compute, server));
      await course('the server', `/servers/${server}`, STOPPED, 150);
    },
  },
  {
    name: 'a console is given as far as one wishes, and none of a server that is off',
    operation: 'compute.servers.action',
    kind: 'success',
    async play({ given, call, client, clientCall }) {
      const server = await given.server({ running: true, withSystem: true });
      await call('its last five lines', serverAction(server, { 'os-getConsoleOutput': { length: 5 } }));
      await clientCall('five lines, by the client', async () => ({
        output: await serverActions.getConsoleOutput(client.compute, server, 5),
      }));
      await clientCall('all of it, by the client', () => serverActions.getConsoleOutput(client.compute, server));
      await call('a length that is none', serverAction(server, { 'os-getConsoleOutput': { length: 'all' } }));
    },
  },
  {
    name: 'a deleted server is shown as DELETED for a moment, and is deleted once',
    operation: 'compute.servers.delete',
    kind: 'course',
    async play({ given, call, course, client, clientCall }) {
      const server = await given.server({ fresh: true });
      await given.atOnce(async () => {
        await call('the delete', nova('DELETE', `/servers/${server}`));
        await call('another, at once', nova('DELETE', `/servers/${server}`));
      });
      await course('the server', `/servers/${server}`, deleted('SHUTOFF deleting stopped'));
      await call('another, later', nova('DELETE', `/servers/${server}`));
      await clientCall('another by the client', () => servers.remove(client.compute, server));
      await call('a look', nova('GET', `/servers/${server}`));
      await clientCall('a look by the client', () => servers.get(client.compute, server));
    },
  },
  {
    name: 'a volume outlives its server where delete_on_termination is false, even the one that it booted from',
    operation: 'compute.servers.delete',
    kind: 'side effect',
    async play({ given, call, course, client, clientCall, name }) {
      const server = await given.server({ fromVolume: true, fresh: true });
      const root = name('root', (await given.attachedTo(server))[0] ?? '');
      const volume = await given.volume();
      await given.attach(server, volume);
      await clientCall('the delete', () => servers.remove(client.compute, server));
      await course('the server', `/servers/${server}`, deleted('SHUTOFF deleting stopped'));
      await call('its root volume', { method: 'GET', service: 'block-storage', path: `/volumes/${root}` });
      await call('its other volume', { method: 'GET', service: 'block-storage', path: `/volumes/${volume}` });
    },
  },
  {
    name: 'a volume goes with its server where delete_on_termination is true',
    operation: 'compute.servers.delete',
    kind: 'side effect',
    async play({ given, call, course, name }) {
      const server = await given.server({ fromVolume: true, deleteOnTermination: true, fresh: true });
      const root = name('root', (await given.attachedTo(server))[0] ?? '');
      await call('the delete', nova('DELETE', `/servers/${server}`));
      await course('the server', `/servers/${server}`, deleted('SHUTOFF deleting stopped'));
      await course('its root volume', `/volumes/${root}`, ['in-use attached?', 'available?', 'deleting?', '404']);
    },
  },
  {
    name: 'an image of a server that is off is accepted, and made later',
    operation: 'compute.servers.action',
    kind: 'course',
    async play({ given, call, course, client, clientCall, name }) {
      const server = await given.server();
      const metadata = { recovery: 'contract' };
      const made = await clientCall('the image', () =>
        servers.createImage(client.compute, server, { name: given.newName(), metadata }),
      );
      const image = name('image', made?.imageId ?? '');
      given.removedLater('image', `/images/${image}`);
      await course('the image', `/images/${image}`, ['queued?', 'saving?', 'active']);
      await course('the server', `/servers/${server}`, [
        'SHUTOFF image_snapshot_pending stopped?',
        'SHUTOFF image_snapshot stopped?',
        'SHUTOFF image_pending_upload stopped?',
        'SHUTOFF image_uploading stopped?',
        'SHUTOFF no-task stopped',
      ]);
      await call('what it is', glance('GET', `/images/${image}`));
      await clientCall('what it is, by the client', () => images.get(client.image, image));
      const before = await call(
        'before 2.45, its id is in the address',
        serverAction(server, { createImage: { name: 'contract' } }),
      );
      const other = name('other', before.headers['location']?.split('/').at(-1) ?? '');
      given.removedLater('image', `/images/${other}`);
      await course('the other image', `/images/${other}`, ['queued?', 'saving?', 'active']);
    },
  },
];
