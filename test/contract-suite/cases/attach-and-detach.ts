/** Nova's volume attachments: who may attach and detach, and what becomes of it once it is accepted. */
import * as volumeAttachments from '../../../src/openstack/compute/volume-attachments.ts';
import type { Request } from '../suite/caller.ts';
import type { Case } from '../suite/case.ts';

const attach = (server: string, volumeId: string, more: Partial<Request> = {}): Request => ({
  method: 'POST',
  service: 'compute',
  path: `/servers/${server}/os-volume_attachments`,
  body: { volumeAttachment: { volumeId } },
  ...more,
});
const detach = (server: string, volume: string): Request => ({
  method: 'DELETE',
  service: 'compute',
  path: `/servers/${server}/os-volume_attachments/${volume}`,
});
const CREATE = 'compute.volume-attachments.create';
const DELETE = 'compute.volume-attachments.delete';

export const attachAndDetachCases: readonly Case[] = [
  {
    name: 'a member detaches nothing from a locked server',
    operation: DELETE,
    kind: 'refusal',
    async play({ given, call, client, clientCall }) {
      const { server, volume } = await given.attachedVolume();
      await given.lock(server);
      await call('the detach', detach(server, volume));
      await clientCall('the same by the client', () => volumeAttachments.remove(client.compute, server, volume));
    },
  },
  {
    name: 'an admin passes the lock: detaches, and attaches back',
    operation: DELETE,
    kind: 'success',
    async play({ given, call, course, as }) {
      const { server, volume } = await given.attachedVolume();
      await given.lock(server);
      await call('the detach', detach(server, volume), as.admin);
      await course('the volume', `/volumes/${volume}`, ['detaching attached?', 'available']);
      await call('the member attaches it back', attach(server, volume));
      await call('the admin attaches it back', attach(server, volume), as.admin);
      await course('the volume again', `/volumes/${volume}`, ['reserved?', 'attaching?', 'in-use attached']);
    },
  },
  {
    name: 'a detach from a running server without a system is given up after 201 seconds',
    operation: DELETE,
    kind: 'course',
    async play({ given, call, course }) {
      const { server, volume } = await given.attachedVolume({ running: true });
      await call('the detach', detach(server, volume));
      await course('the volume', `/volumes/${volume}`, ['detaching attached', 'in-use attached'], 300);
      await call('the journal', {
        method: 'GET',
        service: 'compute',
        path: `/servers/${server}/os-instance-actions`,
      });
    },
  },
  {
    name: 'an attach that fails on the host leaves the volume available',
    operation: CREATE,
    kind: 'course',
    async play({ given, call, course, hands }) {
      // A running one: to a server that is off, the disk is only written into its definition.
      const server = await given.server({ running: true });
      const volume = await given.volume();
      await hands.breakVolume(volume);
      await call('the attach', attach(server, volume));
      await course('the volume', `/volumes/${volume}`, ['reserved', 'attaching?', 'available']);
    },
  },
];
