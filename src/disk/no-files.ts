/** What holds no files itself, or may not be touched: each named, with what a person could do about it. */
import type { BlockDevice } from './block-device.ts';
import type { NotMountable } from './mount-plan.ts';

/** By blkid's TYPE. Null for what is, or may be, a file system. */
export function holdsNoFiles({ path, blkid }: BlockDevice, fstype: string): NotMountable | null {
  if (fstype === 'crypto_LUKS')
    return encrypted(`LUKS${blkid.values['VERSION'] ?? ''}`.slice(0, 5), 'cryptsetup open --readonly', path);
  if (fstype === 'BitLocker') return encrypted('BitLocker', 'cryptsetup open --type bitlk --readonly', path);
  return NOT_FILES.get(fstype) ?? null;
}

/** The passphrase is typed there, and nowhere else. */
const encrypted = (what: string, command: string, path: string): NotMountable => ({
  verdict: 'encrypted',
  reason: `Encrypted with ${what}.`,
  advice: `Its owner has the passphrase or recovery key. On the recovery server: sudo ${command} ${path} opened-${path.split('/').at(-1) ?? ''}. Then send the update inspectAgain; the passphrase never goes into this system.`,
});

const named = (reason: string, advice: string): NotMountable => ({ verdict: 'unsupported', reason, advice });
const nothing = (reason: string): NotMountable => ({
  verdict: 'not-a-filesystem',
  reason,
  advice: 'Nothing to recover here.',
});
const FIRMWARE_RAID = named(
  'A member of a firmware RAID (described by the disks of its controller).',
  'Assemble it with mdadm on clones of all its disks.',
);

const NOT_FILES: ReadonlyMap<string, NotMountable> = new Map(
  Object.entries<NotMountable>({
    swap: nothing('Swap space: it holds no files.'),
    swsuspend: nothing('Swap space with the image of a suspended system: it holds no files.'),
    LVM2_member: {
      verdict: 'not-a-filesystem',
      reason: 'A physical volume of LVM.',
      advice: 'Its logical volumes are listed beside it.',
    },
    LVM1_member: named('A physical volume of LVM 1.', 'A system from before 2018 can read it.'),
    linux_raid_member: named(
      'A member of a software RAID whose superblock could not be read.',
      'Look with mdadm --examine; assemble it on a clone.',
    ),
    isw_raid_member: FIRMWARE_RAID,
    ddf_raid_member: FIRMWARE_RAID,
    jbd: {
      verdict: 'not-a-filesystem',
      reason: 'The journal of an ext3 or ext4 that is on another device.',
      advice: 'It is not replayed; a replay belongs on clones of both.',
    },
    xfs_external_log: {
      verdict: 'not-a-filesystem',
      reason: 'The log of an xfs that is on another device.',
      advice: 'It is not replayed; a replay belongs on clones of both.',
    },
    zfs_member: named(
      'A member of a ZFS pool.',
      'Import it by hand where ZFS is installed, on a clone: zpool import -o readonly=on -N.',
    ),
    bcache: named('A bcache device.', 'Registering it writes to it: work on a clone.'),
    vdo: named('A VDO device, which compresses and deduplicates.', 'Starting it writes to it: work on a clone.'),
    stratis: named('A device of a Stratis pool.', 'Starting the pool writes to it: work on a clone.'),
    drbd: named(
      'A device of DRBD, whose own data is at its end: what it holds begins at its start.',
      'On a clone: map it without its end, and mount what is there read-only.',
    ),
    DM_integrity: named('A device with dm-integrity.', 'Open it on a clone: integritysetup open.'),
    DM_verity_hash: nothing('Checksums of dm-verity: it holds no files.'),
    DM_snapshot_cow: named('The store of a snapshot.', 'It is of use beside its origin only, on a clone.'),
    ceph_bluestore: named('A disk of a Ceph cluster.', 'Its objects need the cluster.'),
    VMFS_volume_member: named('A datastore of VMware.', 'Read it with vmfs-fuse, on a clone.'),
  }),
);

/** Windows' dynamic disks: by the type of the partition, since blkid has no name for what is in it. */
const LDM_TYPES = new Set(['0x42', '5808c8aa-7e8f-42e0-85d2-e1e90434cfb3', 'af9b60a0-1431-4f62-bc68-3311714a69ad']);

/** GPT's BIOS boot partition, and PReP's; without a signature, whatever their size. */
const BOOT_LOADER_TYPES = new Set([
  '21686148-6449-6e6f-744e-656564454649',
  '9e1a2d38-c612-4316-aa26-8b49521e5a8b',
  '0x41',
]);

export const isBootLoader = ({ blkid: { values } }: BlockDevice): boolean =>
  BOOT_LOADER_TYPES.has(values['PART_ENTRY_TYPE'] ?? '');

export const isLdm = ({ blkid: { values } }: BlockDevice): boolean => LDM_TYPES.has(values['PART_ENTRY_TYPE'] ?? '');

export const LDM = named(
  'Part of a dynamic disk of Windows (LDM).',
  'ldmtool maps its volumes, on a clone: ldmtool create all.',
);
