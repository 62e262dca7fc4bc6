/**
 * What the inspection of the volumes found: typed, bounded, and every string already made safe to show. Its sentences
 * are English; beside each is the remark that it tells, for other languages. Those found before there were remarks have
 * none.
 */
import type { Remark } from './remarks.ts';

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
    | {
        status: 'mounted';
        mountpoint: string;
        options: string[];
        usedBytes: number | null;
        note: string | null;
        remark?: Remark;
      }
    /** Not mounted: why, and what a person could do about it. */
    | { status: 'not-mounted'; verdict: MountVerdict; reason: string; advice: string; remark?: Remark };
  /** Top of the tree, bounded in depth and number; metadata only. Null when it wasn't mounted. */
  listing: Listing | null;
  /** Paths of a btrfs's subvolumes, when it has some: snapshots are among them. */
  subvolumes?: string[];
}

export const MOUNT_VERDICTS = [
  'not-a-filesystem',
  'encrypted',
  'incomplete-volume-group',
  'incomplete-array',
  'incomplete-filesystem',
  'external-log',
  'uuid-twice',
  'unknown-signature',
  'ambiguous-signatures',
  'unsupported',
  'mount-failed',
  'empty',
] as const;
export type MountVerdict = (typeof MOUNT_VERDICTS)[number];

/** What is said of a layer, beside why a file system is not mounted. */
export const LAYER_VERDICTS = [
  ...MOUNT_VERDICTS,
  /** A logical volume whose type writes to its disks when it is activated. */
  'writes-when-activated',
  /** Such a one that was activated all the same: an overlay took what it wrote. */
  'through-overlay',
  /** A volume group, or an array, that was left as it is. */
  'not-activated',
  'name-twice',
  /** A member of an array that is behind the others: what it holds is older. */
  'out-of-date',
  /** An array, or a file system over several devices, that lacks members and can be read all the same. */
  'degraded',
  /** Remains of something that was there before: reported, never believed. */
  'stale-signature',
  'beyond-the-end',
  'journal-not-replayed',
] as const;
export type LayerVerdictCode = (typeof LAYER_VERDICTS)[number];

export interface LayerVerdict {
  code: LayerVerdictCode;
  /** English sentences, safe to show: what it is, and what a person could do about it (may be empty). */
  reason: string;
  advice: string;
  remark?: Remark;
}

export const LAYER_KINDS = [
  'disk',
  'partition',
  /** A physical volume; the group that it belongs to is below it, or below another one: `partOf`. */
  'lvm-pv',
  'lvm-vg',
  'lvm-lv',
  /** A member of a software RAID; the array is below it, or below another member: `partOf`. */
  'md-member',
  'md',
  /** An encrypted container (`type` says which); what was opened of it is below. */
  'encrypted',
  /** The device that a person opened with a passphrase. */
  'opened',
  /** A device of a btrfs; the file system is below it, or below another one: `partOf`. Only where it has several. */
  'btrfs-member',
  'filesystem',
  'swap',
  /** Named and left alone: ZFS, bcache, VDO, Stratis, DRBD, LDM, an external journal, an extended partition. */
  'other',
  /** Nothing is recognised. */
  'unrecognised',
] as const;
export type LayerKind = (typeof LAYER_KINDS)[number];

/** A signature of something on a device, as wipefs lists it. */
interface Signature {
  /** blkid's TYPE, or PTTYPE for a partition table. */
  type: string;
  /** Bytes from the start of the device. */
  offset: number;
}

/** One layer of what lies on a disk: a tree, from the disk down to the file systems. */
export interface Layer {
  kind: LayerKind;
  /** Device on the recovery server; null for what has none: a volume group, a logical volume that was not activated. */
  path: string | null;
  /** What it is called: `partition 1`, a volume group's name, an array's; null where it has no name. */
  name: string | null;
  /** Partition type, blkid's TYPE, LVM's segment type (`linear`, `thin-pool`), RAID level (`raid1`); null for none. */
  type: string | null;
  label: string | null;
  uuid: string | null;
  sizeBytes: number;
  /** Where it begins on the device that holds it; null where it is not one stretch of it, or that isn't known. */
  startBytes: number | null;
  verdicts: LayerVerdict[];
  /** The other volumes of this recovery that it spans: their `volumeId`s. */
  spans: string[];
  /** Members that are not here, by the UUID that they would have, or `slot 2` where only that is known. */
  missing: string[];
  /** A member that is told with another volume or device: what it belongs to, by UUID. Null when that is below. */
  partOf: string | null;
  /** All that is signed on it, when that is more than the one thing that it is. */
  signatures: Signature[];
  children: Layer[];
}

/** The same identity twice: found before anything is activated or mounted. */
export interface Collision {
  of: 'filesystem-uuid' | 'partition-uuid' | 'pv-uuid' | 'vg-uuid' | 'vg-name' | 'luks-uuid' | 'md-uuid';
  value: string;
  /** Devices on the recovery server that share it, or lie in a group of that name. */
  paths: string[];
  /** One of them is the recovery server's own. */
  withRecoveryServer: boolean;
  /** English sentence: what was done about it. Nothing on the evidence was renamed. */
  handled: string;
  remark?: Remark;
}

/** How the recovery server knew which disk it is. All of it agreed, or the recovery would have stopped. */
interface DiskIdentity {
  /** As the disk gives it: the volume's id, which virtio-blk cuts to 20 characters. Null where it was found by its udev link. */
  serial: string | null;
  /** It was not there when the recovery server booted; null where that can't be told. */
  appeared: boolean | null;
  /** Cinder's size, to the byte. */
  sizeMatches: boolean;
}

/** What the recovery server had done with the disk by itself when it was first looked at. Empty lists: nothing. */
export interface FirstLook {
  mounted: string[];
  /** Mapped devices and arrays. */
  active: string[];
  swaps: string[];
}

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
  remark?: Remark;
}

/** An operating system found on one of the file systems. */
export interface OperatingSystem {
  /** Device of its root file system on the recovery server. */
  rootPath: string;
  /** The subvolume of a btrfs that is its root; left out where it is the whole file system. */
  subvolume?: string;
  prettyName: string;
  id: string | null;
  versionId: string | null;
  hostname: string | null;
  kernels: string[];
  fstab: FstabReport[];
}

/** A file system of a clone on which its journal was to be replayed. */
export interface ReplayedFilesystem {
  /** Device on the recovery server. */
  path: string;
  fstype: string;
  /** Why it was not; empty when it was. */
  error: string;
}

export interface VolumeInspection {
  /** The volume that was attached: the original, or the clone. */
  volumeId: string;
  /** The compromised server's volume that it stands for; null for an image-booted server's own disk. */
  originalVolumeId: string | null;
  /** For a clone on which the journals were replayed: the `volumeId` of the disk that it shows beside. */
  replayOf?: string;
  /** Found by serial, never by name; null when it never appeared in the recovery server. */
  device: string | null;
  sizeBytes: number;
  /** Partition table: `gpt`, `dos`, or null for none. */
  partitionTable: string | null;
  /** The kernel refuses writes to the disk and all that is on it. Checked, not assumed. */
  readOnly: boolean;
  identity: DiskIdentity;
  firstLook: FirstLook;
  /** The whole disk, from the outside in; null when it never appeared. */
  layers: Layer | null;
  /** Those that concern this volume. */
  collisions: Collision[];
  filesystems: FilesystemReport[];
  operatingSystems: OperatingSystem[];
  /** English sentences for the next person: missing PVs, contradictory signatures, dirty journals. */
  warnings: string[];
  /** The same, in the same order. */
  warningRemarks?: Remark[];
}
