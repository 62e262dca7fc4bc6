/** Locks: whose they are, who takes them away, what they stop and what they don't. */
import * as instanceActionsOf from '../../../src/openstack/compute/instance-actions.ts';
import * as serverActions from '../../../src/openstack/compute/server-actions.ts';
import * as servers from '../../../src/openstack/compute/servers.ts';
import * as volumeAttachments from '../../../src/openstack/compute/volume-attachments.ts';
import type { Case } from '../suite/case.ts';
import { act, attach, deleteServer, detach, getServer, instanceActions } from './nova-requests.ts';
import { ATTACHED } from './volume-courses.ts';

const ACTION = 'compute.servers.action';
const IMAGED = [
  'SHUTOFF image_snapshot_pending stopped?',
  'SHUTOFF image_snapshot stopped?',
  'SHUTOFF image_pending_upload stopped?',
  'SHUTOFF image_uploading stopped?',
  'SHUTOFF no-task stopped',
];

export const lockCases: readonly Case[] = [
  {
    name: "a member does not take away a sysadmin's lock, nor change it by locking again",
    operation: ACTION,
    kind: 'refusal',
    async play({ given, call, client, clientCall }) {
      const server = await given.server();
      await given.lock(server, 'Compromised, ticket 4711');
      await call('the unlock', act(server, 'unlock'));
      await clientCall('the unlock by the client', () => serverActions.unlock(client.compute, server));
      await call('another lock', act(server, 'lock', { locked_reason: 'mine' }, '2.73'));
      await clientCall('another lock by the client', () => serverActions.lock(client.compute, server, 'mine'));
      await call('the server afterwards', getServer(server));
      await clientCall('what the client sees', () => servers.get(client.compute, server));
    },
  },
  {
    name: "the owner's own lock stops him too, and he takes it away",
    operation: ACTION,
    kind: 'success',
    async play({ given, call, client, clientCall }) {
      const server = await given.server();
      await call('the lock', act(server, 'lock', { locked_reason: 'do not touch' }, '2.73'));
      await call('the locked server', getServer(server));
      await call('a start', act(server, 'os-start'));
      await call('the unlock', act(server, 'unlock'));
      await call('the unlocked server', getServer(server));
      await clientCall('a lock by the client', () => serverActions.lock(client.compute, server, 'do not touch'));
      await call('what it locked', getServer(server));
      await clientCall('an unlock by the client', () => serverActions.unlock(client.compute, server));
      await clientCall('unlocked again', () => serverActions.unlock(client.compute, server));
    },
  },
  {
    name: "a sysadmin's lock takes the place of the owner's, and his reason too",
    operation: ACTION,
    kind: 'success',
    async play({ given, call, as }) {
      const server = await given.server({ fresh: true });
      await given.lock(server, 'mine', as.member);
      await call('the lock', act(server, 'lock', { locked_reason: 'Compromised' }, '2.73'), as.admin);
      await call('the server', getServer(server));
      await call("the owner's unlock", act(server, 'unlock'));
      await call('another lock without a reason', act(server, 'lock'), as.admin);
      await call('the server then', getServer(server));
      await call('the unlock', act(server, 'unlock'), as.admin);
      await call('unlocked again', act(server, 'unlock'), as.admin);
      await call('the server afterwards', getServer(server));
      await call('who has locked it', instanceActions(server));
    },
  },
  {
    name: "a sysadmin takes away the owner's lock",
    operation: ACTION,
    kind: 'success',
    async play({ given, call, as, client, clientCall }) {
      const server = await given.server({ fresh: true });
      await given.lock(server, 'mine', as.member);
      await call('the unlock', act(server, 'unlock'), as.admin);
      await call('the server afterwards', getServer(server, '2.9'));
      await clientCall('who has locked it', () => instanceActionsOf.list(client.compute, server));
    },
  },
  {
    name: 'a locked server is not started, stopped, rebooted, rescued, resized, rebuilt, shelved or deleted by a member',
    operation: ACTION,
    kind: 'refusal',
    async play({ given, call, client, clientCall, target }) {
      const server = await given.server();
      await given.lock(server);
      await call('the start', act(server, 'os-start'));
      await call('the stop', act(server, 'os-stop'));
      await call('the reboot', act(server, 'reboot', { type: 'HARD' }));
      await call('the rescue', act(server, 'rescue'));
      await call('the resize', act(server, 'resize', { flavorRef: target.furniture.systemFlavor }));
      await call('the rebuild', act(server, 'rebuild', { imageRef: target.furniture.blankImage }));
      await call('the shelve', act(server, 'shelve'));
      await call('the delete', deleteServer(server));
      await clientCall('the stop by the client', () => serverActions.stop(client.compute, server));
      await clientCall('the delete by the client', () => servers.remove(client.compute, server));
      await call('the server afterwards', getServer(server));
    },
  },
  {
    name: "a locked server's metadata is not changed by a member",
    operation: 'compute.server-metadata.create',
    kind: 'refusal',
    async play({ given, call }) {
      const server = await given.server();
      const metadata = {
        method: 'POST',
        service: 'compute',
        path: `/servers/${server}/metadata`,
        body: { metadata: { case: '4711' } },
      } as const;
      await given.lock(server);
      await call('more metadata', metadata);
    },
  },
  {
    name: 'a member neither detaches from nor attaches to a locked server',
    operation: 'compute.volume-attachments.delete',
    kind: 'refusal',
    async play({ given, call, client, clientCall }) {
      const { server, volume } = await given.attachedVolume();
      const other = await given.volume({ as: 'other' });
      await given.lock(server);
      await call('the detach', detach(server, volume));
      await clientCall('the detach by the client', () => volumeAttachments.remove(client.compute, server, volume));
      await call('the attach', attach(server, other));
      await clientCall('the attach by the client', () => volumeAttachments.create(client.compute, server, other));
    },
  },
  {
    name: 'an admin passes the lock: detaches, and attaches back',
    operation: 'compute.volume-attachments.delete',
    kind: 'success',
    async play({ given, call, course, as }) {
      const { server, volume } = await given.attachedVolume();
      await given.lock(server);
      await call('the detach', detach(server, volume), as.admin);
      await course('the volume', `/volumes/${volume}`, ['detaching attached?', 'available']);
      await given.untilUnlisted(server, volume);
      await call('the member attaches it back', attach(server, volume));
      await call('the admin attaches it back', attach(server, volume), as.admin);
      await course('the volume again', `/volumes/${volume}`, ATTACHED);
      await call('the server, locked as before', getServer(server));
    },
  },
  {
    name: 'the lock does not keep a member from making an image of a server, or renaming it',
    operation: ACTION,
    kind: 'success',
    async play({ given, call, course, client, clientCall }) {
      const server = await given.server({ fresh: true });
      await given.lock(server);
      const { headers } = await call(
        'an image, told in the address before 2.45',
        act(server, 'createImage', { name: 'evidence' }),
      );
      given.afterwards(() => given.removeImage(headers['location']?.split('/').at(-1) ?? ''));
      await course('the server', `/servers/${server}`, IMAGED, 120);
      const made = await clientCall('an image by the client', () =>
        servers.createImage(client.compute, server, { name: 'evidence', metadata: { ticket: '4711' } }),
      );
      given.afterwards(() => given.removeImage(made?.imageId ?? ''));
      await course('the server again', `/servers/${server}`, IMAGED, 120);
      await call('another name', {
        method: 'PUT',
        service: 'compute',
        path: `/servers/${server}`,
        body: { server: { name: 'renamed' } },
      });
    },
  },
];
