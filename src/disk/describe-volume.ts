/** From what was found and mounted to what is told of one volume. */
import type { FilesystemReport, FirstLook, Listing, VolumeInspection } from '../contract/inspection.ts';
import type { Remark } from '../contract/remarks.ts';
import { plainText } from '../report/plain-text.ts';
import { type BlockDevice, partitionTableOf } from './block-device.ts';
import type { FilesystemFacts, MountAnswer, MountedAnswer, ProbedVolume } from './guest-protocol.ts';
import { strangerWarnings, volumeIn } from './identify.ts';
import type { VolumeToInspect } from './inspect-volumes.ts';
import { layersOf } from './layers.ts';
import { isMount, type Mount, type NotMountable } from './mount-plan.ts';
import { describeSystem, isLinuxRoot, roleOf } from './operating-system.ts';
import type { Planned, Stack } from './stack.ts';
import { told, warned } from './told.ts';
import { warningsOf } from './warnings.ts';

/** Of all file systems together: a hostile disk has hundreds, and what Temporal keeps has a limit. */
const MOST_LISTED = 1000;

/** blkid's types of swap space; in the second there is the memory of a system that went to sleep. */
const SWAP: ReadonlySet<string> = new Set(['swap', 'swsuspend']);

export interface Inspected extends Stack {
  planned: readonly Planned[];
  /** By device. */
  answers: ReadonlyMap<string, MountAnswer['mounts'][number]>;
}

export function describeVolume(
  { volumeId, originalVolumeId, replayOf, sizeBytes }: VolumeToInspect,
  all: Inspected,
): VolumeInspection {
  const volume = volumeIn(all.probe, volumeId);
  const mine = all.planned.filter((each) => each.volume === volume);
  // Its own first: a clone beside its original has the same UUIDs.
  const devices = [...mine, ...all.planned.filter((each) => each.volume !== volume)].map(({ device }) => device);
  const reports = new Map(all.planned.map((each) => [each.device.path, describeFilesystem(each, all)]));
  const factsOf = (path: string): FilesystemFacts | null => {
    const answer = all.answers.get(path);
    return answer?.mounted === true ? answer.facts : null;
  };
  const systems = mine.flatMap(({ device }) => {
    const facts = factsOf(device.path);
    return facts !== null && isLinuxRoot(facts) ? [describeSystem(device, facts, devices, factsOf)] : [];
  });
  const paths = new Set([...volume.nodes.map(({ path }) => path), ...mine.map(({ device }) => device.path)]);
  return {
    volumeId,
    originalVolumeId,
    ...(replayOf === undefined ? {} : { replayOf }),
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
    layers: layersOf(volume, { ...all, devices: new Map(devices.map((device) => [device.path, device])), reports }),
    collisions: all.collisions.filter((collision) => collision.paths.some((path) => paths.has(path))),
    filesystems: mine.flatMap(({ device }) => reports.get(device.path) ?? []),
    operatingSystems: systems,
    ...warned([...warningsOf(volume, mine, all), ...strangerWarnings(all.probe)]),
  };
}

function firstLookOf({ firstLook }: ProbedVolume): FirstLook {
  const shown = (names: readonly string[]): string[] => names.map((name) => plainText(name, 200));
  return { mounted: shown(firstLook.mounted), active: shown(firstLook.active), swaps: shown(firstLook.swaps) };
}

function describeFilesystem({ device, plan }: Planned, { answers }: Inspected): FilesystemReport {
  const answer = answers.get(device.path);
  const { values } = device.blkid;
  const shown = (key: string): string | null => (values[key] === undefined ? null : plainText(values[key], 100));
  return {
    path: device.path,
    stack: device.stack.map((layer) => plainText(layer, 100)),
    fstype: shown('TYPE'),
    label: shown('LABEL'),
    uuid: shown('UUID'),
    sizeBytes: device.sizeBytes,
    role: answer?.mounted === true ? roleOf(answer.facts) : SWAP.has(values['TYPE'] ?? '') ? 'swap' : 'other',
    ...mountReport(device, plan, answer, Math.max(5, Math.floor(MOST_LISTED / Math.max(1, answers.size)))),
    ...subvolumesOf(answer),
  };
}

const subvolumesOf = (answer: MountAnswer['mounts'][number] | undefined): Pick<FilesystemReport, 'subvolumes'> =>
  answer?.mounted === true && answer.subvolumes.length > 0
    ? { subvolumes: answer.subvolumes.map(({ path }) => plainText(path, 200)) }
    : {};

function mountReport(
  device: BlockDevice,
  plan: Mount | NotMountable,
  answer: MountAnswer['mounts'][number] | undefined,
  most: number,
): Pick<FilesystemReport, 'mount' | 'listing'> {
  if (!isMount(plan)) return { mount: { status: 'not-mounted', ...plan }, listing: null };
  if (answer?.mounted !== true)
    return { mount: { status: 'not-mounted', ...failed(device, answer?.error ?? 'no answer') }, listing: null };
  const { target: mountpoint, options } = plan;
  return {
    mount: { status: 'mounted', mountpoint, options, usedBytes: answer.usedBytes, ...noteOn(device) },
    listing: listingOf(answer, most),
  };
}

/** The kernel of the recovery server decides what it can read; another image may have another one. */
function failed({ xfs, blkid }: BlockDevice, error: string): NotMountable {
  if (/unknown filesystem type/i.test(error)) {
    const fstype = plainText(blkid.values['TYPE'] ?? '', 40);
    return { verdict: 'unsupported', ...told({ code: 'no-driver', fstype }) };
  }
  return {
    verdict: 'mount-failed',
    ...told({ code: 'mount-failed', error: plainText(error, 300), xfs4: xfs?.version === 4 }),
  };
}

/** Of what could be done about it the layer tells. */
function noteOn({ dirtyJournal, blkid }: BlockDevice): { note: string | null; remark?: Remark } {
  const elsewhere = blkid.values['EXT_JOURNAL'];
  const dirty = dirtyJournal === true;
  if (elsewhere === undefined && !dirty) return { note: null };
  const remark: Remark =
    elsewhere === undefined
      ? { code: 'journal-dirty' }
      : { code: 'journal-elsewhere', uuid: plainText(elsewhere, 64), dirty };
  return { note: told(remark).reason, remark };
}

const listingOf = ({ listing }: MountedAnswer, most: number): Listing => ({
  truncated: listing.truncated || listing.entries.length > most,
  entries: listing.entries.slice(0, most).map(({ path, type, size, mtime }) => ({
    path: plainText(path, 200),
    type,
    sizeBytes: size,
    modifiedAt: instant(mtime),
  })),
});

/** An inode's time may be any 64-bit number; a date may not. */
const instant = (seconds: number): string =>
  new Date(Math.max(-62_135_596_800, Math.min(253_402_300_799, seconds)) * 1000).toISOString().replace('.000Z', 'Z');
