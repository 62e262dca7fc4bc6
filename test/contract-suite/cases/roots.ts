/** Root volumes: Nova never takes one off its server, whoever asks, however, and whatever the server does. */
import * as volumeAttachments from '../../../src/openstack/compute/volume-attachments.ts';
import type { Case } from '../suite/case.ts';
import type { Stage } from '../suite/stage.ts';
import { act, attach, detach, getVolume, listAttachments } from './nova-requests.ts';

const DELETE = 'compute.volume-attachments.delete';

/** Where anything about attachments changed: shelved servers, delete_on_termination shown and changed, ids. */
const MICROVERSIONS = ['2.1', '2.20', '2.79', '2.85', '2.89', '2.93', 'latest'];

const SHELVED = [
  'SHUTOFF shelving stopped?',
  'SHUTOFF shelving_offloading stopped?',
  'SHELVED_OFFLOADED no-task shelved_offloaded',
];

async function rootServer({ given, name }: Stage, running = false): Promise<{ server: string; root: string }> {
  const server = await given.server({ fromVolume: true, running });
  const [root = ''] = await given.attachedTo(server);
  return { server, root: name('root', root) };
}

export const rootCases: readonly Case[] = [
  {
    name: 'a root volume is not detached, at any microversion',
    operation: DELETE,
    kind: 'refusal',
    async play(stage) {
      const { call, client, clientCall, as } = stage;
      const { server, root } = await rootServer(stage);
      for (const microversion of MICROVERSIONS) await call(`at ${microversion}`, detach(server, root, microversion));
      await call('by an admin', detach(server, root, 'latest'), as.admin);
      await clientCall('by the client', () => volumeAttachments.remove(client.compute, server, root));
      await call('the volume afterwards', getVolume(root));
    },
  },
  {
    name: 'nor from a locked server, whose lock is not even looked at',
    operation: DELETE,
    kind: 'refusal',
    async play(stage) {
      const { given, call, client, clientCall, as } = stage;
      const { server, root } = await rootServer(stage);
      await given.lock(server);
      for (const microversion of MICROVERSIONS) await call(`at ${microversion}`, detach(server, root, microversion));
      await call('by an admin', detach(server, root, 'latest'), as.admin);
      await clientCall('by the client', () => volumeAttachments.remove(client.compute, server, root));
    },
  },
  {
    name: 'nor from a running server, locked or not',
    operation: DELETE,
    kind: 'refusal',
    async play(stage) {
      const { given, call, as } = stage;
      const { server, root } = await rootServer(stage, true);
      for (const microversion of MICROVERSIONS) await call(`at ${microversion}`, detach(server, root, microversion));
      await call('by an admin', detach(server, root), as.admin);
      await given.lock(server);
      for (const microversion of MICROVERSIONS)
        await call(`locked, at ${microversion}`, detach(server, root, microversion));
      await call('locked, by an admin', detach(server, root), as.admin);
    },
  },
  {
    name: 'a server that boots from a volume is not rescued',
    operation: 'compute.servers.action',
    kind: 'refusal',
    async play(stage) {
      const { server } = await rootServer(stage);
      await stage.call('at 2.1', act(server, 'rescue'));
      await stage.call(
        'at 2.87, from an image',
        act(server, 'rescue', { rescue_image_ref: stage.target.furniture.blankImage }, '2.87'),
      );
    },
  },
  {
    name: 'a shelved server keeps its root, takes a volume, and gives those back that are not its root',
    operation: DELETE,
    kind: 'course',
    async play(stage) {
      const { given, call, course, client, clientCall, as } = stage;
      const { server, root } = await rootServer(stage);
      const [before, volume] = [await given.volume({ as: 'the volume from before' }), await given.volume()];
      await given.attach(server, before);
      await call('the shelve', act(server, 'shelve'));
      await course('the server', `/servers/${server}`, SHELVED);
      await call('its root volume', getVolume(root));
      await call('its data volume', getVolume(before));
      for (const microversion of MICROVERSIONS)
        await call(`the detach of the root at ${microversion}`, detach(server, root, microversion));
      await call('the detach of the root by an admin', detach(server, root, 'latest'), as.admin);
      await clientCall('the same by the client', () => volumeAttachments.remove(client.compute, server, root));
      await call('an attach before 2.20', attach(server, volume, '2.19'));
      await call('an attach', attach(server, volume, '2.20'));
      await course('the volume', `/volumes/${volume}`, ['in-use attached']);
      await call('the attachments', listAttachments(server, '2.89'));
      await call('a detach before 2.20', detach(server, volume, '2.19'));
      await call('a detach', detach(server, volume, '2.20'));
      await course('the volume again', `/volumes/${volume}`, ['available']);
      await call('a detach of the one from before', detach(server, before, '2.20'));
      await course('the one from before', `/volumes/${before}`, ['available']);
    },
  },
  {
    name: 'a shelved server from which a volume is detached that was marked to go with it: the volume is deleted',
    operation: DELETE,
    kind: 'side effect',
    async play(stage) {
      const { given, call, course } = stage;
      const { server } = await rootServer(stage);
      const volume = await given.volume();
      await given.ask(attach(server, volume, '2.79', { delete_on_termination: true }));
      await given.until(`/volumes/${volume}`, 'in-use attached', 60);
      await given.ask(act(server, 'shelve'));
      await given.until(`/servers/${server}`, 'SHELVED_OFFLOADED no-task shelved_offloaded', 60);
      await call('the detach', detach(server, volume, '2.20'));
      await course('the volume', `/volumes/${volume}`, ['available?', 'deleting?', '404']);
    },
  },
];
