/** How each file system is mounted without changing a byte, and what is said of the rest. */
import type { MountVerdict } from '../contract/inspection.ts';
import { plainText } from '../report/plain-text.ts';
import { type BlockDevice, isExtended } from './block-device.ts';

export interface Mount {
  source: string;
  target: string;
  fstype: string;
  options: string[];
}

export interface NotMountable {
  verdict: MountVerdict;
  reason: string;
  advice: string;
}

/**
 * Journal replay writes to the disk even on a read-only mount; these options forbid it. `nouuid` because the original
 * of a clone may be known to the kernel. `subvolid=5` because a file system may have another default subvolume, as
 * openSUSE's has: all that is not in it would be missing, and nothing would say so. Types are named, never guessed by
 * mount: the driver is ours to choose.
 *
 * @see {@link https://docs.kernel.org/admin-guide/ext4.html} `noload`, {@link https://docs.kernel.org/admin-guide/xfs.html} `norecovery`
 */
const READ_ONLY = new Map(
  Object.entries<readonly string[]>({
    ext2: ['ro'],
    ext3: ['ro', 'noload'],
    ext4: ['ro', 'noload'],
    xfs: ['ro', 'norecovery', 'nouuid'],
    btrfs: ['ro', 'rescue=nologreplay', 'subvolid=5'],
    vfat: ['ro'],
    iso9660: ['ro'],
    squashfs: ['ro'],
  }),
);

/** Nothing on the evidence may become a program, a device or somebody's rights here. */
const HARMLESS = ['nosuid', 'nodev', 'noexec'];

/** What blkid calls containers and special contents, and what a person can do about each. */
const NOT_FILES = new Map(
  Object.entries<NotMountable>({
    swap: { verdict: 'not-a-filesystem', reason: 'Swap space: it holds no files.', advice: 'Nothing to recover here.' },
    LVM2_member: {
      verdict: 'not-a-filesystem',
      reason: 'A physical volume of LVM.',
      advice: 'Its logical volumes are listed beside it.',
    },
    linux_raid_member: {
      verdict: 'unsupported',
      reason: 'A member of a software RAID; arrays are not assembled here.',
      advice:
        'Assemble it read-only by hand on the recovery server (mdadm --assemble --readonly) when all members are attached.',
    },
    crypto_LUKS: {
      verdict: 'encrypted',
      reason: 'Encrypted with LUKS.',
      advice:
        'The owner has the passphrase: open it on the recovery server (cryptsetup open --readonly); it never goes into this system.',
    },
    BitLocker: {
      verdict: 'encrypted',
      reason: 'Encrypted with BitLocker.',
      advice: 'The owner has the recovery key; it needs a Windows system or cryptsetup bitlkOpen --readonly.',
    },
    zfs_member: {
      verdict: 'unsupported',
      reason: 'A member of a ZFS pool.',
      advice: 'Import it read-only by hand (zpool import -o readonly=on) where ZFS is installed.',
    },
    bcache: {
      verdict: 'unsupported',
      reason: 'A bcache device.',
      advice: 'Registering it writes to it: work on a clone.',
    },
  }),
);

/** blkid's exit code when it has read the device and knows nothing on it. */
const NOTHING_FOUND = 2;

/** @param index - makes the mount point: never a label, which the attacker chose. */
export function planMount(device: BlockDevice, index: number): Mount | NotMountable {
  const { blkid, path } = device;
  const fstype = blkid.values['TYPE'];
  if (blkid.exit === 8)
    return {
      verdict: 'ambiguous-signatures',
      reason: 'Several contradictory signatures are on it.',
      advice: 'Look with wipefs --no-act on the recovery server; an expert decides which one is true.',
    };
  if (fstype === undefined) return nothingRecognised(device);
  const known = NOT_FILES.get(fstype);
  if (known !== undefined) return known;
  const options = READ_ONLY.get(fstype);
  if (options === undefined)
    return {
      verdict: 'unsupported',
      reason: `File system ${plainText(fstype, 40)} is not mounted here.`,
      advice: 'Mount it by hand, read-only and without replay of its journal, or copy the whole device.',
    };
  return { source: path, target: `/recovery/m${index}`, fstype, options: [...options, ...HARMLESS] };
}

function nothingRecognised(device: BlockDevice): NotMountable {
  const { blkid, sizeBytes } = device;
  // Calling an unreadable disk empty would make people give up on it.
  if (blkid.error !== '' || (blkid.exit !== 0 && blkid.exit !== NOTHING_FOUND))
    return {
      verdict: 'unknown-signature',
      reason: `It could not be read: ${plainText(blkid.error, 200) || `blkid ended with ${blkid.exit}`}`,
      advice: 'Look at the kernel log on the recovery server; try again on a clone of its snapshot.',
    };
  if (isExtended(device))
    return {
      verdict: 'not-a-filesystem',
      reason: 'An extended partition, which holds no files itself.',
      advice: 'Its logical partitions are listed beside it.',
    };
  if (blkid.values['PTTYPE'] !== undefined)
    return {
      verdict: 'empty',
      reason: 'A partition table of which the kernel reads no partition: it has none, or it is damaged.',
      advice: 'Look with sfdisk --dump on the recovery server, which also knows the second copy of a GPT.',
    };
  return sizeBytes <= 1024 * 1024
    ? {
        verdict: 'not-a-filesystem',
        reason: 'A tiny partition, as boot loaders use.',
        advice: 'Nothing to recover here.',
      }
    : {
        verdict: 'unknown-signature',
        reason: 'Nothing is recognised on it: empty, wiped, or encrypted without a header.',
        advice: 'Ask the owner what was on it; a file carver may find remains.',
      };
}

export const isMount = (plan: Mount | NotMountable): plan is Mount => 'source' in plan;
