import type { ActivationWrites } from '../../contract/remarks.ts';
import { type RemarkWords, sentence } from './remarks.ts';

const NOTHING_HERE = 'Nothing to recover here.';
const ON_A_CLONE = 'Assemble it on a clone.';
const BY_HAND_ON_A_CLONE = 'Activate it on a clone, by hand.';
const ALL_IN_ONE = 'Recover again with the volumes that hold them, all in one recovery.';
const ONE_OF_THEM = 'Recover again with one of them.';
const ONE_OF_THEM_OR_IMAGE =
  'Recover again with one of them; if it is the recovery server that has it, with another image for that server.';
const CLONES_OF_BOTH = 'A replay belongs on clones of both.';
const MAY_BE_MISSING = 'the newest files may be missing here.';
const JOURNAL_DIRTY = `Its journal holds changes that were not replayed: ${MAY_BE_MISSING}`;

/** What activation writes, by type (kernel: Documentation/admin-guide/device-mapper). */
const WRITES: Readonly<Record<ActivationWrites, string>> = {
  'thin-pool': 'a thin pool is opened for writing when it is activated',
  thin: 'a thin volume needs its pool, which is opened for writing when it is activated',
  cache: 'a cache writes to its metadata when it is activated, and back to its origin',
  'cache-pool': 'a cache writes to its metadata when it is activated, and back to its origin',
  writecache: 'a write cache writes back to its origin; without it, the newest data is missing',
  mirror: 'a mirror writes to its log when it is activated, and copies from leg to leg',
  vdo: 'a VDO volume writes to its journal when it is activated',
  'vdo-pool': 'a VDO pool writes to its journal when it is activated',
  snapshot: 'a snapshot writes to its store when its origin or itself is written to',
  raid: 'RAID writes to its superblocks when it is activated, read-only or not',
  unknown: 'it may write to its disks when it is activated',
};

const be = (count: number): string => (count === 1 ? 'is' : 'are');
const slots = (numbers: readonly number[]): string => `slot ${numbers.join(', slot ')}`;
const member = ({ level, name }: { level: string; name: string }): string =>
  `A member of a software RAID (${level}, ${name})`;

