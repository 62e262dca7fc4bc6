/** The names of a simulated guest's disks: those that a real kernel gave (test/contract-suite/cases/guests.ts). */
import { expect, it } from 'vitest';
import { GuestDisks } from '../../../simulators/ssh-host/guest-disks.ts';

const names = (disks: GuestDisks): string[] => disks.attached.map(({ volumeId, name }) => `${volumeId} ${name}`);
const volume = (volumeId: string) => ({ volumeId, sizeGib: 1, disk: 'data-part' });

it('gives the first letter that is free', () => {
  const disks = new GuestDisks();
  for (const id of ['a', 'b', 'c']) disks.attach(volume(id));
  disks.detach('b');
  disks.attach(volume('d'));
  expect(names(disks)).toEqual(['a vdb', 'c vdd', 'd vdc']);
});

it('gives the letter of a disk that went while it was mounted to none, not even to the same disk', () => {
  const disks = new GuestDisks();
  disks.attach(volume('a'));
  disks.mount();
  disks.detach('a');
  disks.attach(volume('a'));
  expect(names(disks)).toEqual(['a vdc']);
});

it('gives it again once nothing of it is mounted any more', () => {
  const disks = new GuestDisks();
  disks.attach(volume('a'));
  disks.mount();
  disks.detach('a');
  disks.release();
  disks.attach(volume('a'));
  expect(names(disks)).toEqual(['a vdb']);
});
