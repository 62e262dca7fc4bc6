/** Copies of volumes: of attached ones, of snapshots, of images; and what becomes of them when their source goes. */
import * as volumes from '../../../src/openstack/block-storage/volumes.ts';
import type { Case } from '../suite/case.ts';
import type { Stage } from '../suite/stage.ts';
import { cinder } from './requests.ts';
import { MADE, madeVolume } from './volumes.ts';

const CREATE = 'block-storage.volumes.create';

async function clientCopy(stage: Stage, as: string, more: Partial<volumes.NewVolume>): Promise<string> {
  const { given, client, clientCall, course } = stage;
  const wish = { name: given.newName(), sizeGib: 1, metadata: { recovery: 'contract' }, ...more };
  const made = await clientCall(`${as}, by the client`, () => volumes.create(client.blockStorage, wish));
  const copy = madeVolume(stage, as, { volume: made });
  await course(as, `/volumes/${copy}`, [...MADE.slice(0, 1), 'downloading?', ...MADE.slice(1)]);
  return copy;
}

export const cloneCases: readonly Case[] = [
  {
    name: 'attached volumes of a locked server are cloned, the one that it boots from too',
    operation: CREATE,
    kind: 'success',
    async play(stage) {
      const { given, call, course, client, clientCall, name } = stage;
      const server = await given.server({ fromVolume: true });
      const root = name('root', (await given.attachedTo(server))[0] ?? '');
      const volume = await given.volume();
      await given.attach(server, volume);
      await given.lock(server);
      const wish = (source_volid: string) =>
        cinder('POST', '/volumes', { body: { volume: { name: given.newName(), size: 1, source_volid } } });
      const ofRoot = await call('a clone of the root volume', wish(root));
      const rootClone = madeVolume(stage, 'root clone', ofRoot.body);
      await course('the clone of the root volume', `/volumes/${rootClone}`, MADE);
      await call('what it is', cinder('GET', `/volumes/${rootClone}`));
      await clientCall('what it is, by the client', () => volumes.get(client.blockStorage, rootClone));
      await call('the root volume', cinder('GET', `/volumes/${root}`));
      const ofData = await call('a clone of the other volume', wish(volume));
      const dataClone = madeVolume(stage, 'data clone', ofData.body);
      await course('the clone of the other volume', `/volumes/${dataClone}`, MADE);
      await clientCopy(stage, 'clone', { sourceVolumeId: volume });
    },
  },
  {
    name: 'a copy that is smaller than its source is refused',
    operation: CREATE,
    kind: 'refusal',
    async play({ given, call, client, clientCall }) {
      const source = await given.volume({ as: 'source', size: 2 });
      const snapshot = await given.snapshot(source);
      const small = (more: object) =>
        cinder('POST', '/volumes', { body: { volume: { name: 'contract', size: 1, ...more } } });
      await call('a clone', small({ source_volid: source }));
      await call('of a snapshot', small({ snapshot_id: snapshot }));
      const wish = { name: 'contract', sizeGib: 1, metadata: {}, sourceVolumeId: source };
      await clientCall('a clone by the client', () => volumes.create(client.blockStorage, wish));
    },
  },
  {
    name: 'a volume is made from a snapshot, and from an image that one can then boot',
    operation: CREATE,
    kind: 'success',
    async play(stage) {
      const { given, call, course, target } = stage;
      const source = await given.volume({ as: 'source' });
      const snapshot = await given.snapshot(source);
      const { blankImage } = target.furniture;
      stage.name('image', blankImage);
      const wish = (more: object) =>
        cinder('POST', '/volumes', { body: { volume: { name: given.newName(), size: 1, ...more } } });
      const ofSnapshot = madeVolume(
        stage,
        'of the snapshot',
        (await call('of a snapshot', wish({ snapshot_id: snapshot }))).body,
      );
      await course('the volume of the snapshot', `/volumes/${ofSnapshot}`, MADE);
      await call('what it is', cinder('GET', `/volumes/${ofSnapshot}`));
      const ofImage = madeVolume(
        stage,
        'of the image',
        (await call('of an image', wish({ imageRef: blankImage }))).body,
      );
      await course('the volume of the image', `/volumes/${ofImage}`, ['creating?', 'downloading?', 'available']);
      await call('what that is', cinder('GET', `/volumes/${ofImage}`));
      await clientCopy(stage, 'copy of the snapshot', { snapshotId: snapshot });
      await clientCopy(stage, 'copy of the image', { imageId: blankImage });
    },
  },
  {
    name: 'a clone outlives its source, and a clone of the clone both',
    operation: 'block-storage.volumes.delete',
    kind: 'side effect',
    async play(stage) {
      const { given, call, course } = stage;
      const source = await given.volume({ as: 'source' });
      const clone = await clientCopy(stage, 'clone', { sourceVolumeId: source });
      const second = await clientCopy(stage, 'second clone', { sourceVolumeId: clone });
      await call('the delete of the source', cinder('DELETE', `/volumes/${source}`));
      await course('the source', `/volumes/${source}`, ['deleting?', '404']);
      await call('the clone', cinder('GET', `/volumes/${clone}`));
      await call('the delete of the clone', cinder('DELETE', `/volumes/${clone}`));
      await course('the clone', `/volumes/${clone}`, ['deleting?', '404']);
      await call('the clone of the clone', cinder('GET', `/volumes/${second}`));
    },
  },
];
