/** A device as the inspection knows it, with nothing special about it. */
import type { BlockDevice } from '../../src/disk/block-device.ts';

export const deviceWith = (path: string, change: Partial<BlockDevice> = {}): BlockDevice => ({
  path,
  sizeBytes: 1,
  stack: [],
  names: [],
  blkid: { exit: 0, values: {}, error: '' },
  dirtyJournal: null,
  signatures: [],
  md: null,
  btrfs: null,
  xfs: null,
  ...change,
});
