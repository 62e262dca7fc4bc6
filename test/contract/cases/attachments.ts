import type { SimulatedCloud } from '../../../simulators/openstack/cloud.ts';
import { IMAGE_DEBIAN, SERVER_BFV, SERVER_DATA, VOLUME_LVM, VOLUME_PART } from '../../../simulators/openstack/seed.ts';
import { addRecovery, addSpare, free, RECOVERY, unlock } from '../world.ts';
import type { Case } from './case.ts';

/** The locked server and the volume of the recordings as admin. */
const OTHER = { server: '4e0f6eb5-72a2-47fd-97a4-07f14b1259c7', volume: 'b75190af-860e-4ac6-b1c8-3dd5962d5cb3' };
const BROKEN = '50634c6c-406b-4a0f-a726-c16388c50329';

function otherLocked(cloud: SimulatedCloud): void {
  cloud.addServer({ id: OTHER.server, name: 'compromised-data', imageId: IMAGE_DEBIAN, flavor: 'c1-7.5gb-30' });
  cloud.attach(
    OTHER.server,
    cloud.addVolume({ id: '11111111-1111-4111-8111-111111111111', name: 'first', size: 1 }).id,
  );
  cloud.addVolume({ id: OTHER.volume, name: 'data-lvm', size: 1 });
  cloud.lock(OTHER.server, 'sysadmin', 'Compromised');
}
const listed = (microversion: string, what: string): Case => ({
  name: `attachments at ${microversion}: ${what}`,
  recording: `11-locked-data-attachments-${microversion}`,
});
const recoveryAndSpare = (cloud: SimulatedCloud): void => {
  addRecovery(cloud);
  addSpare(cloud);
};
const freePart = (cloud: SimulatedCloud): void => {
  unlock(cloud, SERVER_DATA);
  free(cloud, VOLUME_PART);
  addRecovery(cloud);
};
const shelved = (cloud: SimulatedCloud): void => {
  unlock(cloud, SERVER_BFV);
  addSpare(cloud);
  cloud.attach(SERVER_BFV, '22b235cc-137a-41b6-9a0b-f4851a343e7a');
  cloud.server(SERVER_BFV).status = 'SHELVED_OFFLOADED';
};

export const attachmentCases: readonly Case[] = [
  listed('2.1', 'id and device'),
  listed('2.70', 'with a tag'),
  listed('2.79', 'with delete_on_termination'),
  listed('2.89', 'without id, with attachment_id'),
  { name: 'a root volume is not detached: root comes before lock', recording: '14-locked-detach-root-as-member' },
  { name: 'not even by an admin', recording: '70-detach-root-locked-as-admin', as: 'admin' },
  {
    name: 'nor from a shelved server, whose state comes before all',
    recording: '71-detach-root-shelved-offloaded',
    arrange: shelved,
  },
  {
    name: 'nothing is detached from a shelved server',
    recording: '71-detach-data-from-shelved',
    arrange: shelved,
  },
  {
    name: 'an admin detaches from a locked server',
    recording: '16-locked-detach-data-as-admin',
    as: 'admin',
    arrange: (cloud) => {
      otherLocked(cloud);
      cloud.attach(OTHER.server, OTHER.volume);
    },
  },
  {
    name: 'an admin attaches to a locked server, at 2.1 without tag',
    recording: '16-locked-attach-back-as-admin',
    as: 'admin',
    arrange: otherLocked,
  },
  {
    name: 'a detach is accepted without a word',
    recording: '51-detach-part',
    arrange: (cloud) => unlock(cloud, SERVER_DATA),
  },
  {
    name: 'a second detach at once is refused',
    recording: '51-detach-part-again-at-once',
    arrange: (cloud) => {
      unlock(cloud, SERVER_DATA);
      cloud.volume(VOLUME_PART).status = 'detaching';
    },
  },
  { name: 'a detach of what is detached is not found', recording: '51-detach-part-when-gone', arrange: freePart },
  { name: 'a detach of an unknown volume is not found', recording: '80-detach-404', arrange: (c) => addRecovery(c) },
  {
    name: 'what becomes of a volume of a locked server may be changed by a member',
    recording: '14-locked-put-delete-on-termination-as-member',
  },
  { name: 'but not before 2.85', recording: '14-put-delete-on-termination-at-2.84' },
  { name: 'another volume in its place is refused by policy', recording: '72-put-with-other-volume' },
  { name: 'an attach is answered at once', recording: '52-attach-part', arrange: freePart },
  {
    name: 'and the volume is only reserved',
    recording: '52-volume-part-attaching',
    arrange: (cloud) => {
      freePart(cloud);
      cloud.volume(VOLUME_PART).status = 'reserved';
    },
  },
  {
    name: 'a volume in use elsewhere is not attached',
    recording: '50-attach-in-use-volume',
    arrange: (cloud) => addRecovery(cloud),
  },
  {
    name: 'nor one that is attached here',
    recording: '54-attach-twice',
    arrange: (cloud) => {
      freePart(cloud);
      cloud.attach(RECOVERY, VOLUME_PART);
    },
  },
  {
    name: 'a device that was wished for is ignored',
    recording: '54-attach-taken-device',
    arrange: (cloud) => {
      freePart(cloud);
      free(cloud, VOLUME_LVM);
      addSpare(cloud);
      cloud.attach(RECOVERY, VOLUME_PART);
      cloud.attach(RECOVERY, VOLUME_LVM);
    },
  },
  { name: 'a volume id that is none', recording: '54-attach-bad-id', arrange: (cloud) => addRecovery(cloud) },
  { name: 'an attach to an unknown server', recording: '54-attach-unknown-server', arrange: recoveryAndSpare },
  { name: 'an attach of an unknown volume', recording: '54-attach-unknown-volume', arrange: recoveryAndSpare },
  {
    name: 'an attach while the server is being built',
    recording: '40-attach-while-building',
    arrange: (cloud) => {
      addSpare(cloud);
      addRecovery(cloud, { status: 'BUILD', taskState: 'scheduling' });
    },
  },
  {
    name: 'an attach while the server is in rescue',
    recording: '90-attach-while-rescued',
    arrange: (cloud) => {
      addSpare(cloud);
      addRecovery(cloud, { id: SERVER_DATA, status: 'RESCUE' });
    },
  },
  {
    name: 'an attach that will fail is accepted like any other',
    recording: '77-attach-broken-volume',
    arrange: (cloud, faults) => {
      freePart(cloud);
      for (const id of ['1', '2', '3'].map((digit) => digit.repeat(8) + '-0000-4000-8000-000000000000'))
        cloud.attach(RECOVERY, cloud.addVolume({ id, name: id, size: 1 }).id);
      cloud.addVolume({ id: BROKEN, name: 'broken', size: 1 });
      faults.attachReturnsToAvailable(BROKEN);
    },
  },
];
