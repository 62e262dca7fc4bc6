/** Cinder's snapshots: of attached volumes, by microversion; what they hold, and what holds them. */
import * as snapshots from '../../../src/openstack/block-storage/snapshots.ts';
import * as volumes from '../../../src/openstack/block-storage/volumes.ts';
import type { Case } from '../suite/case.ts';
import type { Stage } from '../suite/stage.ts';
import { cinder, UNKNOWN } from './requests.ts';

const CREATE = 'block-storage.snapshots.create';
const MADE = ['creating?', 'available'];
const GONE = ['deleting?', '404'];

const wish = (volume_id: string, more: object, microversion?: string): ReturnType<typeof cinder> =>
  cinder('POST', '/snapshots', { body: { snapshot: { volume_id, name: 'contract', ...more } }, microversion });

function made({ given, name }: Stage, as: string, body: unknown): string {
  const id = (body as { snapshot?: { id: string } }).snapshot?.id ?? '';
  given.removedLater('block-storage', `/snapshots/${id}`);
  return name(as, id);
}

export const snapshotCases: readonly Case[] = [
  {
    name: 'an attached volume is snapshot with force before 3.66, and from there on without',
    operation: CREATE,
    kind: 'success',
    async play(stage) {
      const { given, call, course, client, clientCall } = stage;
      const { server, volume } = await given.attachedVolume();
      await given.lock(server);
      const wishes = {
        'with force': wish(volume, { force: true, metadata: { case: '4711' } }),
        'at 3.66 without force': wish(volume, {}, '3.66'),
        'at 3.66 with force, which counts for nothing': wish(volume, { force: true }, '3.66'),
      };
      for (const [what, request] of Object.entries(wishes)) {
        const snapshot = made(stage, what, (await call(what, request)).body);
        await course(what, `/snapshots/${snapshot}`, MADE);
        await call(`${what}: what it is`, cinder('GET', `/snapshots/${snapshot}`));
      }
      const own = await clientCall('by the client', () =>
        snapshots.create(client.blockStorage, {
          ...{ volumeId: volume, name: given.newName(), description: 'contract', metadata: { recovery: 'contract' } },
        }),
      );
      const last = made(stage, 'own', { snapshot: own });
      await course('the client’s', `/snapshots/${last}`, MADE);
      await clientCall('what it is, by the client', () => snapshots.get(client.blockStorage, last));
      await clientCall('its delete', () => snapshots.remove(client.blockStorage, last));
      await course('the client’s, then', `/snapshots/${last}`, GONE);
      await clientCall('another delete', () => snapshots.remove(client.blockStorage, last));
      await clientCall('a look afterwards', () => snapshots.get(client.blockStorage, last));
    },
  },
  {
    name: 'an attached volume is not snapshot without force before 3.66, nor with force: false from there on',
    operation: CREATE,
    kind: 'refusal',
    async play({ given, call }) {
      const { volume } = await given.attachedVolume();
      await call('without force', wish(volume, {}));
      await call('with force: false', wish(volume, { force: false }));
      await call('at 3.66 with force: false', wish(volume, { force: false }, '3.66'));
    },
  },
  {
    name: 'a snapshot of an unknown volume is refused',
    operation: CREATE,
    kind: 'refusal',
    async play({ call, client, clientCall }) {
      await call('of an unknown volume', wish(UNKNOWN, { force: true }));
      await clientCall('of an unknown volume, by the client', () =>
        snapshots.create(client.blockStorage, { volumeId: UNKNOWN, name: 'contract', description: '', metadata: {} }),
      );
    },
  },
  {
    name: 'an unknown snapshot is not found',
    operation: 'block-storage.snapshots.get',
    kind: 'refusal',
    async play({ call, client, clientCall }) {
      await call('a look', cinder('GET', `/snapshots/${UNKNOWN}`));
      await call('a delete', cinder('DELETE', `/snapshots/${UNKNOWN}`));
      await clientCall('a look by the client', () => snapshots.get(client.blockStorage, UNKNOWN));
      await clientCall('a delete by the client', () => snapshots.remove(client.blockStorage, UNKNOWN));
    },
  },
  {
    name: 'a volume with snapshots is not deleted',
    operation: 'block-storage.volumes.delete',
    kind: 'refusal',
    async play({ given, call, course, client, clientCall }) {
      const volume = await given.volume();
      const snapshot = await given.snapshot(volume);
      await call('the delete', cinder('DELETE', `/volumes/${volume}`));
      await clientCall('the delete by the client', () => volumes.remove(client.blockStorage, volume));
      await call('the volume', cinder('GET', `/volumes/${volume}`));
      await call('the delete of the snapshot', cinder('DELETE', `/snapshots/${snapshot}`));
      await course('the snapshot', `/snapshots/${snapshot}`, GONE);
      await call('the delete then', cinder('DELETE', `/volumes/${volume}`));
      await course('the volume then', `/volumes/${volume}`, GONE);
    },
  },
  {
    name: 'a snapshot with a volume made from it is deleted in words only, until that volume is gone',
    operation: 'block-storage.snapshots.delete',
    kind: 'side effect',
    async play({ given, call, course, client, clientCall }) {
      const source = await given.volume({ as: 'source' });
      const snapshot = await given.snapshot(source);
      const copy = await given.volume({ as: 'copy', more: { snapshot_id: snapshot } });
      await clientCall('the delete', () => snapshots.remove(client.blockStorage, snapshot));
      await course('the snapshot', `/snapshots/${snapshot}`, ['deleting?', 'available']);
      await call('what it is', cinder('GET', `/snapshots/${snapshot}`));
      await call('the source', cinder('DELETE', `/volumes/${source}`));
      await call('the delete of the copy', cinder('DELETE', `/volumes/${copy}`));
      await course('the copy', `/volumes/${copy}`, GONE);
      await call('the delete then', cinder('DELETE', `/snapshots/${snapshot}`));
      await course('the snapshot then', `/snapshots/${snapshot}`, GONE);
    },
  },
  {
    name: 'snapshots are listed by their volume, in pages as long as one wishes',
    operation: 'block-storage.snapshots.list',
    kind: 'listing',
    async play({ given, call, client, clientCall, name }) {
      const volume = await given.volume();
      for (const as of ['one', 'other']) await given.snapshot(volume, as);
      const all = await clientCall('by the client', () => snapshots.list(client.blockStorage, { volumeId: volume }));
      // The youngest comes first, and of those of the same second anyone.
      for (const [place, { id }] of (all ?? []).entries()) name(place === 0 ? 'first' : 'second', id);
      await call('both', cinder('GET', `/snapshots/detail?volume_id=${volume}`));
      await call('none', cinder('GET', `/snapshots/detail?volume_id=${UNKNOWN}`));
      await call('a page of one', cinder('GET', `/snapshots/detail?volume_id=${volume}&limit=1`));
      await clientCall('by pages of one, which the client turns', () =>
        client.blockStorage.list(snapshots.Snapshot, 'snapshots', '/snapshots/detail', {
          params: { volume_id: volume, limit: '1' },
        }),
      );
    },
  },
];
