/** A place on the evidence where a file system may be: a disk, a partition, an array, a logical volume, an opened container. */
import type { ActivateAnswer, AssembleAnswer, ProbedNode, ProbedVolume } from './guest-protocol.ts';
import { levelName } from './levels.ts';

export interface BlockDevice extends Pick<
  ProbedNode,
  'path' | 'sizeBytes' | 'blkid' | 'dirtyJournal' | 'signatures' | 'md' | 'btrfs' | 'xfs'
> {
  /** How it sits on the volume, outermost first. */
  stack: string[];
  /** What the compromised system called it, below `/dev`, where that is known. */
  names: string[];
}

/** The volume's devices that can hold something themselves: its partitions, or the whole disk where it has none. */
export function devicesOf(volume: ProbedVolume): BlockDevice[] {
  const table = partitionTableOf(volume);
  const parts = volume.nodes.filter(({ kind }) => kind === 'part');
  const holding = parts.length > 0 ? parts : volume.nodes.filter(({ kind }) => kind === 'disk');
  return holding.map((node) => ({ ...node, stack: partitionStack(node, table), names: [] }));
}

const partitionStack = ({ number }: ProbedNode, table: string | null): string[] =>
  number === null ? [] : [table ?? 'partition table', `partition ${number}`];

/** blkid's PTTYPE of the whole disk: `gpt`, `dos`, or null. */
export const partitionTableOf = ({ nodes }: ProbedVolume): string | null =>
  nodes.find(({ kind }) => kind === 'disk')?.blkid.values['PTTYPE'] ?? null;

/** `/dev/vgdata/home` and `/dev/mapper/vgdata-home`, where a dash in a name is doubled. */
export function logicalDevice(volume: ActivateAnswer['logicalVolumes'][number]): BlockDevice {
  const { name, vgName } = volume;
  const doubled = (part: string): string => part.replaceAll('-', '--');
  return {
    ...volume,
    stack: [`lvm ${vgName}`, name],
    names: [`${vgName}/${name}`, `mapper/${doubled(vgName)}-${doubled(name)}`],
  };
}

/** An array, or a partition of one. `host:0` was `/dev/md0`, `host:data` was `/dev/md/data`. */
export function arrayDevice(
  node: AssembleAnswer['arrays'][number],
  array: { name: string; level: number },
): BlockDevice {
  const short = array.name.split(':').at(-1) ?? '';
  const part = node.number === null ? '' : `p${node.number}`;
  return {
    ...node,
    stack: [
      `${levelName(array.level)} ${array.name}`.trim(),
      ...(node.number === null ? [] : partitionStack(node, null)),
    ],
    names: short === '' ? [] : [`md/${short}${part}`, `md${short}${part}`],
  };
}

/** @param container - UUID of what was opened, by which many systems name it. */
export const openedDevice = (node: ProbedNode, container: string | undefined): BlockDevice => ({
  ...node,
  stack: ['opened'],
  names: container === undefined ? [] : [`mapper/luks-${container}`],
});

/** Extended partitions of an MBR: CHS, LBA, Linux. */
const EXTENDED = new Set(['0x5', '0xf', '0x85']);

export const isExtended = ({ blkid: { values } }: Pick<ProbedNode, 'blkid'>): boolean =>
  values['PART_ENTRY_SCHEME'] === 'dos' && EXTENDED.has(values['PART_ENTRY_TYPE'] ?? '');