export const remarksEn: RemarkWords = {
  // What holds no files, or is not read.
  encrypted: ({ with: what, command }) => [
    `Encrypted with ${what}.`,
    `Its owner has the passphrase or recovery key. On the recovery server: ${command}. Then send the update inspectAgain; the passphrase never goes into this system.`,
  ],
  swap: ['Swap space: it holds no files.', NOTHING_HERE],
  'swap-suspended': [
    'Swap space with the image of a suspended system: it holds no files.',
    'All that was in its memory is in it, keys and passwords too: leave it out of what the owner gets. Whoever looks into the intrusion may want it.',
  ],
  'physical-volume': ['A physical volume of LVM.', 'Its logical volumes are listed beside it.'],
  'lvm1-physical-volume': ['A physical volume of LVM 1.', 'A system from before 2018 can read it.'],
  'md-superblock-unreadable': [
    'A member of a software RAID whose superblock could not be read.',
    'Look with mdadm --examine; assemble it on a clone.',
  ],
  'firmware-raid': [
    'A member of a firmware RAID (described by the disks of its controller).',
    'Assemble it with mdadm on clones of all its disks.',
  ],
  'ext-journal': [
    'The journal of an ext3 or ext4 that is on another device.',
    'It is not replayed; a replay belongs on clones of both.',
  ],
  'xfs-log': [
    'The log of an xfs that is on another device.',
    'It is not replayed; a replay belongs on clones of both.',
  ],
  zfs: [
    'A member of a ZFS pool.',
    'Import it by hand where ZFS is installed, on a clone: zpool import -o readonly=on -N.',
  ],
  bcache: ['A bcache device.', 'Registering it writes to it: work on a clone.'],
  vdo: ['A VDO device, which compresses and deduplicates.', 'Starting it writes to it: work on a clone.'],
  stratis: ['A device of a Stratis pool.', 'Starting the pool writes to it: work on a clone.'],
  drbd: [
    'A device of DRBD, whose own data is at its end: what it holds begins at its start.',
    'On a clone: map it without its end, and mount what is there read-only.',
  ],
  ldm: ['Part of a dynamic disk of Windows (LDM).', 'ldmtool maps its volumes, on a clone: ldmtool create all.'],
  'dm-integrity': ['A device with dm-integrity.', 'Open it on a clone: integritysetup open.'],
  'dm-verity': ['Checksums of dm-verity: it holds no files.', NOTHING_HERE],
  'snapshot-store': ['The store of a snapshot.', 'It is of use beside its origin only, on a clone.'],
  ceph: ['A disk of a Ceph cluster.', 'Its objects need the cluster.'],
  vmfs: ['A datastore of VMware.', 'Read it with vmfs-fuse, on a clone.'],
  opened: ({ path }) => [`An encrypted container, opened as ${path}.`, 'What is in it is listed beside it.'],
  'extended-partition': [
    'An extended partition, which holds no files itself.',
    'Its logical partitions are listed beside it.',
  ],
  'empty-partition-table': [
    'A partition table of which the kernel reads no partition: it has none, or it is damaged.',
    'Look with sfdisk --dump on the recovery server, which also knows the second copy of a GPT.',
  ],
  'boot-loader': ['A partition for a boot loader, which has no file system.', NOTHING_HERE],
  'nothing-recognised': [
    'Nothing is recognised on it: empty, wiped, or encrypted without a header.',
    'Ask the owner what was on it; a file carver may find remains.',
  ],
  unreadable: ({ error }) => [
    `It could not be read: ${error}`,
    'Look at the kernel log on the recovery server; try again on a clone of its snapshot.',
  ],
  'signatures-contradict': ({ signatures }) => [
    `Several contradictory signatures are on it${signatures.length === 0 ? '' : `: ${signatures.map(({ type, offset }) => `${type} at ${offset}`).join(', ')}`}.`,
    'Look with wipefs --no-act on the recovery server; an expert decides which one is true.',
  ],
  'signatures-beside': ({ signatures }) => [
    `It is signed as something else too: ${signatures.map(({ type, offset }) => `${type} at byte ${offset}`).join(', ')}. Either that is what was there before, or it was overwritten in part.`,
    'Look with wipefs --no-act on the recovery server, where files are missing.',
  ],

  // Mounting.
  'filesystem-unsupported': ({ fstype }) => [
    `File system ${fstype} is not mounted here.`,
    'Mount it by hand, read-only and without replay of its journal, or copy the whole device.',
  ],
  'no-driver': ({ fstype }) => [
    `The kernel of the recovery server has no driver for ${fstype}.`,
    `Recover again with another image for the recovery server, such as ${fstype === 'ntfs' ? 'Debian 13' : 'Debian 12'}.`,
  ],
  'mount-failed': ({ error, xfs4 }) =>
    xfs4
      ? [
          `It could not be mounted: ${error} It is an xfs of version 4, which newer kernels refuse.`,
          'Recover again with an image of an older kernel for the recovery server, such as Debian 12.',
        ]
      : [
          `It could not be mounted: ${error}`,
          'Look at the kernel log on the recovery server; a replay of the journal or a repair belongs on a clone.',
        ],
  'xfs-external-log': [
    'An xfs whose log is on another device, which it does not name.',
    'Find the device with the log (blkid: xfs_external_log), and mount by hand with -o ro,norecovery,nouuid,logdev=DEVICE.',
  ],
  'journal-dirty': [
    JOURNAL_DIRTY,
    'A replay belongs on a clone: send the update replayOnClone, which makes one or says why it can not.',
  ],
  'journal-elsewhere': ({ uuid, dirty }) => [
    `${dirty ? `${JOURNAL_DIRTY} ` : ''}Its journal is on another device, of UUID ${uuid}, and was not replayed: ${MAY_BE_MISSING}`,
    CLONES_OF_BOTH,
  ],
  'partition-too-long': [
    'It is longer in the partition table than the disk.',
    "The disk was cut, or the table is another disk's: look at the disk's history.",
  ],

  // LVM.
  'group-incomplete': ({ missing, uuids }) => [
    `${missing} of its physical volumes ${be(missing)} not here: ${uuids.join(', ')}.`,
    ALL_IN_ONE,
  ],
  'group-uuid-twice': [
    'Another device here has the same UUID as one of its physical volumes: one may be a copy of the other.',
    ONE_OF_THEM_OR_IMAGE,
  ],
  'lvm-name-odd': ['Its name is not one that LVM allows.', BY_HAND_ON_A_CLONE],
  'group-left': ['Its volume group was not activated.'],
  'activation-writes': ({ segtype, writes }) => [`Type ${segtype}: ${WRITES[writes]}.`, 'Activate it on a clone only.'],
  'logical-volume-name-twice': [
    'A logical volume of the same name in a group of the same name is active.',
    'Recover again with the volumes of this group alone.',
  ],
  'logical-volume-pool': ['A pool: what is in it are the volumes beside it.'],
  'logical-volume-left': ['LVM did not activate it.', 'The warnings have the words of LVM.'],
  'physical-volume-of': ({ group, because }, tell) => {
    const { reason, advice } = tell(because);
    return [`A physical volume of LVM group ${group}. ${reason}`, advice];
  },
  'physical-volume-uuid-twice': [
    'A physical volume of LVM with the UUID of another one here: one may be a copy of the other.',
    ONE_OF_THEM,
  ],

  // Software RAID, and a btrfs over several devices.
  'array-unsupported': ({ level, features }) => [
    `An array of type ${level} with features that are not read here (${features}): a reshape, a journal, or more.`,
    ON_A_CLONE,
  ],
  'array-slot-twice': ['Two devices claim the same place in this array: one may be a copy of the other.', ONE_OF_THEM],
  'array-incomplete': ({ level, disks, here, needed, slots: missing }) => [
    `An array of type ${level} with ${disks} members, of which ${here} are here and up to date; it needs ${needed}. Not here: ${slots(missing)}.`,
    ALL_IN_ONE,
  ],
  'array-of-recovery-server': [
    'The recovery server itself has an array with this UUID.',
    'Recover again with another image for the recovery server.',
  ],
  'array-not-started': ({ error }) => [`The kernel did not start it read-only: ${error}.`, ON_A_CLONE],
  'array-degraded': ({ disks, slots: missing }) => [
    `${missing.length} of its ${disks} members ${be(missing.length)} not here or not up to date (${slots(missing)}); it could be read without.`,
    'A member that is elsewhere may hold something newer: compare, where it matters.',
  ],
  'array-members-behind': ({ paths }) => [`${paths.join(', ')} is behind the other members and was left out.`],
  'member-left': ({ because, ...array }, tell) => {
    const { reason, advice } = tell(because);
    return [`${member(array)}. ${reason}`, advice];
  },
  'member-not-started': ({ error, ...array }) => [
    `${member(array)} that the kernel did not start read-only: ${error}`,
    ON_A_CLONE,
  ],
  'member-behind': (array) => [
    `${member(array)} that is behind the others: it was left out of the array.`,
    'It holds an older state; it may still be of use where the newer one is damaged.',
  ],
  'member-spare': (array) => [`${member(array)}, without a place in it: a spare.`, NOTHING_HERE],
  member: (array) => [`${member(array)}.`, 'The array is listed beside it.'],
  'btrfs-uuid-twice': [
    'Another device has the same identity: the kernel takes the two for one file system.',
    ONE_OF_THEM_OR_IMAGE,
  ],
  'btrfs-incomplete': ({ devices, here, missing }) => [
    `A btrfs over ${devices} devices, of which ${here} ${be(here)} here. Not here: ${missing.map((uuid) => uuid ?? 'a device whose UUID is not known').join(', ')}.`,
    ALL_IN_ONE,
  ],
  'btrfs-member': ({ at }) => [`A device of the btrfs that is mounted at ${at}.`, 'Its files are listed there.'],

  // Warnings.
  'first-look': ({ mounted, active, swaps }) => [
    `The recovery server had begun to use this disk by itself before it was looked at: ${[
      ...mounted.map((point) => `mounted at ${point}`),
      ...active,
      ...swaps.map((path) => `swap on ${path}`),
    ].join(', ')}. Tell the cloud team; compare the data with a clone of the snapshot.`,
  ],
  stranger: ({ path, sizeBytes, serial }) => [
    `A disk that is none of the volumes of this recovery is attached too: ${path} (${sizeBytes} bytes, ${serial === '' ? 'without a serial' : `serial ${serial}`}).`,
  ],
  'lvm-said': ({ error }) => [`LVM said: ${error}`],
  'group-lacks': ({ group, missing }) => [
    `Volume group ${group} lacks ${missing} of its physical volumes: attach the volumes that hold them in the same recovery. It was not activated.`,
  ],
  'group-not-activated': ({ group, because }, tell) => [
    `Volume group ${group} was not activated. ${sentence(tell(because))}`,
  ],
  'group-failed': ({ group, error }) => [`Volume group ${group} could not be activated: ${error}`],
  'logical-volume-writes': ({ volume, segtype }) => [
    `Logical volume ${volume} is of type ${segtype}, which writes to its disks when it is activated: do that on a clone only. It was not activated.`,
  ],
  overlaid: ({ segtype, writes }) => [
    `Type ${segtype}: ${WRITES[writes]}. It was activated on an overlay of the disk: what is written there stays in the recovery server’s memory.`,
    'Elsewhere, activate it through an overlay as well, or on a clone.',
  ],
  'logical-volumes-overlaid': ({ group, volumes }) => [
    `Logical volumes of group ${group} that write, or may write, to its disks when they are activated: ${volumes.join(', ')}. They are read through an overlay, so that the disks stay as they are; elsewhere, do not activate them without one.`,
  ],
  'logical-volume-not-activated': ({ volume, because }, tell) => [
    `Logical volume ${volume} was not activated. ${sentence(tell(because))}`,
  ],
  'array-remark': ({ name, level, because }, tell) => [`Array ${name} (${level}): ${sentence(tell(because))}`],
  'partition-beyond-the-end': ({ path }) => [
    `${path} is longer in the partition table than the disk: the disk was cut, or the table is another disk's.`,
  ],
  'device-signatures': ({ path, because }, tell) => [`${path}: ${tell(because).reason}`],
  'filesystems-left-out': ({ count }) => [
    `${count} more file systems are left out of this report; they are mounted all the same.`,
  ],

  // Entries of an fstab, in the middle of a table.
  'fstab-no-disk': ['not a disk'],
  'fstab-network': ['a network file system: not on these volumes'],
  'fstab-other-disk': ["the server's own name of another disk; it can't be translated"],
  'fstab-elsewhere': ['not on the volumes of this recovery'],

  // What was done about an identity that is there twice. Nothing on the evidence is renamed.
  'handled-group-not-activated': [
    'No volume group on them was activated: LVM can not tell them apart. Recover again with one of them.',
  ],
  'handled-array-not-started': [
    'The array was not started: its members can not be told apart. Recover again with one of them.',
  ],
  'handled-btrfs-not-mounted': [
    'Not mounted: the kernel takes them for one file system. Recover again with one of them.',
  ],
  'handled-opened-by-path': ['Opened by path, never by UUID.'],
  'handled-found-by-disk': ['Partitions are found by their disk, never by UUID.'],
  'handled-mounted-by-path': ['Mounted by path, never by UUID.'],
  'handled-mounted-nouuid': ['Mounted by path, with nouuid.'],
  'handled-one-group-at-a-time': ['LVM was shown the disks of one group at a time; nothing was renamed.'],
};
