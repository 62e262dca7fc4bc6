/** A place on the evidence where a file system may be: a whole disk, a partition, or a logical volume. */
import type { ActivateAnswer, Blkid, ProbedNode, ProbedVolume } from './guest-protocol.ts';

export interface BlockDevice {
  path: string;
  sizeBytes: number;
  /** How it sits on the volume, outermost first. */
  stack: string[];
  blkid: Blkid;
  dirtyJournal: boolean | null;
}

/** The volume's devices that can hold something themselves: its partitions, or the whole disk where it has none. */
export function devicesOf(volume: ProbedVolume): BlockDevice[] {
  const table = partitionTableOf(volume);
  const parts = volume.nodes.filter(({ kind }) => kind === 'part');
  const holding = parts.length > 0 ? parts : volume.nodes.filter(({ kind }) => kind === 'disk');
  return holding.map(({ path, sizeBytes, number, blkid, dirtyJournal }) => ({
    path,
    sizeBytes,
    stack: number === null ? [] : [table ?? 'partition table', `partition ${number}`],
    blkid,
    dirtyJournal,
  }));
}

/** blkid's PTTYPE of the whole disk: `gpt`, `dos`, or null. */
export const partitionTableOf = ({ nodes }: ProbedVolume): string | null =>
  nodes.find(({ kind }) => kind === 'disk')?.blkid.values['PTTYPE'] ?? null;

export const logicalDevice = (volume: ActivateAnswer['logicalVolumes'][number]): BlockDevice => ({
  path: volume.path,
  sizeBytes: volume.sizeBytes,
  stack: [`lvm ${volume.vgName}`, volume.name],
  blkid: volume.blkid,
  dirtyJournal: volume.dirtyJournal,
});

/** Extended partitions of an MBR: CHS, LBA, Linux. */
const EXTENDED = new Set(['0x5', '0xf', '0x85']);

export const isExtended = ({ blkid: { values } }: Pick<ProbedNode, 'blkid'>): boolean =>
  values['PART_ENTRY_SCHEME'] === 'dos' && EXTENDED.has(values['PART_ENTRY_TYPE'] ?? '');
