/** Nova's volume attachments, as they go where nothing stands in the way. */
import * as instanceActionsOf from '../../../src/openstack/compute/instance-actions.ts';
import * as volumeAttachments from '../../../src/openstack/compute/volume-attachments.ts';
import type { Case } from '../suite/case.ts';
import { attach, detach, getVolume, instanceActions, listAttachments } from './nova-requests.ts';
import { ATTACHED } from './volume-courses.ts';

const CREATE = 'compute.volume-attachments.create';
const DELETE = 'compute.volume-attachments.delete';
const LIST = 'compute.volume-attachments.list';

const DETACHED = ['detaching attached?', 'available'];

export const attachAndDetachCases: readonly Case[] = [
  {
    name: 'an attach is answered at once, and done later',
    operation: CREATE,
    kind: 'success',
    async play({ given, call, course, client, clientCall }) {
      const server = await given.server({ fresh: true });
      const [first, second] = [await given.volume({ as: 'first' }), await given.volume({ as: 'second' })];
      await call('the attach', attach(server, first));
      await course('the volume', `/volumes/${first}`, ATTACHED);
      await call('the volume, attached', getVolume(first));
      await clientCall('another by the client', () => volumeAttachments.create(client.compute, server, second));
      await course('the other volume', `/volumes/${second}`, ATTACHED);
      await clientCall('what the client lists', () => volumeAttachments.list(client.compute, server));
      await call('the journal', instanceActions(server));
    },
  },
  {
    name: 'a detach is accepted without a word, and done later',
    operation: DELETE,
    kind: 'success',
    async play({ given, call, course, client, clientCall }) {
      const { server, volume } = await given.attachedVolume({ fresh: true });
      const other = await given.volume({ as: 'other' });
      await given.attach(server, other);
      await call('the detach', detach(server, volume));
      await course('the volume', `/volumes/${volume}`, DETACHED);
      await call('the volume, free', getVolume(volume));
      await clientCall('the other by the client', () => volumeAttachments.remove(client.compute, server, other));
      await course('the other volume', `/volumes/${other}`, DETACHED);
      await given.untilUnlisted(server, other);
      await call('what is left', listAttachments(server));
      await clientCall('the journal', () => instanceActionsOf.list(client.compute, server));
    },
  },
  {
    name: 'attachments are listed with tag, delete_on_termination and ids of their own, by microversion',
    operation: LIST,
    kind: 'listing',
    async play({ given, call, as }) {
      const { server } = await given.attachedVolume();
      const other = await given.volume({ as: 'other' });
      await given.ask(attach(server, other, '2.79', { delete_on_termination: true }));
      await given.until(`/volumes/${other}`, 'in-use attached', 60);
      for (const microversion of ['2.1', '2.69', '2.70', '2.78', '2.79', '2.85', '2.88', '2.89', 'latest'])
        await call(`at ${microversion}`, listAttachments(server, microversion));
      await call('to an admin', listAttachments(server, '2.89'), as.admin);
      await call('to somebody of another project', listAttachments(server, '2.89'), as.outsider);
      await given.ask(detach(server, other));
      await given.until(`/volumes/${other}`, 'available', 60);
    },
  },
  {
    name: 'an attach is answered with tag and delete_on_termination, by microversion',
    operation: CREATE,
    kind: 'success',
    async play({ given, call }) {
      const server = await given.server();
      for (const microversion of ['2.1', '2.49', '2.70', '2.79', '2.89', 'latest']) {
        const volume = await given.volume({ as: `the volume at ${microversion}` });
        await call(`at ${microversion}`, attach(server, volume, microversion));
        await given.until(`/volumes/${volume}`, 'in-use attached', 60);
      }
    },
  },
  {
    name: 'the device that is wished for is ignored, and a freed one is given again',
    operation: CREATE,
    kind: 'success',
    async play({ given, call, course }) {
      const { server, volume } = await given.attachedVolume();
      const other = await given.volume({ as: 'other' });
      await call('the wish for a device that is taken', attach(server, other, '2.1', { device: '/dev/vda' }));
      await course('the volume', `/volumes/${other}`, ATTACHED);
      await given.ask(detach(server, volume));
      await given.untilUnlisted(server, volume);
      await call('attached again, for the last device', attach(server, volume, '2.1', { device: '/dev/vdz' }));
      await course('the volume again', `/volumes/${volume}`, ATTACHED);
      await call('the devices', listAttachments(server));
    },
  },
];
