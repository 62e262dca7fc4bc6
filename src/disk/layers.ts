/** The whole disk as a tree, from the outside in: what a picture of it shows, and what each layer is said to be. */
import type { FilesystemReport, Layer, LayerKind, LayerVerdict } from '../contract/inspection.ts';
import { plainText } from '../report/plain-text.ts';
import { arrayLayer } from './array-layer.ts';
import { type BlockDevice, isExtended, partitionTableOf } from './block-device.ts';
import { btrfsSetsOf } from './btrfs.ts';
import type { ProbedNode, ProbedVolume } from './guest-protocol.ts';
import { groupLayer } from './group-layer.ts';
import { layer } from './layer.ts';
import { bytesOf, reachesBeyond } from './partitions.ts';
import { strayVerdicts } from './signatures.ts';
import type { Stack } from './stack.ts';
import { told } from './told.ts';

/** All that the tree is built from. */
export interface Found extends Stack {
  devices: ReadonlyMap<string, BlockDevice>;
  /** By path. */
  reports: ReadonlyMap<string, FilesystemReport>;
}

/** Trees are bounded: arrays on logical volumes on what was opened on an array is as deep as people build. */
const DEEPEST = 12;

/** @returns null for a disk that never appeared. */
export function layersOf(volume: ProbedVolume, found: Found): Layer | null {
  const disk = volume.nodes.find(({ kind }) => kind === 'disk');
  if (disk === undefined) return null;
  const parts = volume.nodes.filter(({ kind }) => kind === 'part');
  const isTable = parts.length > 0 && partitionTableOf(volume) !== null;
  const contentOf = contentIn(volume, found);
  return layer('disk', {
    path: disk.path,
    type: shown(disk, 'PTTYPE'),
    uuid: shown(disk, 'PTUUID'),
    sizeBytes: disk.sizeBytes,
    startBytes: 0,
    verdicts: isTable ? strayVerdicts(disk, true) : [],
    ...severalSignatures(disk),
    children: parts.length === 0 ? contentOf(disk.path, 0) : partitionLayers(parts, contentOf),
  });
}

type ContentOf = (path: string, depth: number) => Layer[];

/** Logical partitions lie in the extended one. */
function partitionLayers(parts: readonly ProbedNode[], contentOf: ContentOf): Layer[] {
  const extended = parts.find(isExtended);
  const inside = extended === undefined ? [] : parts.filter(({ number }) => number !== null && number > 4);
  const logical = inside.map((each) =>
    partitionLayer(
      each,
      (extended === undefined ? null : bytesOf(extended, 'PART_ENTRY_OFFSET')) ?? 0,
      contentOf(each.path, 0),
    ),
  );
  return parts
    .filter((part) => !inside.includes(part))
    .map((part) => partitionLayer(part, 0, part === extended ? logical : contentOf(part.path, 0)));
}

function partitionLayer(part: ProbedNode, startOfHolder: number, children: Layer[]): Layer {
  const start = bytesOf(part, 'PART_ENTRY_OFFSET');
  return layer('partition', {
    path: part.path,
    name: `partition ${part.number ?? '?'}`,
    type: shown(part, 'PART_ENTRY_TYPE'),
    label: shown(part, 'PART_ENTRY_NAME'),
    uuid: shown(part, 'PART_ENTRY_UUID'),
    // Of an extended one the kernel shows a piece only.
    sizeBytes: isExtended(part) ? (bytesOf(part, 'PART_ENTRY_SIZE') ?? part.sizeBytes) : part.sizeBytes,
    startBytes: start === null ? null : start - startOfHolder,
    verdicts: reachesBeyond(part) ? [{ code: 'beyond-the-end', ...told({ code: 'partition-too-long' }) }] : [],
    ...severalSignatures(part),
    children,
  });
}

