/**
 * What the inspection has to say of a disk, as codes with data: the report has words for each in every language
 * (src/report/words/remarks-*.ts). Texts in the data are safe to show; those of a kernel or a tool are its own words.
 */

/** What says all by itself. */
type PlainCode =
  | 'swap'
  | 'swap-suspended'
  | 'physical-volume'
  | 'lvm1-physical-volume'
  | 'md-superblock-unreadable'
  | 'firmware-raid'
  | 'ext-journal'
  | 'xfs-log'
  | 'zfs'
  | 'bcache'
  | 'vdo'
  | 'stratis'
  | 'drbd'
  | 'ldm'
  | 'dm-integrity'
  | 'dm-verity'
  | 'snapshot-store'
  | 'ceph'
  | 'vmfs'
  | 'xfs-external-log'
  | 'extended-partition'
  | 'empty-partition-table'
  | 'boot-loader'
  | 'nothing-recognised'
  | 'journal-dirty'
  | 'lvm-name-odd'
  | 'logical-volume-name-twice'
  | 'logical-volume-left'
  | 'logical-volume-pool'
  | 'group-left'
  | 'group-uuid-twice'
  | 'physical-volume-uuid-twice'
  | 'array-slot-twice'
  | 'array-of-recovery-server'
  | 'btrfs-uuid-twice'
  | 'partition-too-long'
  | 'fstab-no-disk'
  | 'fstab-network'
  | 'fstab-other-disk'
  | 'fstab-elsewhere'
  | 'handled-group-not-activated'
  | 'handled-array-not-started'
  | 'handled-btrfs-not-mounted'
  | 'handled-opened-by-path'
  | 'handled-found-by-disk'
  | 'handled-mounted-by-path'
  | 'handled-mounted-nouuid'
  | 'handled-one-group-at-a-time';

/** Why activating a logical volume writes to its disks. */
export type ActivationWrites =
  | 'thin-pool'
  | 'thin'
  | 'cache'
  | 'cache-pool'
  | 'writecache'
  | 'mirror'
  | 'vdo'
  | 'vdo-pool'
  | 'snapshot'
  | 'raid'
  | 'unknown';

/** As wipefs lists it: what it is of, and how many bytes from the start. */
interface Signature {
  type: string;
  offset: number;
}

/** A software RAID, as people know it. */
export interface ArrayName {
  /** `raid5` */
  level: string;
  /** Its name, else its UUID. */
  name: string;
}

type DetailedRemark =
  | { code: 'encrypted'; with: string; command: string }
  | { code: 'filesystem-unsupported'; fstype: string }
  | { code: 'no-driver'; fstype: string }
  | { code: 'mount-failed'; error: string; xfs4: boolean }
  | { code: 'unreadable'; error: string }
  | { code: 'signatures-contradict'; signatures: Signature[] }
  | { code: 'signatures-beside'; signatures: Signature[] }
  | { code: 'journal-elsewhere'; uuid: string; dirty: boolean }
  | { code: 'opened'; path: string }
  | { code: 'group-incomplete'; missing: number; uuids: string[] }
  | { code: 'activation-writes'; segtype: string; writes: ActivationWrites }
  | { code: 'physical-volume-of'; group: string; because: Remark }
  | { code: 'array-unsupported'; level: string; features: string }
  | { code: 'array-incomplete'; level: string; disks: number; here: number; needed: number; slots: number[] }
  | { code: 'array-not-started'; error: string }
  | { code: 'array-degraded'; disks: number; slots: number[] }
  | { code: 'array-members-behind'; paths: string[] }
  | ({ code: 'member-left'; because: Remark } & ArrayName)
  | ({ code: 'member-not-started'; error: string } & ArrayName)
  | ({ code: 'member-behind' } & ArrayName)
  | ({ code: 'member-spare' } & ArrayName)
  | ({ code: 'member' } & ArrayName)
  /** By UUID; null where that is not known. */
  | { code: 'btrfs-incomplete'; devices: number; here: number; missing: (string | null)[] }
  | { code: 'btrfs-member'; at: string }
  | { code: 'first-look'; mounted: string[]; active: string[]; swaps: string[] }
  | { code: 'stranger'; path: string; sizeBytes: number; serial: string }
  | { code: 'lvm-said'; error: string }
  | { code: 'group-lacks'; group: string; missing: number }
  | { code: 'group-not-activated'; group: string; because: Remark }
  | { code: 'group-failed'; group: string; error: string }
  | { code: 'logical-volume-writes'; volume: string; segtype: string }
  | { code: 'overlaid'; segtype: string; writes: ActivationWrites }
  | { code: 'logical-volumes-overlaid'; group: string; volumes: string[] }
  | { code: 'logical-volume-not-activated'; volume: string; because: Remark }
  | ({ code: 'array-remark'; because: Remark } & ArrayName)
  | { code: 'partition-beyond-the-end'; path: string }
  | { code: 'device-signatures'; path: string; because: Remark }
  | { code: 'filesystems-left-out'; count: number };

export type Remark = { [Code in PlainCode]: { code: Code } }[PlainCode] | DetailedRemark;
export type RemarkCode = Remark['code'];
export type RemarkOf<Code extends RemarkCode> = Extract<Remark, { code: Code }>;

/** A remark in words. */
export interface Told {
  /** What it is. */
  reason: string;
  /** What a person could do about it; may be empty. */
  advice: string;
}
