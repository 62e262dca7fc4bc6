import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { VolumeInspection } from '../../src/contract/inspection.ts';
import { GuestAnswerError } from '../../src/disk/guest-protocol.ts';
import { inspectVolumes } from '../../src/disk/inspect-volumes.ts';
import { mountedFrom, wholeDisk } from './handmade-disk.ts';
import { type DiskRecording, recordingOf, ReplayedGuest, volumeOf } from './replayed-guest.ts';

const inspect = async (
  disk: DiskRecording,
  instead: Record<string, unknown> = {},
): Promise<{ guest: ReplayedGuest; volume: VolumeInspection | undefined }> => {
  const guest = new ReplayedGuest([disk], instead);
  const [volume] = await inspectVolumes(guest, [volumeOf(disk)]);
  return { guest, volume };
};

describe('a disk with nothing to mount', () => {
  it('that is empty is reported as unrecognised, with one call', async () => {
    const { guest, volume } = await inspect(wholeDisk());
    expect(guest.operations).toEqual(['probe']);
    expect(volume).toMatchObject({
      device: '/dev/vdb',
      partitionTable: null,
      readOnly: true,
      operatingSystems: [],
      warnings: [],
      filesystems: [{ fstype: null, stack: [], listing: null, mount: { verdict: 'unknown-signature' } }],
    });
  });

  it.each([
    ['swap', 'swap', 'not-a-filesystem'],
    ['crypto_LUKS', 'other', 'encrypted'],
    ['linux_raid_member', 'other', 'unsupported'],
  ])('that is %s is reported with its advice, with one call', async (fstype, role, verdict) => {
    const { guest, volume } = await inspect(wholeDisk({ values: { TYPE: fstype } }));
    expect(guest.operations).toEqual(['probe']);
    expect(volume?.filesystems).toMatchObject([{ fstype, role, mount: { status: 'not-mounted', verdict } }]);
  });
});

describe('a file system with a strange inside', () => {
  it('whose journal is dirty says that the newest files may be missing', async () => {
    const disk = recordingOf('data-part');
    for (const node of disk.volume.nodes) node.dirtyJournal = node.number === 1;
    const { volume } = await inspect(disk);
    expect(volume?.filesystems.map(({ mount }) => (mount.status === 'mounted' ? mount.note : null))).toEqual([
      'Its journal holds changes that were not replayed: the newest files may be missing here.',
      null,
    ]);
  });

  it('whose listing was cut is marked so', async () => {
    const disk = wholeDisk({ values: { TYPE: 'ext4' } });
    disk.mounts = [mountedFrom('/dev/vdb', { listing: { entries: [], truncated: true } })];
    expect((await inspect(disk)).volume?.filesystems[0]?.listing).toEqual({ entries: [], truncated: true });
  });

  it('has dates, whatever its inodes say', async () => {
    const dateOf = async (mtime: number): Promise<string | undefined> => {
      const disk = wholeDisk({ values: { TYPE: 'btrfs' } });
      const entries = [{ path: 'a', type: 'file' as const, size: 0, mtime }];
      disk.mounts = [mountedFrom('/dev/vdb', { listing: { entries, truncated: false } })];
      return (await inspect(disk)).volume?.filesystems[0]?.listing?.entries[0]?.modifiedAt;
    };
    expect(await dateOf(2 ** 63)).toBe('9999-12-31T23:59:59Z');
    await fc.assert(
      fc.asyncProperty(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), async (seconds) => {
        expect(await dateOf(Number(seconds))).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      }),
    );
  });
});

describe('an answer that is not what was agreed', () => {
  const refusalOf = async (instead: Record<string, unknown>, disk = recordingOf('data-lvm')): Promise<Error> => {
    const error = await inspect(disk, instead).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(GuestAnswerError);
    return error as Error;
  };

  it.each(['probe', 'activate', 'mount'])('to %s fails with a name and says which call it was', async (operation) => {
    for (const answer of [null, 'text', [], {}, 42])
      expect((await refusalOf({ [operation]: answer })).message).toMatch(
        new RegExp(`^recovery-guest ${operation} answered something unexpected`),
      );
  });

  it('names the place', async () => {
    const { volume } = recordingOf('data-lvm');
    const probe = {
      bootId: 'b',
      volumes: [{ ...volume, sizeBytes: -1 }],
      lvm: { pvs: [], vgs: [], lvs: [], error: '' },
    };
    expect((await refusalOf({ probe })).message).toContain('at volumes.0.sizeBytes');
  });

  it('does not get a group with a missing disk activated by an empty number', async () => {
    const disk = recordingOf('data-lvm');
    for (const group of disk.lvm.vgs) group.vg_missing_pv_count = '';
    expect((await refusalOf({}, disk)).message).toContain('at lvm.vgs.0.vg_missing_pv_count');
  });

  it('may not be endless', async () => {
    const disk = wholeDisk({ values: { TYPE: 'ext4' } });
    const entries = Array.from({ length: 201 }, () => ({ path: 'a', type: 'file' as const, size: 0, mtime: 0 }));
    disk.mounts = [mountedFrom('/dev/vdb', { listing: { entries, truncated: false } })];
    expect((await refusalOf({}, disk)).message).toContain('recovery-guest mount');
  });

  it('ends as the named failure, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('probe', 'activate', 'mount'), fc.jsonValue(), async (operation, answer) => {
        await refusalOf({ [operation]: answer });
      }),
    );
  });

  it('that leaves a file system out is told as one that could not be mounted', async () => {
    const { volume } = await inspect(recordingOf('data-part'), { mount: { mounts: [] } });
    expect(volume?.filesystems.map(({ mount }) => (mount.status === 'mounted' ? null : mount.reason))).toEqual([
      'It could not be mounted: no answer',
      'It could not be mounted: no answer',
    ]);
  });
});