/** What fills a device: one layer. */
function contentIn(volume: ProbedVolume, found: Found): ContentOf {
  const sets = btrfsSetsOf([...found.devices.values()]);
  const others = (paths: readonly string[]): string[] =>
    volumesWith(paths, found).filter((id) => id !== volume.volumeId);

  const below = (device: BlockDevice, depth: number): Partial<Layer> => {
    const { path, md, blkid } = device;
    const deeper = (each: string): Layer[] => contentOf(each, depth + 1);
    const group = found.groups.find(({ devices }) => devices.includes(path));
    if (group !== undefined)
      return group.devices[0] === path
        ? { children: [groupLayer(group, others(group.devices), found, deeper)] }
        : { partOf: plainText(group.uuid, 64) };
    const array = found.arrays.find(({ uuid }) => uuid === md?.uuid);
    if (array !== undefined) {
      const paths = [...array.members, ...array.outOfDate, ...array.spare].map((member) => member.path);
      return paths[0] === path
        ? { children: [arrayLayer(array, found.assembled, others(paths), deeper)] }
        : { partOf: array.uuid };
    }
    const set = sets.find(({ paths }) => paths.includes(path));
    if (set !== undefined && set.count > 1)
      return set.paths[0] === path
        ? { spans: others(set.paths), missing: set.missing.map((uuid) => uuid ?? 'a device whose UUID is not known') }
        : { kind: 'btrfs-member', partOf: plainText(set.fsid, 64) };
    const opened = found.probe.opened.filter(({ parents }) => parents.includes(path));
    return {
      children: opened.map((each) =>
        layer('opened', {
          path: each.path,
          type: plainText(blkid.values['TYPE'] ?? '', 40),
          sizeBytes: each.sizeBytes,
          children: deeper(each.path),
        }),
      ),
    };
  };

  const contentOf: ContentOf = (path, depth) => {
    const device = found.devices.get(path);
    const report = found.reports.get(path);
    if (device === undefined || report === undefined || depth > DEEPEST) return [];
    return [
      layer(kindOf(device), {
        path,
        type: report.fstype,
        label: report.label,
        uuid: report.uuid,
        sizeBytes: device.sizeBytes,
        startBytes: 0,
        verdicts: [...verdictsOf(report), ...strayVerdicts(device, false)],
        ...severalSignatures(device),
        ...below(device, depth),
      }),
    ];
  };
  return contentOf;
}

/** Ids of the volumes on which devices lie, also below what lies on them. */
function volumesWith(paths: readonly string[], { probe, assembled }: Found): string[] {
  const parents = new Map([...probe.opened, ...assembled.arrays].map((node) => [node.path, node.parents]));
  const roots = (path: string, depth: number): string[] =>
    depth > DEEPEST ? [] : (parents.get(path)?.flatMap((parent) => roots(parent, depth + 1)) ?? [path]);
  const all = new Set(paths.flatMap((path) => roots(path, 0)));
  return probe.volumes.filter(({ nodes }) => nodes.some(({ path }) => all.has(path))).map(({ volumeId }) => volumeId);
}

const KINDS: Readonly<Record<string, LayerKind>> = {
  LVM2_member: 'lvm-pv',
  linux_raid_member: 'md-member',
  swap: 'swap',
  swsuspend: 'swap',
};
const BY_USAGE: Readonly<Record<string, LayerKind>> = { filesystem: 'filesystem', crypto: 'encrypted' };

function kindOf({ blkid: { values } }: BlockDevice): LayerKind {
  const type = values['TYPE'];
  if (type === undefined) return 'unrecognised';
  return KINDS[type] ?? BY_USAGE[values['USAGE'] ?? ''] ?? 'other';
}

function verdictsOf({ mount }: FilesystemReport): LayerVerdict[] {
  if (mount.status === 'not-mounted') {
    const { verdict, status: _, ...said } = mount;
    return [{ code: verdict, ...said }];
  }
  return mount.remark === undefined ? [] : [{ code: 'journal-not-replayed', ...told(mount.remark) }];
}

/** One signature is what it is; several are worth a look. */
function severalSignatures({ signatures }: Pick<ProbedNode, 'signatures'>): Pick<Layer, 'signatures'> {
  const told = signatures.map(({ type, offset }) => ({ type: plainText(type, 40), offset }));
  return { signatures: new Set(told.map(({ type }) => type)).size > 1 ? told : [] };
}

function shown({ blkid }: ProbedNode, key: string): string | null {
  const value = blkid.values[key];
  return value === undefined ? null : plainText(value, 100);
}
