import { VOLUME_LVM, VOLUME_PART, VOLUME_ROOT } from '../../../simulators/openstack/seed.ts';
import { addSnapshot, free, SNAPSHOT } from '../world.ts';
import type { Arrange, Case } from './case.ts';

const withSnapshot: Arrange = (cloud) => addSnapshot(cloud, VOLUME_PART);
/** A volume made from the snapshot holds it. */
const withHeldSnapshot: Arrange = (cloud) => {
  addSnapshot(cloud, VOLUME_PART);
  cloud.addVolume({ id: '6c36deae-a7fc-4ea7-a8a4-ccd04aa53ca5', name: 'held', size: 1, snapshotId: SNAPSHOT });
};

export const volumeCases: readonly Case[] = [
  { name: 'an attached volume', recording: '15-volume-get-in-use' },
  { name: 'an attached volume at 3.70', recording: '15-volume-get-in-use-latest' },
  { name: 'the list of volumes', recording: '08-list-volumes' },
  { name: 'an unknown volume', recording: '80-volume-404' },
  { name: 'an attached volume is not deleted', recording: '15-volume-delete-in-use' },
  {
    name: 'nor one that has snapshots',
    recording: '23-source-with-snapshots-delete',
    arrange: (cloud) => {
      free(cloud, VOLUME_PART);
      addSnapshot(cloud, VOLUME_PART);
    },
  },
  { name: 'an attached volume of a locked server is cloned', recording: '22-clone-in-use-data' },
  { name: 'its root volume too', recording: '22-clone-in-use-root' },
  {
    name: 'a clone of a root volume can be booted and knows its image',
    recording: '22-clone-root-get',
    arrange: (cloud) =>
      cloud.addVolume({
        id: '5db6bdb9-0f63-4767-90fa-96b5c9b2d6fb',
        name: 'clone-root',
        size: 3,
        bootable: true,
        imageId: cloud.volume(VOLUME_ROOT).imageId,
        sourceVolumeId: VOLUME_ROOT,
      }),
  },
  { name: 'a clone that is too small is refused', recording: '22-clone-too-small' },
  { name: 'a volume from a snapshot', recording: '21-volume-from-snapshot', arrange: withSnapshot },
  {
    name: 'a full quota of volumes is 413 with a Retry-After that means nothing',
    recording: '81-quota-volumes',
    arrange: (cloud) => (cloud.quota.volumes = 1),
  },
  {
    name: 'a full quota of gigabytes is 413 too',
    recording: '81-quota-gigabytes',
    arrange: (cloud) => {
      cloud.volume(VOLUME_LVM).size = 12;
      cloud.quota.gigabytes = 1;
    },
  },
  { name: 'an attached volume is not snapshot without force', recording: '20-snapshot-in-use-no-force' },
  { name: 'an attached volume is snapshot with force', recording: '20-snapshot-in-use-force' },
  { name: 'from 3.66 on without force', recording: '20-snapshot-in-use-3.66-no-force' },
  { name: 'and force: false is refused there', recording: '20-snapshot-in-use-3.66-force-false' },
  { name: 'a snapshot', recording: '20-snapshot-get', arrange: withSnapshot },
  {
    name: 'the delete of a snapshot that a volume was made from is accepted',
    recording: '21-snapshot-delete-with-clone',
    arrange: withHeldSnapshot,
  },
];
