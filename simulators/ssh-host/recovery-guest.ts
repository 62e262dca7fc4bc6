/** The programs that cloud-init would have put into the guest, played from recordings: ready, probe, assemble, activate, mount, replay, release, and the survey. */
import { z } from 'zod';
import { type AttachedDisk, imported, type Recording, replay } from './replayed-disks.ts';
import { surveyAnswer } from './replayed-survey.ts';

const Volumes = z.object({ volumes: z.array(z.looseObject({ volumeId: z.string() })) });
const Arrays = z.object({ arrays: z.array(z.looseObject({ uuid: z.string() })) });
const Groups = z.object({ volumeGroups: z.array(z.looseObject({ name: z.string() })) });
const Replay = z.object({ clone: z.string(), evidence: z.array(z.string()) });
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
    case 'replay':
      return replayed(request, recordings);
    case 'survey':
      return surveyAnswer(request);
    case 'release':
      return { released: true };
    default:
      throw new Error('usage: recovery-guest ready|probe|assemble|activate|mount|replay|release < request.json');
  }
}

/** The clone whose journals are to be replayed. */
export const cloneIn = (request: unknown): string => Replay.parse(request).clone;

const REPLAYED = ['ext3', 'ext4', 'xfs', 'f2fs'];

function replayed(request: unknown, recordings: readonly Recording[]): unknown {
  const { clone, evidence } = Replay.parse(request);
  const found = recordings.find(({ volume }) => volume.volumeId === clone);
  if (found === undefined || evidence.length === 0 || evidence.includes(clone))
    throw new Error(`${clone} is evidence, or not there: refusing to write to it`);
  const { logicalVolumes } = imported(found, clone);
  return {
    replayed: [...found.volume.nodes, ...logicalVolumes].flatMap(({ path, dirtyJournal, blkid: { values } }) =>
      dirtyJournal !== false && REPLAYED.includes(values['TYPE'] ?? '')
        ? [{ path, fstype: values['TYPE'], error: '' }]
        : [],
    ),
  };
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
