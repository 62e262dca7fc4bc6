import { describe, expect, it } from 'vitest';
import { expectationOf, findingsOf } from '../../../lab/disks/expectation.ts';
import { recipeNames } from '../../../lab/disks/recipes.ts';
import { USUAL } from '../../../lab/disks/recovery-systems.ts';
import { answer } from '../../../simulators/ssh-host/recovery-guest.ts';
import type { AttachedDisk } from '../../../simulators/ssh-host/replayed-disks.ts';
import { type Guest, inspectVolumes } from '../../../src/disk/inspect-volumes.ts';
import { type DiskRecording, recordingOf } from '../../disk/replayed-guest.ts';

const GIB = 1024 ** 3;

const attached = ({ volume, otherVolumes = [] }: DiskRecording, recipe: string): AttachedDisk[] =>
  [volume, ...otherVolumes].map(({ volumeId, sizeBytes }, index) => ({
    volumeId,
    sizeGib: sizeBytes / GIB,
    name: `vd${'bcdefgh'.charAt(index)}`,
    disk: index === 0 ? recipe : `${recipe}:${index + 1}`,
  }));

describe('a simulated recovery server', () => {
  it.each(recipeNames())('plays %s as the real one answered', async (name) => {
    const disks = attached(recordingOf(name), name);
    const guest: Guest = {
      call: (operation, request) =>
        Promise.resolve(answer(operation, request, { writeBlock: true, bootId: 'b', disks })),
    };
    const volumes = disks.map(({ volumeId, sizeGib }) => ({
      volumeId,
      originalVolumeId: volumeId,
      sizeBytes: sizeGib * GIB,
    }));
    const { survey: _, ...expected } = expectationOf(name, USUAL);
    expect(findingsOf(await inspectVolumes(guest, volumes))).toEqual(expected);
  });
});
