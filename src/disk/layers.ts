/** The whole disk as a tree, from the outside in: what a picture of it shows, and what each layer is said to be. */
import type { FilesystemReport, Layer, LayerKind, LayerVerdict } from '../contract/inspection.ts';
import { plainText } from '../report/plain-text.ts';
import { type BlockDevice, isExtended } from './block-device.ts';
import type { ActivateAnswer, ProbeAnswer, ProbedNode, ProbedVolume } from './guest-protocol.ts';
import { groupLayer } from './group-layer.ts';
import { layer } from './layer.ts';
import type { VolumeGroup } from './lvm.ts';

/** All that is known when the tree is built. */
export interface Found {
  probe: ProbeAnswer;
  groups: readonly VolumeGroup[];
  activated: ActivateAnswer;
  devices: ReadonlyMap<string, BlockDevice>;
  /** By path. */
  reports: ReadonlyMap<string, FilesystemReport>;
}

const SECTOR = 512;

/** @returns null for a disk that never appeared. */
export function layersOf(volume: ProbedVolume, found: Found): Layer | null {
  const disk = volume.nodes.find(({ kind }) => kind === 'disk');
  if (disk === undefined) return null;
  const parts = volume.nodes.filter(({ kind }) => kind === 'part');
  return layer('disk', {
    path: disk.path,
    type: shown(disk, 'PTTYPE'),
    uuid: shown(disk, 'PTUUID'),
    sizeBytes: disk.sizeBytes,
    startBytes: 0,
    ...severalSignatures(disk),
    children: parts.length === 0 ? contentOf(disk.path, volume, found) : partitionLayers(parts, volume, found),
  });
}

/** Logical partitions lie in the extended one. */
function partitionLayers(parts: readonly ProbedNode[], volume: ProbedVolume, found: Found): Layer[] {
  const extended = parts.find(isExtended);
  const inside = extended === undefined ? [] : parts.filter(({ number }) => number !== null && number > 4);
  return parts
    .filter((part) => !inside.includes(part))
    .map((part) =>
      partitionLayer(
        part,
        0,
        part === extended
          ? inside.map((each) =>
              partitionLayer(each, bytesOf(part, 'PART_ENTRY_OFFSET') ?? 0, contentOf(each.path, volume, found)),
            )
          : contentOf(part.path, volume, found),
      ),
    );
}

const partitionLayer = (part: ProbedNode, startOfHolder: number, children: Layer[]): Layer => {
  const start = bytesOf(part, 'PART_ENTRY_OFFSET');
  return layer('partition', {
    path: part.path,
    name: `partition ${part.number ?? '?'}`,
    type: shown(part, 'PART_ENTRY_TYPE'),
    label: shown(part, 'PART_ENTRY_NAME'),
    uuid: shown(part, 'PART_ENTRY_UUID'),
    // Of an extended one the kernel shows a piece only.
    sizeBytes: bytesOf(part, 'PART_ENTRY_SIZE') ?? part.sizeBytes,
    startBytes: start === null ? null : start - startOfHolder,
    ...severalSignatures(part),
    children,
  });
};

/** blkid counts in sectors of 512 bytes, whatever the disk's are (libblkid/src/partitions/partitions.c). */
function bytesOf({ blkid }: ProbedNode, key: 'PART_ENTRY_OFFSET' | 'PART_ENTRY_SIZE'): number | null {
  const sectors = blkid.values[key];
  return sectors !== undefined && /^\d{1,15}$/.test(sectors) ? Number(sectors) * SECTOR : null;
}

/** What fills a device: one layer. */
function contentOf(path: string, volume: ProbedVolume, found: Found): Layer[] {
  const device = found.devices.get(path);
  const report = found.reports.get(path);
  if (device === undefined || report === undefined) return [];
  const kind = kindOf(device);
  const group = kind === 'lvm-pv' ? found.groups.find(({ devices }) => devices.includes(path)) : undefined;
  const isFirst = group !== undefined && group.devices[0] === path;
  return [
    layer(kind, {
      path,
      type: report.fstype,
      label: report.label,
      uuid: report.uuid,
      sizeBytes: device.sizeBytes,
      startBytes: 0,
      verdicts: verdictsOf(report),
      partOf: group === undefined || isFirst ? null : plainText(group.uuid, 64),
      children: isFirst ? [groupLayer(group, volume, found, (logical) => contentOf(logical, volume, found))] : [],
    }),
  ];
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
  if (mount.status === 'not-mounted') return [{ code: mount.verdict, reason: mount.reason, advice: mount.advice }];
  return mount.note === null
    ? []
    : [{ code: 'journal-not-replayed', reason: mount.note, advice: 'A replay belongs on a clone.' }];
}

/** One signature is what it is; several are worth a look. */
function severalSignatures({ signatures }: ProbedNode): Pick<Layer, 'signatures'> {
  const told = signatures.map(({ type, offset }) => ({ type: plainText(type, 40), offset }));
  return { signatures: new Set(told.map(({ type }) => type)).size > 1 ? told : [] };
}

function shown({ blkid }: ProbedNode, key: string): string | null {
  const value = blkid.values[key];
  return value === undefined ? null : plainText(value, 100);
}
