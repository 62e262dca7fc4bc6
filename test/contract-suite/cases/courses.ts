/** What becomes of an accepted attach or detach that does not come off: nobody is told, but for Nova's journal. */
import * as instanceActionsOf from '../../../src/openstack/compute/instance-actions.ts';
import * as serverActions from '../../../src/openstack/compute/server-actions.ts';
import * as volumeAttachments from '../../../src/openstack/compute/volume-attachments.ts';
import type { Case } from '../suite/case.ts';
import { attach, detach, getVolume, instanceActions, listAttachments } from './nova-requests.ts';

export const courseCases: readonly Case[] = [
  {
    name: 'a running server without a system keeps its volume for 201 seconds, and gives it once it is shut off',
    operation: 'compute.volume-attachments.delete',
    kind: 'course',
    slow: true,
    async play({ given, call, course, client, clientCall }) {
      const { server, volume } = await given.attachedVolume({ running: true });
      await call('the detach', detach(server, volume));
      await course('the volume', `/volumes/${volume}`, ['detaching attached', 'in-use attached'], 300);
      await call('the attachments afterwards', listAttachments(server, '2.89'));
      await given.untilFailed(server, 'detach_volume');
      await call('the journal', instanceActions(server));
      await clientCall('the stop', () => serverActions.stop(client.compute, server));
      await course('the server', `/servers/${server}`, ['ACTIVE powering-off active?', 'SHUTOFF no-task stopped'], 120);
      await clientCall('the detach by the client', () => volumeAttachments.remove(client.compute, server, volume));
      await course('the volume again', `/volumes/${volume}`, ['detaching attached?', 'available']);
      await clientCall('the journal by the client', () => instanceActionsOf.list(client.compute, server));
    },
  },
  {
    name: 'an attach that fails on the host leaves the volume available',
    operation: 'compute.volume-attachments.create',
    kind: 'course',
    async play({ given, call, course, hands }) {
      // A running one: to a server that is off, the disk is only written into its definition.
      const server = await given.server({ running: true });
      const volume = await given.volume();
      await hands.breakVolume(volume);
      await call('the attach', attach(server, volume));
      await course('the volume', `/volumes/${volume}`, ['reserved?', 'attaching?', 'available']);
      await call('the volume afterwards', getVolume(volume));
      await given.untilFailed(server, 'attach_volume');
      await call('the attachments afterwards', listAttachments(server));
      await call('the journal', instanceActions(server));
    },
  },
];
