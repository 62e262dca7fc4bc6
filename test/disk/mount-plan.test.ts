import { describe, expect, it } from 'vitest';
import type { BlockDevice } from '../../src/disk/block-device.ts';
import { isMount, type Mount, type NotMountable, planMount } from '../../src/disk/mount-plan.ts';
import { deviceWith } from './handmade-device.ts';

const planOf = (
  values: Record<string, string>,
  change: Partial<Pick<BlockDevice['blkid'], 'exit' | 'error'> & BlockDevice> = {},
): Mount | NotMountable => {
  const { exit = 0, error = '', ...rest } = change;
  return planMount(deviceWith('/dev/vdb1', { sizeBytes: 1024 ** 3, blkid: { exit, values, error }, ...rest }), 7);
};

describe('a file system', () => {
  it.each([
    ['ext2', 'ro'],
    ['ext3', 'ro,noload'],
    ['ext4', 'ro,noload'],
    ['xfs', 'ro,norecovery,nouuid'],
    ['btrfs', 'ro,rescue=nologreplay,subvolid=5'],
    ['vfat', 'ro'],
    ['iso9660', 'ro'],
    ['squashfs', 'ro'],
  ])('%s is mounted with %s, and nothing on it can run, be a device or give rights', (fstype, options) => {
    expect(planOf({ TYPE: fstype, LABEL: '../../etc' })).toEqual({
      source: '/dev/vdb1',
      target: '/recovery/m7',
      fstype,
      options: [...options.split(','), 'nosuid', 'nodev', 'noexec'],
    });
  });

  it.each(['reiserfs', 'hfsplus', 'constructor', '__proto__', 'toString'])('%s is left to a person', (fstype) => {
    const plan = planOf({ TYPE: fstype });
    expect(plan).toMatchObject({ verdict: 'unsupported', reason: `File system ${fstype} is not mounted here.` });
    expect(plan).toHaveProperty('advice', expect.stringContaining('read-only'));
  });
});

describe('what holds no files that can be mounted', () => {
  it.each([
    ['swap', 'not-a-filesystem', 'Nothing to recover here.'],
    ['LVM2_member', 'not-a-filesystem', 'Its logical volumes are listed beside it.'],
    ['linux_raid_member', 'unsupported', 'mdadm --examine'],
    ['jbd', 'not-a-filesystem', 'a replay belongs on clones of both'],
    ['vdo', 'unsupported', 'work on a clone'],
    ['stratis', 'unsupported', 'work on a clone'],
    ['drbd', 'unsupported', 'map it without its end'],
    ['isw_raid_member', 'unsupported', 'on clones of all its disks'],
    ['crypto_LUKS', 'encrypted', 'cryptsetup open --readonly'],
    ['BitLocker', 'encrypted', 'recovery key'],
    ['zfs_member', 'unsupported', 'zpool import -o readonly=on'],
    ['bcache', 'unsupported', 'work on a clone'],
  ])('%s is %s, with the advice %j', (fstype, verdict, advice) => {
    const plan = planOf({ TYPE: fstype });
    expect(plan).toMatchObject({ verdict });
    expect(plan).toHaveProperty('advice', expect.stringContaining(advice));
  });

  it('several contradictory signatures are for an expert, even if one of them is an ext4', () => {
    expect(planOf({ TYPE: 'ext4' }, { exit: 8 })).toMatchObject({ verdict: 'ambiguous-signatures' });
  });

  it('nothing at all is unknown, not empty: it may be encrypted without a header', () => {
    expect(planOf({}, { exit: 2 })).toMatchObject({
      verdict: 'unknown-signature',
      reason: 'Nothing is recognised on it: empty, wiped, or encrypted without a header.',
    });
  });

  it('a partition of a megabyte without a signature belongs to a boot loader', () => {
    expect(planOf({}, { exit: 2, sizeBytes: 1024 ** 2 })).toMatchObject({ verdict: 'not-a-filesystem' });
  });

  it('a BIOS boot partition is none that was wiped', () => {
    const values = { PART_ENTRY_SCHEME: 'gpt', PART_ENTRY_TYPE: '21686148-6449-6e6f-744e-656564454649' };
    expect(planOf(values, { sizeBytes: 4 * 1024 ** 2 })).toMatchObject({ verdict: 'not-a-filesystem' });
  });

  it('a partition table without partitions is told as one', () => {
    expect(planOf({ PTTYPE: 'dos' })).toMatchObject({
      verdict: 'empty',
      advice: expect.stringContaining('sfdisk --dump') as string,
    });
  });

  it.each(['0x5', '0xf', '0x85'])('an extended partition (%s) is no damaged table', (type) => {
    expect(planOf({ PTTYPE: 'dos', PART_ENTRY_SCHEME: 'dos', PART_ENTRY_TYPE: type })).toMatchObject({
      verdict: 'not-a-filesystem',
      advice: 'Its logical partitions are listed beside it.',
    });
  });

  it.each([
    [{ exit: 2, error: 'blkid: error: /dev/vdb1: Input/output\nerror' }, 'blkid: error: /dev/vdb1: Input/output error'],
    [{ exit: 124, error: '' }, 'blkid ended with 124'],
  ])('a device that could not be read is never called empty (%j)', (blkid, words) => {
    const plan = planOf({}, blkid);
    expect(isMount(plan)).toBe(false);
    expect(plan).toHaveProperty('reason', `It could not be read: ${words}`);
  });
});
