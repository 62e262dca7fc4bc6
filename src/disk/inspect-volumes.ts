/**
 * The inspection: find each disk, read how it is built, mount what can be mounted, tell what is on it. At most four
 * calls into the recovery server, whatever the number of volumes: probe, assemble (where there is software RAID),
 * activate (where there is LVM), mount.
 */
import type { VolumeInspection } from '../contract/inspection.ts';
import { type RaidArray, arraysOf, canBeAssembled } from './arrays.ts';
import { collisionsOf, groupCollisions, pathsOf } from './collisions.ts';
import { describeVolume } from './describe-volume.ts';
import { ActivateAnswer, AssembleAnswer, MountAnswer, parseAnswer, ProbeAnswer } from './guest-protocol.ts';
import { assertIdentified } from './identify.ts';
import { canBeActivated, type VolumeGroup, volumeGroupsOf } from './lvm.ts';
import { isMount } from './mount-plan.ts';
import { devicesByVolume, planAll, type Planned } from './stack.ts';
import { told } from './told.ts';

/** The program in the recovery server; see src/ssh/guest-over-ssh.ts. */
export interface Guest {
  call(
    operation: 'ready' | 'probe' | 'assemble' | 'activate' | 'mount' | 'replay' | 'release',
    request: unknown,
  ): Promise<unknown>;
}

export interface VolumeToInspect {
  volumeId: string;
  originalVolumeId: string | null;
  /** The disk of which it is a clone with its journals replayed. */
  replayOf?: string;
  /** From Cinder; the disk found must be as large. */
  sizeBytes: number;
}

/** @throws DeviceNotIdentifiedError before anything is started, and GuestAnswerError. */
export async function inspectVolumes(guest: Guest, volumes: readonly VolumeToInspect[]): Promise<VolumeInspection[]> {
  const asked = { volumes: volumes.map(({ volumeId, sizeBytes }) => ({ volumeId, sizeBytes })) };
  const probe = parseAnswer('probe', ProbeAnswer, await guest.call('probe', asked));
  for (const volume of volumes) assertIdentified(volume, probe);

  const arrays = withoutTwins(arraysOf(probe), probe);
  const assembled = await assemble(guest, arrays, probe);
  // A recording of a time before arrays were started has LVM's report from the probe alone.
  const lvm = assembled.arrays.length === 0 ? probe.lvm : assembled.lvm;
  const started = devicesByVolume({ probe, arrays, assembled, groups: [], activated: NOTHING_ACTIVE });
  const before = collisionsOf(
    started.map(({ device }) => device),
    probe.own,
  );
  const groups = volumeGroupsOf(lvm, probe.ownGroups, pathsOf(before, 'pv-uuid'));
  const activated = await activate(guest, groups);

  const found = devicesByVolume({ probe, arrays, assembled, groups, activated });
  const collisions = [
    ...collisionsOf(
      found.map(({ device }) => device),
      probe.own,
    ),
    ...groupCollisions(groups, probe.ownGroups),
  ];
  const stack = { probe, arrays, assembled, lvm, groups, activated, collisions };
  const planned = planAll(stack);
  const answers = await mount(guest, planned);
  return volumes.map((volume) => describeVolume(volume, { ...stack, planned, answers }));
}

const NOTHING_ACTIVE: ActivateAnswer = { logicalVolumes: [], errors: [] };

/** An array whose member the recovery server has too would be mixed up with its own. */
function withoutTwins(arrays: readonly RaidArray[], { own }: ProbeAnswer): RaidArray[] {
  const theirs = new Set(
    own.filter(({ values }) => values['TYPE'] === 'linux_raid_member').map(({ values }) => values['UUID']),
  );
  return arrays.map((array) =>
    theirs.has(array.uuid)
      ? { ...array, objection: { code: 'uuid-twice', ...told({ code: 'array-of-recovery-server' }) } }
      : array,
  );
}

async function assemble(guest: Guest, arrays: readonly RaidArray[], probe: ProbeAnswer): Promise<AssembleAnswer> {
  const wanted = arrays.filter(canBeAssembled);
  if (wanted.length === 0) return { arrays: [], arrayErrors: [], lvm: probe.lvm };
  const nodes = [...probe.volumes.flatMap((volume) => volume.nodes), ...probe.opened];
  const request = {
    arrays: wanted.map(({ uuid, metadata, members }) => ({ uuid, metadata, devices: members.map(({ path }) => path) })),
    physicalVolumes: nodes.filter(({ blkid }) => blkid.values['TYPE'] === 'LVM2_member').map(({ path }) => path),
  };
  return parseAnswer('assemble', AssembleAnswer, await guest.call('assemble', request));
}

async function activate(guest: Guest, groups: readonly VolumeGroup[]): Promise<ActivateAnswer> {
  const wanted = groups.filter(canBeActivated);
  if (wanted.length === 0) return NOTHING_ACTIVE;
  const request = {
    volumeGroups: wanted.map(({ name, uuid, readable, overlaid, devices }) => ({
      name,
      uuid,
      logicalVolumes: readable,
      ...(overlaid.length === 0 ? {} : { overlaid: overlaid.map((each) => each.name) }),
      devices,
    })),
  };
  return parseAnswer('activate', ActivateAnswer, await guest.call('activate', request));
}

async function mount(
  guest: Guest,
  planned: readonly Planned[],
): Promise<ReadonlyMap<string, MountAnswer['mounts'][number]>> {
  const mounts = planned.flatMap(({ plan }) => (isMount(plan) ? [plan] : []));
  if (mounts.length === 0) return new Map();
  const answer = parseAnswer('mount', MountAnswer, await guest.call('mount', { mounts }));
  return new Map(answer.mounts.map((each) => [each.source, each]));
}
