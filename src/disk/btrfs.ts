/** A btrfs over several devices: it is mounted at one of them, when all are here. */
import { plainText } from '../report/plain-text.ts';
import type { BlockDevice } from './block-device.ts';
import type { NotMountable } from './mount-plan.ts';
import { told } from './told.ts';

export interface BtrfsSet {
  fsid: string;
  /** In the order of their ids in the file system. */
  paths: string[];
  /** How many it has. */
  count: number;
  /** Those that are not here, by UUID; null where it is not known. */
  missing: (string | null)[];
}

export function btrfsSetsOf(devices: readonly BlockDevice[]): BtrfsSet[] {
  const all = devices.flatMap(({ path, btrfs }) => (btrfs === null ? [] : [{ path, btrfs }]));
  const fsids = [...new Set(all.map(({ btrfs }) => btrfs.fsid))];
  return fsids.map((fsid) => {
    const here = all.filter(({ btrfs }) => btrfs.fsid === fsid).toSorted((a, b) => a.btrfs.deviceId - b.btrfs.deviceId);
    const ids = new Set(here.map(({ btrfs }) => btrfs.deviceId));
    const known = new Map(here.flatMap(({ btrfs }) => btrfs.known.map(({ deviceId, uuid }) => [deviceId, uuid])));
    const count = Math.max(...here.map(({ btrfs }) => btrfs.devices));
    const absent = [...known].filter(([id]) => !ids.has(id)).map(([, uuid]) => plainText(uuid, 64));
    const unknown = Math.max(0, Math.min(count, 100) - ids.size - absent.length);
    return {
      fsid,
      paths: here.map(({ path }) => path),
      count,
      missing: [...absent, ...Array.from({ length: unknown }, () => null)],
    };
  });
}

/**
 * @returns null for the device at which it is mounted, and for what is on one device alone.
 * @param twice - devices that the kernel would take for others.
 */
export function btrfsObjection(
  device: BlockDevice,
  sets: readonly BtrfsSet[],
  twice: ReadonlySet<string>,
): NotMountable | null {
  const set = sets.find(({ paths }) => paths.includes(device.path));
  if (set === undefined) return null;
  if (set.paths.some((path) => twice.has(path)))
    return { verdict: 'uuid-twice', ...told({ code: 'btrfs-uuid-twice' }) };
  if (set.missing.length > 0)
    return {
      verdict: 'incomplete-filesystem',
      ...told({
        code: 'btrfs-incomplete',
        devices: set.count,
        here: set.paths.length,
        missing: set.missing.slice(0, 8),
      }),
    };
  return set.paths[0] === device.path
    ? null
    : { verdict: 'not-a-filesystem', ...told({ code: 'btrfs-member', at: set.paths[0] ?? '' }) };
}
