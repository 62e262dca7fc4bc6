/** The programs that cloud-init would have put into the guest, played from recordings: ready, probe, assemble, activate, mount, release, and the survey. */
import { z } from 'zod';
import { type AttachedDisk, type Recording, replay } from './replayed-disks.ts';
import { surveyAnswer } from './replayed-survey.ts';

const Volumes = z.object({ volumes: z.array(z.looseObject({ volumeId: z.string() })) });
const Arrays = z.object({ arrays: z.array(z.looseObject({ uuid: z.string() })) });
const Groups = z.object({ volumeGroups: z.array(z.looseObject({ name: z.string() })) });
const Mounts = z.object({ mounts: z.array(z.looseObject({ source: z.string(), target: z.string() })) });

export interface GuestState {
  /** The user data carried the rule that makes new disks read-only. */
  writeBlock: boolean;
  bootId: string;
  disks: readonly AttachedDisk[];
}

/** @throws Error where the real program would end with a message and a code. */
export function answer(operation: string, request: unknown, { writeBlock, bootId, disks }: GuestState): unknown {
  const recordings = disks.map(replay);
  switch (operation) {
    case 'ready':
      return { writeBlock, bootId, kernel: '6.1.0-simulated', rootDisks: ['vda'] };
    case 'probe': {
      const wanted = Volumes.parse(request).volumes.map(({ volumeId }) => volumeId);
      const found = recordings.filter(({ volume }) => wanted.includes(volume.volumeId));
      return {
        bootId,
        volumes: wanted.map(
          (volumeId) => found.find(({ volume }) => volume.volumeId === volumeId)?.volume ?? absent(volumeId),
        ),
        opened: found.flatMap(({ opened }) => opened),
        lvm: lvmOf(found),
      };
    }
    case 'assemble': {
      const uuids = Arrays.parse(request).arrays.map(({ uuid }) => uuid);
      return {
        arrays: recordings.flatMap(({ arrays }) => arrays.filter(({ uuid }) => uuids.includes(uuid))),
        arrayErrors: recordings.flatMap(({ arrayErrors }) => arrayErrors.filter(({ uuid }) => uuids.includes(uuid))),
        lvm: lvmOf(recordings),
      };
    }
    case 'activate': {
      const names = Groups.parse(request).volumeGroups.map(({ name }) => name);
      return {
        logicalVolumes: recordings.flatMap((each) =>
          each.logicalVolumes.filter(({ vgName }) => names.includes(vgName)),
        ),
        errors: recordings.flatMap(({ errors }) => errors.filter(({ name }) => names.includes(name))),
      };
    }
    case 'mount': {
      const known = new Map(recordings.flatMap(({ mounts }) => mounts.map((mount) => [mount.source, mount])));
      return {
        mounts: Mounts.parse(request).mounts.map(({ source, target }) => {
          const recording = known.get(source);
          return recording === undefined
            ? { source, target, mounted: false, error: `mount: ${source}: special device does not exist.` }
            : { ...recording, target };
        }),
      };
    }
    case 'survey':
      return surveyAnswer(request);
    case 'release':
      return { released: true };
    default:
      throw new Error('usage: recovery-guest ready|probe|assemble|activate|mount|release < request.json');
  }
}

const lvmOf = (found: readonly Recording[]): Recording['lvm'] => ({
  pvs: found.flatMap(({ lvm }) => lvm.pvs),
  vgs: found.flatMap(({ lvm }) => lvm.vgs),
  lvs: found.flatMap(({ lvm }) => lvm.lvs),
  error: found.map(({ lvm }) => lvm.error).join(''),
});

const absent = (volumeId: string): unknown => ({
  volumeId,
  device: null,
  sizeBytes: 0,
  nodes: [],
  isOwnRoot: false,
  holders: [],
});
