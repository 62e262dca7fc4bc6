/** What Cinder lets a member do to a volume that Nova has attached, past Nova. */
import { z } from 'zod';
import type { Request } from '../suite/caller.ts';
import type { Case } from '../suite/case.ts';
import { detach, getVolume, listAttachments } from './nova-requests.ts';

const ACTION = 'block-storage.volumes.action';

const act = (volume: string, name: string, wish: unknown = null): Request => ({
  method: 'POST',
  service: 'block-storage',
  path: `/volumes/${volume}/action`,
  body: { [name]: wish },
});
const attachment = (method: 'GET' | 'DELETE', path: string): Request => ({
  method,
  service: 'block-storage',
  path: `/attachments${path}`,
  microversion: '3.27',
});

const Listed = z.object({ attachments: z.array(z.looseObject({ id: z.string() })) });

export const cinderBackDoorCases: readonly Case[] = [
  {
    name: 'a member has Cinder say of an attached volume that it is being detached, though nothing happens',
    operation: ACTION,
    kind: 'side effect',
    async play({ given, call }) {
      const { server, volume } = await given.attachedVolume();
      await given.lock(server);
      await call('begin', act(volume, 'os-begin_detaching'));
      await call('the volume', getVolume(volume));
      await call('begin again', act(volume, 'os-begin_detaching'));
      await call("Nova's list", listAttachments(server, '2.89'));
      await given.unlock(server);
      await call("Nova's detach", detach(server, volume));
      await call('roll back', act(volume, 'os-roll_detaching'));
      await call('the volume then', getVolume(volume));
      await call('roll back again', act(volume, 'os-roll_detaching'));
    },
  },
  {
    name: 'a member does not take an attached volume off its server by Cinder',
    operation: ACTION,
    kind: 'refusal',
    async play({ given, call, as }) {
      const { volume } = await given.attachedVolume();
      const list = await call('its attachments', attachment('GET', `?volume_id=${volume}`));
      const [id = ''] = Listed.parse(list.body).attachments.map((each) => each.id);
      await call('os-detach', act(volume, 'os-detach', { attachment_id: id }));
      await call('os-force_detach', act(volume, 'os-force_detach', { attachment_id: id }));
      await call('os-reset_status', act(volume, 'os-reset_status', { status: 'available' }));
      await call('a delete of the volume', { method: 'DELETE', service: 'block-storage', path: `/volumes/${volume}` });
      await call('begin by somebody of another project', act(volume, 'os-begin_detaching'), as.outsider);
      await call('the volume afterwards', getVolume(volume));
    },
  },
  {
    name: 'a member does not delete the attachment that Nova uses',
    operation: 'block-storage.attachments.delete',
    kind: 'refusal',
    async play({ given, call }) {
      const { volume } = await given.attachedVolume();
      const list = await call('its attachments', attachment('GET', `?volume_id=${volume}`));
      const [id = ''] = Listed.parse(list.body).attachments.map((each) => each.id);
      await call('its deletion', attachment('DELETE', `/${id}`));
      await call('the volume afterwards', getVolume(volume));
    },
  },
  {
    name: 'Cinder lists the attachments of a volume, and none of a free one',
    operation: 'block-storage.attachments.list',
    kind: 'listing',
    async play({ given, call }) {
      const { volume } = await given.attachedVolume();
      const free = await given.volume({ as: 'free' });
      await call('of an attached volume', attachment('GET', `?volume_id=${volume}`));
      await call('of a free one', attachment('GET', `?volume_id=${free}`));
    },
  },
];
