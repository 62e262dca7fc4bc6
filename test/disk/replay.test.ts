/** Which disks' journals can be replayed on a clone beside them. */
import { describe, expect, it } from 'vitest';
import type { VolumeInspection } from '../../src/contract/inspection.ts';
import { inspectVolumes } from '../../src/disk/inspect-volumes.ts';
import { replayOn } from '../../src/disk/replay.ts';
import { replayObjection, volumeToReplay } from '../../src/report/replayable.ts';
import { recordingOf, ReplayedGuest, volumesOf } from './replayed-guest.ts';

async function found(recipe: string): Promise<VolumeInspection> {
  const disk = recordingOf(recipe);
  const [volume] = await inspectVolumes(new ReplayedGuest([disk]), volumesOf(disk));
  if (volume === undefined) throw new Error(`nothing was found of ${recipe}`);
  return { ...volume, volumeId: recipe };
}

const objectionTo = async (recipe: string): Promise<string | null> => {
  const volume = await found(recipe);
  return replayObjection(volume, [volume]);
};

describe('the journal of a disk', () => {
  it.each(['dirty-ext3', 'dirty-ext4', 'dirty-xfs', 'dirty-lvm'])('can be replayed on a clone: %s', async (recipe) => {
    expect(await objectionTo(recipe)).toBeNull();
  });

  it.each([
    ['dirty-btrfs', 'a btrfs'],
    ['md-raid1', 'a member of a software RAID'],
  ])('can not where the clone would be taken for its original: %s', async (recipe, what) => {
    expect(await objectionTo(recipe)).toBe(
      `volume ${recipe} holds ${what}, which can not be told apart from that of its clone in one server. Make a volume of its snapshot, attach that to a server of your own, and mount it there`,
    );
  });

  it.each(['lvm-two-volumes', 'lvm-two-volumes-one-missing', 'lvm-missing-pv'])(
    'can not where its volume group is not whole on it: %s',
    async (recipe) => {
      expect(await objectionTo(recipe)).toContain('holds a part of a volume group of LVM');
    },
  );

  it.each(['data-part', 'ext4-external-journal', 'luks2'])('holds nothing to replay: %s', async (recipe) => {
    expect(await objectionTo(recipe)).toBe(`volume ${recipe}: no file system is known to hold changes in its journal`);
  });

  it('is left alone where the whole of what lies beside it is not known', async () => {
    const volume = { ...(await found('dirty-ext4')), layers: null };
    expect(replayObjection(volume, [volume])).toContain('is not known whole');
  });

  it('of what a person has opened is not replayed, since its clone is closed', async () => {
    const volume = await found('luks2');
    const [encrypted] = volume.layers?.children ?? [];
    const unclean = (await found('dirty-ext4')).layers?.children ?? [];
    if (volume.layers === null || encrypted === undefined) throw new Error('luks2 has no layers');
    const layers = { ...volume.layers, children: [{ ...encrypted, children: unclean }] };
    expect(replayObjection({ ...volume, layers }, [])).toContain('no file system is known');
  });
});

describe('the volume that is meant', () => {
  const objection = (text: string) => ({ objection: expect.stringContaining(text) as string });

  it('is the only one with an unclean journal, or the one that is named by either id', async () => {
    const [unclean, clean] = [
      { ...(await found('dirty-xfs')), originalVolumeId: 'original' },
      await found('data-part'),
    ];
    const volumes = [clean, unclean];
    expect(volumeToReplay(volumes, null)).toBe(unclean);
    expect(volumeToReplay(volumes, unclean.volumeId)).toBe(unclean);
    expect(volumeToReplay(volumes, 'original')).toBe(unclean);
    expect(volumeToReplay(volumes, clean.volumeId)).toEqual(objection('volume data-part: no file system is known'));
    expect(volumeToReplay(volumes, 'another')).toEqual(objection('it has data-part, dirty-xfs'));
  });

  it('is asked for where several have one, of which one may not be able to', async () => {
    const [ext4, xfs, btrfs] = [await found('dirty-ext4'), await found('dirty-xfs'), await found('dirty-btrfs')];
    expect(volumeToReplay([ext4, xfs], null)).toEqual(
      objection('say which volume is meant, "volumeId": "dirty-ext4" or "dirty-xfs"'),
    );
    expect(volumeToReplay([ext4, btrfs], null)).toBe(ext4);
    expect(volumeToReplay([btrfs], null)).toEqual(objection('holds a btrfs'));
    expect(volumeToReplay([], null)).toEqual(objection('no file system is known'));
  });

  it('is no clone, and none that has a clone already', async () => {
    const ext4 = await found('dirty-ext4');
    const clone = { ...ext4, volumeId: 'clone', replayOf: ext4.volumeId };
    expect(volumeToReplay([ext4, clone], ext4.volumeId)).toEqual(objection('was replayed already'));
    expect(volumeToReplay([ext4, clone], 'clone')).toEqual(objection('no such volume'));
  });
});

it('tells what the program answered, without what a disk may have put into it', async () => {
  const error = 'mount: \u001b[31mwrong fs type';
  const guest = { call: () => Promise.resolve({ replayed: [{ path: '/dev/vdd1', fstype: 'ext4', error }] }) };
  const [replayed] = await replayOn(guest, 'clone', ['evidence']);
  expect(replayed).toMatchObject({ path: '/dev/vdd1', fstype: 'ext4' });
  expect(replayed?.error).not.toContain('\u001b');
  const other = { call: () => Promise.resolve({ replayed: 'all' }) };
  await expect(replayOn(other, 'clone', ['evidence'])).rejects.toThrow(
    'recovery-guest replay answered something unexpected',
  );
});
