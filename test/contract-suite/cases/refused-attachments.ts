/** Whom Nova gives no volume to, and takes none from. */
import * as volumeAttachments from '../../../src/openstack/compute/volume-attachments.ts';
import type { Case } from '../suite/case.ts';
import { act, attach, detach, getVolume, NOBODY } from './nova-requests.ts';

const CREATE = 'compute.volume-attachments.create';
const DELETE = 'compute.volume-attachments.delete';

export const refusedAttachmentCases: readonly Case[] = [
  {
    name: 'a volume that is in use, there or here, is not attached',
    operation: CREATE,
    kind: 'refusal',
    async play({ given, call, client, clientCall, as }) {
      const { server: holder, volume } = await given.attachedVolume({ as: 'holder' });
      const server = await given.server();
      await call('to another server', attach(server, volume));
      await call('at 2.60, which knows of volumes for many', attach(server, volume, '2.60'));
      await call('by an admin', attach(server, volume), as.admin);
      await call('to the one that has it', attach(holder, volume));
      await clientCall('by the client', () => volumeAttachments.create(client.compute, server, volume));
      await call('the volume afterwards', getVolume(volume));
    },
  },
  {
    name: 'what is unknown, or of another project, is not attached',
    operation: CREATE,
    kind: 'refusal',
    async play({ given, call, client, clientCall, as }) {
      const server = await given.server();
      const volume = await given.volume();
      await call('an id that is none', attach(server, 'nonsense'));
      await call('an unknown volume', attach(server, NOBODY));
      await clientCall('by the client', () => volumeAttachments.create(client.compute, server, NOBODY));
      await call('to an unknown server', attach(NOBODY, volume));
      await call('to a server of another project', attach(server, volume), as.outsider);
      await call('with a field that is none', attach(server, volume, '2.1', { readonly: true }));
      await call(
        'with delete_on_termination before 2.79',
        attach(server, volume, '2.78', { delete_on_termination: true }),
      );
      await call('the volume afterwards', getVolume(volume));
    },
  },
  {
    name: 'nothing is attached to a server that is being built',
    operation: CREATE,
    kind: 'refusal',
    async play({ given, call, course, client, clientCall }) {
      const volume = await given.volume();
      await given.atOnce(async () => {
        const server = await given.buildingServer();
        await call('the attach', attach(server, volume));
        await clientCall('by the client', () => volumeAttachments.create(client.compute, server, volume));
      });
      await course('the volume', `/volumes/${volume}`, ['available']);
    },
  },
  {
    name: 'a volume that is just being detached is not detached again, and one that is gone is not found',
    operation: DELETE,
    kind: 'refusal',
    async play({ given, call, course, client, clientCall }) {
      const { server, volume } = await given.attachedVolume();
      // The state that a first detach leaves, for as long as we like.
      await given.ask({
        method: 'POST',
        service: 'block-storage',
        path: `/volumes/${volume}/action`,
        body: { 'os-begin_detaching': null },
      });
      await call('the second detach', detach(server, volume));
      await clientCall('by the client', () => volumeAttachments.remove(client.compute, server, volume));
      await given.ask({
        method: 'POST',
        service: 'block-storage',
        path: `/volumes/${volume}/action`,
        body: { 'os-roll_detaching': null },
      });
      await given.ask(detach(server, volume));
      await course('the volume', `/volumes/${volume}`, ['detaching attached?', 'available']);
      await given.untilUnlisted(server, volume);
      await call('the third, when it is gone', detach(server, volume));
      await clientCall('by the client, when it is gone', () =>
        volumeAttachments.remove(client.compute, server, volume),
      );
    },
  },
  {
    name: 'what is unknown, elsewhere, or of another project, is not detached',
    operation: DELETE,
    kind: 'refusal',
    async play({ given, call, as }) {
      const { server: holder, volume } = await given.attachedVolume({ as: 'holder' });
      const server = await given.server();
      await call('an id that is none', detach(holder, 'nonsense'));
      await call('an unknown volume', detach(holder, NOBODY));
      await call('from a server that has not got it', detach(server, volume));
      await call('from an unknown server', detach(NOBODY, volume));
      await call('by somebody of another project', detach(holder, volume), as.outsider);
    },
  },
  {
    name: 'a server in rescue is given no volume, and unrescue starts a server that was off',
    operation: 'compute.servers.action',
    kind: 'side effect',
    async play({ given, call, course, client, clientCall }) {
      const { server, volume } = await given.attachedVolume({ fresh: true });
      const other = await given.volume({ as: 'other' });
      await call('the rescue', act(server, 'rescue'));
      await course('the server', `/servers/${server}`, ['SHUTOFF rescuing stopped?', 'RESCUE no-task rescued'], 120);
      await call('an attach', attach(server, other));
      await clientCall('by the client', () => volumeAttachments.create(client.compute, server, other));
      await call('a detach', detach(server, volume));
      await call('a stop', act(server, 'os-stop'));
      await call('the unrescue', act(server, 'unrescue'));
      await course(
        'the server again',
        `/servers/${server}`,
        ['RESCUE unrescuing rescued?', 'ACTIVE no-task active'],
        120,
      );
    },
  },
];
