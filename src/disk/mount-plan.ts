/** How each file system is mounted without changing a byte, and what is said of the rest. */
import type { MountVerdict } from '../contract/inspection.ts';
import { plainText } from '../report/plain-text.ts';
import { type BlockDevice, isExtended } from './block-device.ts';
import { holdsNoFiles, isBootLoader, isLdm, LDM } from './no-files.ts';
import { type Remarked, told } from './told.ts';

export interface Mount {
  source: string;
  target: string;
  fstype: string;
  options: string[];
}

export interface NotMountable extends Remarked {
  verdict: MountVerdict;
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
    return { verdict: 'unsupported', ...told({ code: 'filesystem-unsupported', fstype: plainText(fstype, 40) }) };
  const others = all.filter((each) => each !== path).map((each) => `device=${each}`);
  return {
    source: path,
    target: `/recovery/m${index}`,
    fstype: how.driver ?? fstype,
    options: [...how.options, ...others, ...HARMLESS],
  };
}

const EXTERNAL_LOG: NotMountable = { verdict: 'external-log', ...told({ code: 'xfs-external-log' }) };

function ambiguous({ signatures }: BlockDevice): NotMountable {
  const each = new Map(
    signatures.map(({ type, offset }) => [`${type} ${offset}`, { type: plainText(type, 40), offset }]),
  );
  const shown = [...each.values()].slice(0, 8);
  return { verdict: 'ambiguous-signatures', ...told({ code: 'signatures-contradict', signatures: shown }) };
}

function nothingRecognised(device: BlockDevice): NotMountable {
  const { blkid, sizeBytes } = device;
  // Calling an unreadable disk empty would make people give up on it.
  if (blkid.error !== '' || (blkid.exit !== 0 && blkid.exit !== NOTHING_FOUND)) {
    const error = plainText(blkid.error, 200) || `blkid ended with ${blkid.exit}`;
    return { verdict: 'unknown-signature', ...told({ code: 'unreadable', error }) };
  }
  if (isExtended(device)) return { verdict: 'not-a-filesystem', ...told({ code: 'extended-partition' }) };
  if (isLdm(device)) return LDM;
  if (blkid.values['PTTYPE'] !== undefined) return { verdict: 'empty', ...told({ code: 'empty-partition-table' }) };
  return sizeBytes <= 1024 * 1024 || isBootLoader(device)
    ? { verdict: 'not-a-filesystem', ...told({ code: 'boot-loader' }) }
    : { verdict: 'unknown-signature', ...told({ code: 'nothing-recognised' }) };
}

export const isMount = (plan: Mount | NotMountable): plan is Mount => 'source' in plan;
