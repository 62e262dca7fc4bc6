/** Cinder's volumes: made, listed, and what stands against their end. */
import * as limits from '../../../src/openstack/block-storage/limits.ts';
import * as volumes from '../../../src/openstack/block-storage/volumes.ts';
import type { Case } from '../suite/case.ts';
import type { Stage } from '../suite/stage.ts';
import { cinder, nova, UNKNOWN } from './requests.ts';

const CREATE = 'block-storage.volumes.create';
const DELETE = 'block-storage.volumes.delete';
export const MADE = ['creating?', 'available'];

/** @returns the id of what a create has made, to be deleted at the end. */
export function madeVolume({ given, name }: Stage, as: string, body: unknown): string {
  const id = (body as { volume?: { id: string } }).volume?.id ?? '';
  given.removedLater('block-storage', `/volumes/${id}`);
  return name(as, id);
}

export const volumeCases: readonly Case[] = [
  {
    name: 'a new volume is accepted at once, and made while one looks',
    operation: CREATE,
    kind: 'course',
    async play(stage) {
      const { given, call, course, client, clientCall } = stage;
      const volume = { name: given.newName(), size: 1, metadata: { case: '4711' } };
      const made = await call('the wish', cinder('POST', '/volumes', { body: { volume } }));
      const first = madeVolume(stage, 'volume', made.body);
      await course('the volume', `/volumes/${first}`, MADE);
      await call('what it is', cinder('GET', `/volumes/${first}`));
      await call('what it is at 3.70', cinder('GET', `/volumes/${first}`, { microversion: '3.70' }));
      await clientCall('what it is, by the client', () => volumes.get(client.blockStorage, first));
      const own = await clientCall('a wish by the client', () =>
        volumes.create(client.blockStorage, { name: given.newName(), sizeGib: 1, metadata: {} }),
      );
      const second = madeVolume(stage, 'other', { volume: own });
      await course('the other volume', `/volumes/${second}`, MADE);
      await clientCall('its delete', () => volumes.remove(client.blockStorage, second));
      await course('the volume then', `/volumes/${second}`, ['deleting?', '404']);
      await clientCall('another delete', () => volumes.remove(client.blockStorage, second));
    },
  },
  {
    name: 'a new volume of something that is not there, or of no size, is refused',
    operation: CREATE,
    kind: 'refusal',
    async play({ call, client, clientCall }) {
      const wrong: Record<string, Partial<volumes.NewVolume>> = {
        'of an unknown volume': { sourceVolumeId: UNKNOWN },
        'of an unknown snapshot': { snapshotId: UNKNOWN },
        'of an unknown image': { imageId: UNKNOWN },
        'of no size': { sizeGib: 0 },
      };
      for (const [what, more] of Object.entries(wrong)) {
        const wish = { name: 'contract', sizeGib: 1, metadata: {}, ...more };
        await call(what, cinder('POST', '/volumes', { body: { volume: onTheWire(wish) } }));
        await clientCall(`${what}, by the client`, () => volumes.create(client.blockStorage, wish));
      }
    },
  },
  {
    name: 'an unknown volume is not found',
    operation: 'block-storage.volumes.get',
    kind: 'refusal',
    async play({ call, client, clientCall }) {
      await call('a look', cinder('GET', `/volumes/${UNKNOWN}`));
      await call('a delete', cinder('DELETE', `/volumes/${UNKNOWN}`));
      await clientCall('a look by the client', () => volumes.get(client.blockStorage, UNKNOWN));
      await clientCall('a delete by the client', () => volumes.remove(client.blockStorage, UNKNOWN));
    },
  },
  {
    name: 'an attached volume tells of its server, and is not deleted; nor while it is being detached',
    operation: DELETE,
    kind: 'refusal',
    async play({ given, call, course, client, clientCall }) {
      const { server, volume } = await given.attachedVolume();
      await call('what it is', cinder('GET', `/volumes/${volume}`));
      await call('what it is at 3.70', cinder('GET', `/volumes/${volume}`, { microversion: '3.70' }));
      await clientCall('what it is, by the client', () => volumes.get(client.blockStorage, volume));
      await call('the delete', cinder('DELETE', `/volumes/${volume}`));
      await clientCall('the delete by the client', () => volumes.remove(client.blockStorage, volume));
      await given.atOnce(async () => {
        await call('the detach', nova('DELETE', `/servers/${server}/os-volume_attachments/${volume}`));
        await call('a delete right after', cinder('DELETE', `/volumes/${volume}`));
      });
      await course('the volume', `/volumes/${volume}`, ['detaching attached?', 'available']);
      await clientCall('a delete once it is free', () => volumes.remove(client.blockStorage, volume));
      await course('the volume then', `/volumes/${volume}`, ['deleting?', '404']);
    },
  },
  {
    name: 'volumes are listed by their whole name, in pages as long as one wishes',
    operation: 'block-storage.volumes.list',
    kind: 'listing',
    async play({ given, call, client, clientCall, name }) {
      const shared = name('shared', given.newName());
      for (const as of ['one', 'other']) await given.volume({ as, more: { name: shared } });
      const all = await clientCall('by the client', () => volumes.list(client.blockStorage, { name: shared }));
      // The youngest comes first, and of those of the same second anyone.
      const [first = '', second = ''] = (all ?? []).map(({ id }) => id);
      name('first', first);
      name('second', second);
      await call('both', cinder('GET', `/volumes/detail?name=${shared}`));
      await call(
        'a part of the name',
        cinder('GET', `/volumes/detail?name=${name('its beginning', shared.slice(0, -1))}`),
      );
      await call('none', cinder('GET', '/volumes/detail?name=no-volume-has-this-name'));
      await call('a page of one', cinder('GET', `/volumes/detail?name=${shared}&limit=1`));
      await call('the page after', cinder('GET', `/volumes/detail?name=${shared}&limit=1&marker=${first}`));
      await call('a marker that is none', cinder('GET', `/volumes/detail?marker=${UNKNOWN}`));
      await clientCall('by pages of one, which the client turns', () =>
        client.blockStorage.list(volumes.Volume, 'volumes', '/volumes/detail', {
          params: { name: shared, limit: '1' },
        }),
      );
    },
  },
  {
    name: 'Cinder tells what a project uses and what it may',
    operation: 'block-storage.limits.get',
    kind: 'success',
    async play({ call, client, clientCall }) {
      await call('the limits', cinder('GET', '/limits'));
      await clientCall('by the client', () => limits.get(client.blockStorage));
    },
  },
];

const onTheWire = ({ sizeGib, sourceVolumeId, snapshotId, imageId, ...rest }: volumes.NewVolume): unknown => ({
  ...rest,
  size: sizeGib,
  source_volid: sourceVolumeId,
  snapshot_id: snapshotId,
  imageRef: imageId,
});
