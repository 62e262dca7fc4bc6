/** The compromised server's own /etc/fstab: what it mounted where, translated to the devices found here. */
import type { FstabReport } from '../contract/inspection.ts';
import type { Remark } from '../contract/remarks.ts';
import { plainText } from '../report/plain-text.ts';
import type { BlockDevice } from './block-device.ts';
import { toldShort } from './told.ts';

export interface FstabEntry {
  spec: string;
  mountpoint: string;
  fstype: string;
}

/** A hostile fstab may be endless. */
const MAX_ENTRIES = 40;

/** @see {@link https://man7.org/linux/man-pages/man5/fstab.5.html | fstab(5)}: fields by blanks, `\040` for a blank in one. */
export function parseFstab(text: string): FstabEntry[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .flatMap((line) => {
      const [spec, mountpoint, fstype] = line.split(/\s+/).map(unescape);
      return spec === undefined || mountpoint === undefined || fstype === undefined
        ? []
        : [{ spec, mountpoint, fstype }];
    })
    .slice(0, MAX_ENTRIES);
}

const unescape = (field: string): string =>
  field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** @param root - device of the root file system: where the entry's own names (`/dev/vda1`) are counted from. */
export function resolveFstab(
  entries: readonly FstabEntry[],
  devices: readonly BlockDevice[],
  root: BlockDevice,
): FstabReport[] {
  return entries.map(({ spec, mountpoint, fstype }) => {
    const found = deviceOf(spec, devices, root);
    const remark = found === null ? whyNot(spec, fstype) : null;
    return {
      spec: plainText(spec, 200),
      mountpoint: plainText(mountpoint, 200),
      fstype: plainText(fstype, 40),
      device: found?.path ?? null,
      note: remark === null ? null : toldShort(remark),
      ...(remark === null ? {} : { remark }),
    };
  });
}

const TAGS: Readonly<Record<string, string>> = {
  UUID: 'UUID',
  LABEL: 'LABEL',
  PARTUUID: 'PART_ENTRY_UUID',
  PARTLABEL: 'PART_ENTRY_NAME',
};

function deviceOf(spec: string, devices: readonly BlockDevice[], root: BlockDevice): BlockDevice | null {
  const [, tag = '', value = ''] = /^([A-Z]+)=["']?(.*?)["']?$/.exec(spec) ?? [];
  const key = TAGS[tag];
  if (key !== undefined)
    return devices.find(({ blkid }) => blkid.values[key]?.toLowerCase() === value.toLowerCase()) ?? null;
  const byUuid = /^\/dev\/disk\/by-uuid\/(.+)$/.exec(spec)?.[1];
  if (byUuid !== undefined) return devices.find(({ blkid }) => blkid.values['UUID'] === byUuid) ?? null;
  const own = /^\/dev\/(.+)$/.exec(spec)?.[1];
  if (own === undefined) return null;
  return devices.find(({ names }) => names.includes(own)) ?? partitionOfRootDisk(spec, devices, root);
}

/** `/dev/vda2` is the victim's own view: its first disk is the one with the root file system. Other letters can't be known. */
function partitionOfRootDisk(spec: string, devices: readonly BlockDevice[], root: BlockDevice): BlockDevice | null {
  const number = /^\/dev\/(?:vd|sd|xvd)a(\d+)$/.exec(spec)?.[1];
  const disk = root.stack[1]?.startsWith('partition ') === true ? /^(.*?)p?\d+$/.exec(root.path)?.[1] : undefined;
  if (number === undefined || disk === undefined) return null;
  return devices.find(({ path }) => path === `${disk}${number}` || path === `${disk}p${number}`) ?? null;
}

function whyNot(spec: string, fstype: string): Remark {
  if (['tmpfs', 'proc', 'sysfs', 'devpts', 'cgroup', 'none'].includes(fstype)) return { code: 'fstab-no-disk' };
  if (['nfs', 'nfs4', 'cifs', 'ceph', 'fuse.sshfs'].includes(fstype)) return { code: 'fstab-network' };
  return { code: /^\/dev\/(?:vd|sd|xvd)[b-z]/.test(spec) ? 'fstab-other-disk' : 'fstab-elsewhere' };
}
