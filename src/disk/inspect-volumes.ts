/**
 * The inspection: find each disk, read how it is built, mount what can be mounted, tell what is on it. At most three
 * calls into the recovery server, whatever the number of volumes: probe, activate (only where there is LVM), mount.
 */
import type { FilesystemReport, FirstLook, VolumeInspection } from '../contract/inspection.ts';
import { plainText } from '../report/plain-text.ts';
import { type BlockDevice, devicesOf, logicalDevice, partitionTableOf } from './block-device.ts';
import {
  ActivateAnswer,
  MountAnswer,
  type MountedAnswer,
  parseAnswer,
  ProbeAnswer,
  type ProbedVolume,
} from './guest-protocol.ts';
import { type Found, layersOf } from './layers.ts';
import { canBeActivated, type VolumeGroup, volumeGroupsOf } from './lvm.ts';
import { isMount, type Mount, type NotMountable, planMount } from './mount-plan.ts';
import { describeSystem, isLinuxRoot, roleOf } from './operating-system.ts';

/** The program in the recovery server; see src/ssh/guest-over-ssh.ts. */
export interface Guest {
  call(operation: 'ready' | 'probe' | 'activate' | 'mount' | 'release', request: unknown): Promise<unknown>;
}

export interface VolumeToInspect {
  volumeId: string;
  originalVolumeId: string | null;
  /** From Cinder; the disk found must be as large. */
  sizeBytes: number;
}

/** A disk is not there, not the right one, or not protected: nothing on it was touched. */
export class DeviceNotIdentifiedError extends Error {
  override readonly name = 'DeviceNotIdentifiedError';
}

/** A device of one volume with what is planned for it. */
interface Planned {
  volume: ProbedVolume;
  device: BlockDevice;
  plan: Mount | NotMountable;
}

export async function inspectVolumes(guest: Guest, volumes: readonly VolumeToInspect[]): Promise<VolumeInspection[]> {
  const probe = parseAnswer(
    'probe',
    ProbeAnswer,
    await guest.call('probe', { volumes: volumes.map(({ volumeId, sizeBytes }) => ({ volumeId, sizeBytes })) }),
  );
  for (const volume of volumes) assertIdentified(volume, probe);
  const groups = volumeGroupsOf(probe);
  const activated = await activate(guest, groups);
  const planned = planAll(probe, groups, activated);
  const mounts = planned.flatMap(({ plan }) => (isMount(plan) ? [plan] : []));
  const mounted =
    mounts.length === 0 ? [] : parseAnswer('mount', MountAnswer, await guest.call('mount', { mounts })).mounts;
  const answers = new Map(mounted.map((answer) => [answer.source, answer]));
  const reports = new Map(
    planned.map((each) => [each.device.path, describeFilesystem(each, answers.get(each.device.path))]),
  );
  const devices = new Map(planned.map(({ device }) => [device.path, device]));
  const found = { probe, groups, activated, devices, reports };
  return volumes.map((volume) =>
    describeVolume(volume, found, planned, answers, groupWarnings(groups, volume.volumeId, probe, activated)),
  );
}

function assertIdentified({ volumeId, sizeBytes }: VolumeToInspect, probe: ProbeAnswer): void {
  const found = volumeIn(probe, volumeId);
  if (found.isOwnRoot)
    throw new DeviceNotIdentifiedError(
      `The recovery server runs from volume ${volumeId}: it booted the evidence. Nothing more is done with it`,
    );
  if (found.sizeBytes !== sizeBytes)
    throw new DeviceNotIdentifiedError(
      `Volume ${volumeId} has ${sizeBytes} bytes in Cinder, its disk has ${found.sizeBytes}`,
    );
  const writable = found.nodes.filter(({ readOnly }) => !readOnly);
  if (writable.length > 0)
    throw new DeviceNotIdentifiedError(
      `The kernel would write to ${writable.map(({ path }) => path).join(', ')}; nothing is mounted`,
    );
}

