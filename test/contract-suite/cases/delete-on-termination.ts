/** Whether a volume goes with its server: who may say so, and what a delete then does. */
import * as volumeAttachments from '../../../src/openstack/compute/volume-attachments.ts';
import type { Case } from '../suite/case.ts';
import { attach, deleteServer, getVolume, listAttachments, NOBODY, updateAttachment } from './nova-requests.ts';

const UPDATE = 'compute.volume-attachments.update';
const GONE = ['ACTIVE deleting active?', 'SHUTOFF deleting stopped?', 'DELETED no-task deleted?', '404'];

export const deleteOnTerminationCases: readonly Case[] = [
  {
    name: "a member has a locked server's volume deleted with it, and nobody stops him",
    operation: UPDATE,
    kind: 'side effect',
    async play({ given, call, course, name }) {
      const { server, volume } = await given.attachedVolume({ fromVolume: true });
      const root = name('root', (await given.attachedTo(server)).find((id) => id !== volume) ?? '');
      await given.lock(server);
      await call('true for the root', updateAttachment(server, root, true));
      await call('true for the volume', updateAttachment(server, volume, true));
      await call('what is listed', listAttachments(server, '2.79'));
      await given.unlock(server);
      await call('the delete', deleteServer(server));
      await course('the server', `/servers/${server}`, GONE);
      await call('the root afterwards', getVolume(root));
      await call('the volume afterwards', getVolume(volume));
    },
  },
  {
    name: 'false, just before the delete, saves a volume that would have gone with its server',
    operation: UPDATE,
    kind: 'side effect',
    async play({ given, call, course, client, clientCall, name }) {
      const server = await given.server({ fromVolume: true, deleteOnTermination: true, running: true });
      const root = name('root', (await given.attachedTo(server))[0] ?? '');
      given.afterwards(() => given.removeVolume(root));
      await call('what is listed', listAttachments(server, '2.79'));
      await call('false', updateAttachment(server, root, false));
      await given.ask(updateAttachment(server, root, true));
      await clientCall('false by the client', () => volumeAttachments.keepOnDeletion(client.compute, server, root));
      await clientCall('what the client lists', () => volumeAttachments.list(client.compute, server));
      await call('the delete', deleteServer(server));
      await course('the server', `/servers/${server}`, GONE);
      await course('the root', `/volumes/${root}`, ['in-use attached?', 'detaching attached?', 'available']);
      await call('the root afterwards', getVolume(root));
    },
  },
  {
    name: 'a deleted server gives its volumes free, its root too, and takes those with it that were marked',
    operation: 'compute.servers.delete',
    kind: 'side effect',
    async play({ given, call, course, name }) {
      const { server, volume } = await given.attachedVolume({ fromVolume: true });
      const root = name('root', (await given.attachedTo(server)).find((id) => id !== volume) ?? '');
      const marked = await given.volume({ as: 'marked' });
      await given.ask(attach(server, marked, '2.79', { delete_on_termination: true }));
      await given.until(`/volumes/${marked}`, 'in-use attached', 60);
      await call('the delete', deleteServer(server));
      await course('the server', `/servers/${server}`, GONE);
      await call('the root afterwards', getVolume(root));
      await call('the volume afterwards', getVolume(volume));
      await call('the marked one afterwards', getVolume(marked));
    },
  },
  {
    name: 'an attachment is changed from 2.85 on only, and a swap is not for members',
    operation: UPDATE,
    kind: 'refusal',
    async play({ given, call, as }) {
      const { server, volume } = await given.attachedVolume();
      const other = await given.volume({ as: 'other' });
      await call('at 2.84', updateAttachment(server, volume, false, { microversion: '2.84' }));
      await call('with another volume', updateAttachment(server, volume, false, { volumeId: other }));
      await call('of a volume that is not attached', updateAttachment(server, other, true));
      await call('of an unknown volume', updateAttachment(server, NOBODY, true));
      await call('by somebody of another project', updateAttachment(server, volume, true), as.outsider);
      await call('another device', {
        ...updateAttachment(server, volume, false),
        body: { volumeAttachment: { volumeId: volume, device: '/dev/vdz' } },
      });
      await call('what is listed afterwards', listAttachments(server, '2.79'));
    },
  },
];
