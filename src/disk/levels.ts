/** RAID levels as the kernel numbers them (linux/raid/md_p.h), and how few members suffice to read one. */
interface Level {
  name: string;
  /** How many members suffice. */
  suffice: (disks: number) => number;
}

const LEVELS = new Map<number, Level>([
  [-1, { name: 'linear', suffice: (disks) => disks }],
  [0, { name: 'raid0', suffice: (disks) => disks }],
  [1, { name: 'raid1', suffice: () => 1 }],
  [4, { name: 'raid4', suffice: (disks) => disks - 1 }],
  [5, { name: 'raid5', suffice: (disks) => disks - 1 }],
  [6, { name: 'raid6', suffice: (disks) => disks - 2 }],
  // Which half may be missing depends on its layout: the kernel knows, and refuses.
  [10, { name: 'raid10', suffice: (disks) => Math.ceil(disks / 2) }],
]);

export const levelName = (level: number): string => LEVELS.get(level)?.name ?? `level ${level}`;

/** Null for a level that is not known. */
export const membersNeeded = (level: number, disks: number): number | null => LEVELS.get(level)?.suffice(disks) ?? null;