async function activate(guest: Guest, groups: readonly VolumeGroup[]): Promise<ActivateAnswer> {
  const volumeGroups = groups.filter((group) => canBeActivated(group) && group.readable.length > 0);
  if (volumeGroups.length === 0) return { logicalVolumes: [], errors: [] };
  const request = {
    volumeGroups: volumeGroups.map(({ name, uuid, readable }) => ({ name, uuid, logicalVolumes: readable })),
    devices: volumeGroups.flatMap(({ devices }) => devices),
  };
  return parseAnswer('activate', ActivateAnswer, await guest.call('activate', request));
}

/** Every device with its plan; logical volumes belong to the volume of their group's first physical volume. */
function planAll(probe: ProbeAnswer, groups: readonly VolumeGroup[], { logicalVolumes }: ActivateAnswer): Planned[] {
  const planned: Planned[] = [];
  let index = 0;
  const add = (volume: ProbedVolume, device: BlockDevice): void => {
    const plan = incompleteGroup(device, groups) ?? planMount(device, index);
    if (isMount(plan)) index += 1;
    planned.push({ volume, device, plan });
  };
  for (const volume of probe.volumes) {
    for (const device of devicesOf(volume)) add(volume, device);
    for (const group of groups.filter(({ devices }) => volume.nodes.some(({ path }) => path === devices[0])))
      for (const logical of logicalVolumes.filter(({ vgUuid }) => vgUuid === group.uuid))
        add(volume, logicalDevice(logical));
  }
  return planned;
}

/** What lies on such a physical volume is not beside it in the report. */
function incompleteGroup({ path }: BlockDevice, groups: readonly VolumeGroup[]): NotMountable | null {
  const group = groups.find(({ devices, missingPvCount }) => missingPvCount > 0 && devices.includes(path));
  if (group === undefined) return null;
  return {
    verdict: 'incomplete-volume-group',
    reason: `A physical volume of LVM group ${plainText(group.name, 80)}, of which ${group.missingPvCount} more are not here.`,
    advice: 'Recover again with the volumes that hold them, all in one recovery.',
  };
}

function groupWarnings(
  groups: readonly VolumeGroup[],
  volumeId: string,
  probe: ProbeAnswer,
  { errors }: ActivateAnswer,
): string[] {
  const paths = new Set(probe.volumes.find((volume) => volume.volumeId === volumeId)?.nodes.map(({ path }) => path));
  return groups
    .filter(({ devices }) => devices.some((path) => paths.has(path)))
    .flatMap((group) => {
      const name = plainText(group.name, 80);
      if (group.missingPvCount > 0)
        return [
          `Volume group ${name} lacks ${group.missingPvCount} of its physical volumes: attach the volumes that hold them in the same recovery. It was not activated.`,
        ];
      if (group.nameTwice)
        return [
          `Two volume groups are called ${name}: import one under another name (vgimportclone), on a clone only. Neither was activated.`,
        ];
      if (!canBeActivated(group))
        return [`Volume group ${name} has a name that LVM does not allow. It was not activated.`];
      return [
        ...group.writing.map(
          (logical) =>
            `Logical volume ${name}/${plainText(logical.name, 80)} is of type ${plainText(logical.segtype, 40)}, which writes to its disks when it is activated: do that on a clone only. It was not activated.`,
        ),
        ...errors
          .filter((each) => each.name === group.name)
          .map(({ error }) => `Volume group ${name} could not be activated: ${plainText(error, 200)}`),
      ];
    });
}

type MountAnswers = ReadonlyMap<string, MountAnswer['mounts'][number]>;

