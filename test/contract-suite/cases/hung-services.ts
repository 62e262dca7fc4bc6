/** What becomes of an attach or a detach while a service behind the API hangs, and once it is back. */
import * as volumeAttachments from '../../../src/openstack/compute/volume-attachments.ts';
import type { Case } from '../suite/case.ts';
import type { Hands } from '../suite/target.ts';
import { attach, detach, getServer, instanceActions, listAttachments } from './nova-requests.ts';
import { ATTACHED } from './volume-courses.ts';

/** Whatever happens meanwhile: a frozen service disturbs everybody. */
async function frozen(hands: Hands, service: Parameters<Hands['freeze']>[0], act: () => Promise<void>): Promise<void> {
  await hands.freeze(service);
  try {
    await act();
  } finally {
    await hands.thaw(service);
  }
}

export const hungServiceCases: readonly Case[] = [
  {
    name: 'an attach while nova-compute hangs fails after 60 s, and leaves a ghost that neither attaches nor detaches',
    operation: 'compute.volume-attachments.create',
    kind: 'course',
    alone: true,
    async play({ given, call, course, client, clientCall, hands, as }) {
      const server = await given.server({ fresh: true });
      const volume = await given.volume();
      await frozen(hands, 'nova-compute', async () => {
        await call('the attach', attach(server, volume));
      });
      // Nova hears of it only now, and Cinder never does.
      await given.untilListed(server, volume);
      await course('the volume', `/volumes/${volume}`, ['available']);
      await call('what Nova lists', listAttachments(server));
      await call('what Nova lists at 2.89', listAttachments(server, '2.89'));
      await clientCall('what the client lists', () => volumeAttachments.list(client.compute, server));
      await call('what Nova tells of the server', getServer(server, '2.3'));
      await call('the attach again', attach(server, volume));
      await call('the detach', detach(server, volume));
      await call('the detach by an admin', detach(server, volume), as.admin);
      await clientCall('the detach by the client', () => volumeAttachments.remove(client.compute, server, volume));
      await call('the journal', instanceActions(server));
    },
  },
  {
    name: 'an attach while nova-compute hangs is answered when it is back within the minute',
    operation: 'compute.volume-attachments.create',
    kind: 'course',
    alone: true,
    async play({ given, call, course, stays, hands }) {
      const server = await given.server();
      const volume = await given.volume();
      const asked: Promise<unknown>[] = [];
      // The minute is not over before it is thawed, however busy the machine is.
      await given.atOnce(() =>
        frozen(hands, 'nova-compute', async () => {
          asked.push(call('the attach', attach(server, volume)));
          await stays('the volume meanwhile', `/volumes/${volume}`, 'available', 1);
        }),
      );
      await Promise.all(asked);
      await course('the volume', `/volumes/${volume}`, ATTACHED);
    },
  },
  {
    name: 'a detach while nova-compute hangs is done when it is back',
    operation: 'compute.volume-attachments.delete',
    kind: 'course',
    alone: true,
    async play({ given, call, course, stays, hands }) {
      const { server, volume } = await given.attachedVolume();
      await frozen(hands, 'nova-compute', async () => {
        await call('the detach', detach(server, volume));
        await stays('the volume meanwhile', `/volumes/${volume}`, 'detaching attached', 2);
        await call('the attachments meanwhile', listAttachments(server));
      });
      await course('the volume', `/volumes/${volume}`, ['detaching attached?', 'available']);
      await given.untilUnlisted(server, volume);
      await call('the attachments afterwards', listAttachments(server));
    },
  },
  {
    name: 'a detach while cinder-volume hangs is done when it is back',
    operation: 'compute.volume-attachments.delete',
    kind: 'course',
    alone: true,
    async play({ given, call, course, stays, hands }) {
      const { server, volume } = await given.attachedVolume();
      await frozen(hands, 'cinder-volume', async () => {
        await call('the detach', detach(server, volume));
        await stays('the volume meanwhile', `/volumes/${volume}`, 'detaching attached', 2);
        await call('the attachments meanwhile', listAttachments(server));
      });
      await course('the volume', `/volumes/${volume}`, ['detaching attached?', 'available']);
      await given.untilUnlisted(server, volume);
      await call('the attachments afterwards', listAttachments(server));
    },
  },
];
