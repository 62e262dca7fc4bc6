/** What the inspection of the volumes found: typed, bounded, and every string already made safe to show. */

export type FilesystemRole = 'root' | 'boot' | 'home' | 'data' | 'swap' | 'other';

/** A thing on a disk that holds, or could hold, files. */
export interface FilesystemReport {
  /** Device on the recovery server, such as `/dev/vdb1` or `/dev/mapper/vgdata-home`. */
  path: string;
  /** How it sits on the volume, outermost first: `['gpt', 'partition 1']`, `['lvm vgdata', 'home']`, `[]` for a whole disk. */
  stack: string[];
  /** blkid's TYPE (`ext4`, `xfs`, `btrfs`, `swap`, `crypto_LUKS`, …); null when nothing was recognised. */
  fstype: string | null;
  label: string | null;
  uuid: string | null;
  sizeBytes: number;
  role: FilesystemRole;
  mount:
    | { status: 'mounted'; mountpoint: string; options: string[]; usedBytes: number | null; note: string | null }
    /** Not mounted: why, and what a person could do about it. */
    | { status: 'not-mounted'; verdict: MountVerdict; reason: string; advice: string };
  /** Top of the tree, bounded in depth and number; metadata only. Null when it wasn't mounted. */
  listing: Listing | null;
}

export const MOUNT_VERDICTS = [
  'not-a-filesystem',
  'encrypted',
  'incomplete-volume-group',
  'unknown-signature',
  'ambiguous-signatures',
  'unsupported',
  'mount-failed',
  'empty',
] as const;
export type MountVerdict = (typeof MOUNT_VERDICTS)[number];

export interface Listing {
  entries: ListingEntry[];
  /** True when there was more than the bound allowed to list. */
  truncated: boolean;
}

interface ListingEntry {
  /** Path relative to the file system's root, no leading slash. */
  path: string;
  type: 'file' | 'directory' | 'symlink' | 'other';
  sizeBytes: number;
  /** ISO 8601, seconds, UTC. */
  modifiedAt: string;
}

export interface FstabReport {
  spec: string;
  mountpoint: string;
  fstype: string;
  /** The device on the recovery server that the entry means; null with the reason when it was not found. */
  device: string | null;
  note: string | null;
}

/** An operating system found on one of the file systems. */
export interface OperatingSystem {
  /** Device of its root file system on the recovery server. */
  rootPath: string;
  prettyName: string;
  id: string | null;
  versionId: string | null;
  hostname: string | null;
  kernels: string[];
  fstab: FstabReport[];
}

export interface VolumeInspection {
  /** The volume that was attached: the original, or the clone. */
  volumeId: string;
  /** The compromised server's volume that it stands for; null for an image-booted server's own disk. */
  originalVolumeId: string | null;
  /** Found by serial, never by name; null when it never appeared in the recovery server. */
  device: string | null;
  sizeBytes: number;
  /** Partition table: `gpt`, `dos`, or null for none. */
  partitionTable: string | null;
  /** The kernel refuses writes to the disk and all that is on it. Checked, not assumed. */
  readOnly: boolean;
  filesystems: FilesystemReport[];
  operatingSystems: OperatingSystem[];
  /** Sentences for the next person: missing PVs, contradictory signatures, dirty journals. */
  warnings: string[];
}