function describeVolume(
  { volumeId, originalVolumeId, sizeBytes }: VolumeToInspect,
  all: Found,
  planned: readonly Planned[],
  answers: MountAnswers,
  warnings: string[],
): VolumeInspection {
  const volume = volumeIn(all.probe, volumeId);
  const mine = planned.filter((each) => each.volume === volume);
  const devices = planned.map(({ device }) => device);
  const systems = mine.flatMap(({ device }) => {
    const answer = answers.get(device.path);
    return answer?.mounted === true && isLinuxRoot(answer.facts) ? [describeSystem(device, answer.facts, devices)] : [];
  });
  const said = all.probe.lvm.error === '' ? [] : [`LVM said: ${plainText(all.probe.lvm.error, 200)}`];
  return {
    volumeId,
    originalVolumeId,
    device: volume.device,
    sizeBytes: volume.sizeBytes,
    partitionTable: partitionTableOf(volume),
    readOnly: volume.nodes.every(({ readOnly }) => readOnly),
    identity: {
      serial: volume.serial === null ? null : plainText(volume.serial, 64),
      appeared: volume.appeared,
      sizeMatches: volume.sizeBytes === sizeBytes,
    },
    firstLook: firstLookOf(volume),
    layers: layersOf(volume, all),
    collisions: [],
    filesystems: mine.flatMap(({ device }) => all.reports.get(device.path) ?? []),
    operatingSystems: systems,
    warnings: [...new Set([...warnings, ...said])],
  };
}

/** @throws DeviceNotIdentifiedError when the program does not speak of it. */
function volumeIn(probe: ProbeAnswer, volumeId: string): ProbedVolume {
  const found = probe.volumes.find((volume) => volume.volumeId === volumeId);
  if (found?.device == null)
    throw new DeviceNotIdentifiedError(`No disk with the serial of volume ${volumeId} appeared in the recovery server`);
  return found;
}

function firstLookOf({ firstLook }: ProbedVolume): FirstLook {
  const shown = (names: readonly string[]): string[] => names.map((name) => plainText(name, 200));
  return { mounted: shown(firstLook.mounted), active: shown(firstLook.active), swaps: shown(firstLook.swaps) };
}

function describeFilesystem(
  { device, plan }: Planned,
  answer: MountAnswer['mounts'][number] | undefined,
): FilesystemReport {
  const { values } = device.blkid;
  const shown = (key: string): string | null => (values[key] === undefined ? null : plainText(values[key], 100));
  return {
    path: device.path,
    stack: device.stack.map((layer) => plainText(layer, 100)),
    fstype: shown('TYPE'),
    label: shown('LABEL'),
    uuid: shown('UUID'),
    sizeBytes: device.sizeBytes,
    role: answer?.mounted === true ? roleOf(answer.facts) : values['TYPE'] === 'swap' ? 'swap' : 'other',
    ...mountReport(device, plan, answer),
  };
}

function mountReport(
  device: BlockDevice,
  plan: Mount | NotMountable,
  answer: MountAnswer['mounts'][number] | undefined,
): Pick<FilesystemReport, 'mount' | 'listing'> {
  if (!isMount(plan)) return { mount: { status: 'not-mounted', ...plan }, listing: null };
  if (answer?.mounted !== true) {
    const reason = `It could not be mounted: ${plainText(answer?.error ?? 'no answer', 300)}`;
    return {
      mount: {
        status: 'not-mounted',
        verdict: 'mount-failed',
        reason,
        advice:
          'Look at the kernel log on the recovery server; a replay of the journal or a repair belongs on a clone.',
      },
      listing: null,
    };
  }
  const note =
    device.dirtyJournal === true
      ? 'Its journal holds changes that were not replayed: the newest files may be missing here.'
      : null;
  return {
    mount: { status: 'mounted', mountpoint: plan.target, options: plan.options, usedBytes: answer.usedBytes, note },
    listing: listingOf(answer),
  };
}

const listingOf = ({ listing }: MountedAnswer): NonNullable<FilesystemReport['listing']> => ({
  truncated: listing.truncated,
  entries: listing.entries.map(({ path, type, size, mtime }) => ({
    path: plainText(path, 200),
    type,
    sizeBytes: size,
    modifiedAt: instant(mtime),
  })),
});

/** An inode's time may be any 64-bit number; a date may not. */
const instant = (seconds: number): string =>
  new Date(Math.max(-62_135_596_800, Math.min(253_402_300_799, seconds)) * 1000).toISOString().replace('.000Z', 'Z');
