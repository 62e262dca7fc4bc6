/** The journal of a logical volume is replayed on a clone, whose group gets a name and UUIDs of its own. */
import { randomUUID } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { VolumeInspection } from '../../src/contract/inspection.ts';
import { inspectVolumes } from '../../src/disk/inspect-volumes.ts';
import { replayOn } from '../../src/disk/replay.ts';
import { replayObjection } from '../../src/report/replayable.ts';
import { DISK_TOOLS_TIMEOUT_MS } from '../support/disk-tools.ts';
import { sha256Of } from './bench.ts';
import { DISK_BYTES, disksMadeBy, FILLED, kernelOver, MAPPINGS, openFolder } from './made-disks.ts';
import type { Kernel } from './user-mode-linux.ts';

// Seconds on an idle machine; disks are hashed, and other test files work beside this one.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

let close: () => Promise<void>;
beforeAll(async () => {
  close = await openFolder();
}, DISK_TOOLS_TIMEOUT_MS);
afterAll(() => close());

const NEWEST = 'written-just-before.txt';

/** The second disk becomes the first as it is while a file of it is in the journal alone. */
const switchedOff = (home: string): string => `
vgcreate vgdata /dev/ubda
${home}; mkfs.ext4 -q /dev/vgdata/home; ${FILLED('/dev/vgdata/home')}
lvcreate -y -L 64M -n clean vgdata; mkfs.ext4 -q /dev/vgdata/clean; ${FILLED('/dev/vgdata/clean')}
mount /dev/vgdata/home /tmp/fill
echo a chapter > /tmp/fill/${NEWEST}
sync /tmp/fill/${NEWEST}
dd if=/dev/ubda of=/dev/ubdb bs=1M iflag=direct oflag=direct
umount /tmp/fill
vgchange --config 'global { thin_check_executable = "" }' -an vgdata`;

const files = (volume: VolumeInspection | undefined, name: string): string[] | undefined =>
  volume?.filesystems
    .find(({ stack }) => stack.at(-1) === name)
    ?.listing?.entries.map((entry) => entry.path)
    .toSorted();

const NO_CHECKS = `--config 'global { thin_check_executable = "" }'`;

it.each([
  ['plain', 'lvcreate -y -L 64M -n home vgdata'],
  [
    'thin',
    `lvcreate -y ${NO_CHECKS} --type thin-pool -L 96M -n pool vgdata; lvcreate -y ${NO_CHECKS} -V 64M --thinpool pool -n home vgdata`,
  ],
])('of a %s one leaves the original active and as it is, and shows the newest file beside it', async (_what, home) => {
  const [, disk = ''] = await disksMadeBy(switchedOff(home), 2);
  const before = await sha256Of(disk);
  const clone = `${disk}-clone`;
  await copyFile(disk, clone);
  const kernel = await kernelOver([disk, clone]);
  try {
    await replayIn(kernel);
  } finally {
    await kernel.end();
  }
  expect(await sha256Of(disk)).toBe(before);
  expect(await sha256Of(clone)).not.toBe(before);
});

it('writes nothing to a clone that has only a part of its group', async () => {
  const [disk = ''] = await disksMadeBy(
    `vgcreate vgboth /dev/ubda /dev/ubdb
     lvcreate -y -L 64M -n home vgboth; mkfs.ext4 -q /dev/vgboth/home
     vgchange -an vgboth`,
    2,
  );
  const clone = `${disk}-clone`;
  await copyFile(disk, clone);
  const before = await sha256Of(clone);
  const kernel = await kernelOver([disk, clone]);
  try {
    const guest = kernel.guest({ evidence: '/dev/ubda', clone: '/dev/ubdb' });
    const { code, stderr } = await guest.raw('replay', { clone: 'clone', evidence: ['evidence'] });
    expect([code, stderr]).toEqual([1, expect.stringContaining("volume group 'vgboth' is not whole on it")]);
  } finally {
    await kernel.end();
  }
  expect(await sha256Of(clone)).toBe(before);
});

async function replayIn(kernel: Kernel): Promise<void> {
  const [original, cloneId] = [randomUUID(), randomUUID()];
  const guest = kernel.guest({ [original]: '/dev/ubda', [cloneId]: '/dev/ubdb' });
  const shown = { volumeId: original, originalVolumeId: original, sizeBytes: DISK_BYTES };
  const [volume] = await inspectVolumes(guest, [shown]);
  expect(files(volume, 'home')).toEqual(['lost+found', 'thesis.txt']);
  expect(volume && replayObjection(volume, [volume])).toBeNull();

  const active = await kernel.script(MAPPINGS);
  const group = `vgdata-${cloneId.slice(0, 8)}`;
  const home = `/dev/mapper/${group.replaceAll('-', '--')}-home`;
  expect(await replayOn(guest, cloneId, [original])).toEqual([{ path: home, fstype: 'ext4', error: '' }]);
  expect(await kernel.script(MAPPINGS)).toBe(active);
  expect(await replayOn(guest, cloneId, [original])).toEqual([]);

  const [again, replayed] = await inspectVolumes(guest, [shown, { ...shown, volumeId: cloneId, replayOf: original }]);
  expect(files(again, 'home')).toEqual(['lost+found', 'thesis.txt']);
  expect(files(replayed, 'home')).toEqual(['lost+found', 'thesis.txt', NEWEST]);
  expect(files(replayed, 'clean')).toEqual(['lost+found', 'thesis.txt']);
  expect(again?.filesystems.slice(1).map(({ mount }) => mount)).toEqual(
    volume?.filesystems.slice(1).map(({ mount }) => mount),
  );
  expect(replayed).toMatchObject({ replayOf: original, readOnly: true });
  expect([again, replayed].map((each) => JSON.stringify(each?.layers).includes('journal-not-replayed'))).toEqual([
    true,
    false,
  ]);
  await guest.call('release', {});
  expect(await kernel.script(MAPPINGS)).toBe('');
}
