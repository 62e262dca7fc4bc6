/** Where partitions lie, as blkid read it from the table. */
import type { ProbedNode } from './guest-protocol.ts';
import { isExtended } from './block-device.ts';

/** blkid counts in sectors of 512 bytes, whatever the disk's are (libblkid/src/partitions/partitions.c). */
const SECTOR = 512;

export function bytesOf(
  { blkid }: Pick<ProbedNode, 'blkid'>,
  key: 'PART_ENTRY_OFFSET' | 'PART_ENTRY_SIZE',
): number | null {
  const sectors = blkid.values[key];
  return sectors !== undefined && /^\d{1,13}$/.test(sectors) ? Number(sectors) * SECTOR : null;
}

/** The kernel cuts such a partition at the end of the disk. Of an extended one it shows a piece only. */
export function reachesBeyond(node: ProbedNode): boolean {
  const size = bytesOf(node, 'PART_ENTRY_SIZE');
  return size !== null && !isExtended(node) && size > node.sizeBytes;
}
