/** What holds no files itself, or may not be touched: each named, with what a person could do about it. */
import type { Remark } from '../contract/remarks.ts';
import type { BlockDevice } from './block-device.ts';
import type { NotMountable } from './mount-plan.ts';
import { told } from './told.ts';

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
  ...told({
    code: 'encrypted',
    with: what,
    command: `sudo ${command} ${path} opened-${path.split('/').at(-1) ?? ''}`,
  }),
});

const left = (remark: Remark): NotMountable => ({ verdict: 'unsupported', ...told(remark) });
const noFiles = (remark: Remark): NotMountable => ({ verdict: 'not-a-filesystem', ...told(remark) });

const NOT_FILES: ReadonlyMap<string, NotMountable> = new Map(
  Object.entries<NotMountable>({
    swap: noFiles({ code: 'swap' }),
    swsuspend: noFiles({ code: 'swap-suspended' }),
    LVM2_member: noFiles({ code: 'physical-volume' }),
    LVM1_member: left({ code: 'lvm1-physical-volume' }),
    linux_raid_member: left({ code: 'md-superblock-unreadable' }),
    isw_raid_member: left({ code: 'firmware-raid' }),
    ddf_raid_member: left({ code: 'firmware-raid' }),
    jbd: noFiles({ code: 'ext-journal' }),
    xfs_external_log: noFiles({ code: 'xfs-log' }),
    zfs_member: left({ code: 'zfs' }),
    bcache: left({ code: 'bcache' }),
    vdo: left({ code: 'vdo' }),
    stratis: left({ code: 'stratis' }),
    drbd: left({ code: 'drbd' }),
    DM_integrity: left({ code: 'dm-integrity' }),
    DM_verity_hash: noFiles({ code: 'dm-verity' }),
    DM_snapshot_cow: left({ code: 'snapshot-store' }),
    ceph_bluestore: left({ code: 'ceph' }),
    VMFS_volume_member: left({ code: 'vmfs' }),
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

export const LDM = left({ code: 'ldm' });
