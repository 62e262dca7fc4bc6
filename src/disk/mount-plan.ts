/** How each file system is mounted without changing a byte, and what is said of the rest. */
import type { MountVerdict } from '../contract/inspection.ts';
import { plainText } from '../report/plain-text.ts';
import { type BlockDevice, isExtended } from './block-device.ts';
import { holdsNoFiles, isBootLoader, isLdm, LDM } from './no-files.ts';

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
  Object.entries<{ options: readonly string[]; driver?: string }>({
    ext2: { options: ['ro'] },
    ext3: { options: ['ro', 'noload'] },
    ext4: { options: ['ro', 'noload'] },
    xfs: { options: ['ro', 'norecovery', 'nouuid'] },
    btrfs: { options: ['ro', 'rescue=nologreplay', 'subvolid=5'] },
    vfat: { options: ['ro'] },
    exfat: { options: ['ro'] },
    iso9660: { options: ['ro'] },
    squashfs: { options: ['ro'] },
    f2fs: { options: ['ro', 'norecovery'] },
    ntfs: { options: ['ro'], driver: 'ntfs3' },
  }),
);

/** Nothing on the evidence may become a program, a device or somebody's rights here. */
const HARMLESS = ['nosuid', 'nodev', 'noexec'];

/** blkid's exit codes when it has read the device: it knows nothing on it; what is on it contradicts itself. */
const NOTHING_FOUND = 2;
const AMBIVALENT = 8;

/**
 * @param index - makes the mount point: never a label, which the attacker chose.
 * @param all - the devices of a btrfs that is on several.
 */
export function planMount(device: BlockDevice, index: number, all: readonly string[] = []): Mount | NotMountable {
  const { blkid, path, xfs } = device;
  const fstype = blkid.values['TYPE'];
  if (blkid.exit === AMBIVALENT) return ambiguous(device);
  if (fstype === undefined) return nothingRecognised(device);
  const known = holdsNoFiles(device, fstype);
  if (known !== null) return known;
  if (xfs?.externalLog === true) return EXTERNAL_LOG;
  const how = READ_ONLY.get(fstype);
  if (how === undefined)
    return {
      verdict: 'unsupported',
      reason: `File system ${plainText(fstype, 40)} is not mounted here.`,
      advice: 'Mount it by hand, read-only and without replay of its journal, or copy the whole device.',
    };
  const others = all.filter((each) => each !== path).map((each) => `device=${each}`);
  return {
    source: path,
    target: `/recovery/m${index}`,
    fstype: how.driver ?? fstype,
    options: [...how.options, ...others, ...HARMLESS],
  };
}

const EXTERNAL_LOG: NotMountable = {
  verdict: 'external-log',
  reason: 'An xfs whose log is on another device, which it does not name.',
  advice:
    'Find the device with the log (blkid: xfs_external_log), and mount by hand with -o ro,norecovery,nouuid,logdev=DEVICE.',
};

function ambiguous({ signatures }: BlockDevice): NotMountable {
  const told = [...new Set(signatures.map(({ type, offset }) => `${plainText(type, 40)} at ${offset}`))].slice(0, 8);
  return {
    verdict: 'ambiguous-signatures',
    reason: `Several contradictory signatures are on it${told.length === 0 ? '' : `: ${told.join(', ')}`}.`,
    advice: 'Look with wipefs --no-act on the recovery server; an expert decides which one is true.',
  };
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
  if (isLdm(device)) return LDM;
  if (blkid.values['PTTYPE'] !== undefined)
    return {
      verdict: 'empty',
      reason: 'A partition table of which the kernel reads no partition: it has none, or it is damaged.',
      advice: 'Look with sfdisk --dump on the recovery server, which also knows the second copy of a GPT.',
    };
  return sizeBytes <= 1024 * 1024 || isBootLoader(device)
    ? {
        verdict: 'not-a-filesystem',
        reason: 'A partition for a boot loader, which has no file system.',
        advice: 'Nothing to recover here.',
      }
    : {
        verdict: 'unknown-signature',
        reason: 'Nothing is recognised on it: empty, wiped, or encrypted without a header.',
        advice: 'Ask the owner what was on it; a file carver may find remains.',
      };
}

export const isMount = (plan: Mount | NotMountable): plan is Mount => 'source' in plan;
