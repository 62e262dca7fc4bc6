/** The product's findings beside those of virt-inspector, field by field. */
import type { VolumeInspection } from '../../src/contract/inspection.ts';
import type { Seen } from './virt-inspector.ts';

export const FIELDS = ['file systems', 'root', 'operating system', 'hostname', 'mount points'] as const;
export type Field = (typeof FIELDS)[number];

export interface Compared {
  field: Field;
  /** Sorted and joined, in our names of devices; empty for nothing. */
  ours: string;
  theirs: string;
}

export const compared = (inspections: readonly VolumeInspection[], seen: Seen): Compared[] => {
  const ours = oursOf(inspections);
  const theirs = theirsOf(seen, mappedNames(inspections));
  return FIELDS.map((field) => ({ field, ours: lines(ours[field]), theirs: lines(theirs[field]) }));
};

const lines = (found: readonly string[]): string => [...new Set(found)].toSorted().join(', ');

/** What blkid tells of a device and is no file system, as libguestfs leaves it out of its list, too. */
const CONTAINER = /_member$|^crypto_LUKS$|^BitLocker$|^bcache$|^drbd$|^vdo$|^stratis$|^jbd$/;

function oursOf(inspections: readonly VolumeInspection[]): Record<Field, string[]> {
  const systems = inspections.flatMap(({ operatingSystems }) => operatingSystems);
  return {
    'file systems': inspections
      .flatMap(({ filesystems }) => filesystems)
      .flatMap(({ path, fstype }) => (fstype === null || CONTAINER.test(fstype) ? [] : [`${path} ${fstype}`])),
    root: systems.map(({ rootPath }) => rootPath),
    'operating system': systems.map(({ prettyName }) => prettyName),
    hostname: systems.map(({ hostname }) => hostname ?? 'none'),
    'mount points': systems.flatMap(({ fstab }) =>
      fstab.flatMap(({ mountpoint, device }) =>
        device === null || !mountpoint.startsWith('/') ? [] : [`${mountpoint} ${device}`],
      ),
    ),
  };
}

function theirsOf({ filesystems, systems }: Seen, named: (device: string) => string): Record<Field, string[]> {
  return {
    'file systems': Object.entries(filesystems).flatMap(([device, type]) =>
      type === 'unknown' || CONTAINER.test(type) ? [] : [`${named(device)} ${type}`],
    ),
    root: systems.map(({ root }) => named(root)),
    'operating system': systems.map(({ productName }) => (productName === '' ? 'no name' : productName)),
    hostname: systems.map(({ hostname }) => (hostname === '' ? 'none' : hostname)),
    'mount points': systems.flatMap(({ mountpoints }) =>
      Object.entries(mountpoints).map(([point, device]) => `${point} ${named(device)}`),
    ),
  };
}

const isArray = (path: string): boolean => /^\/dev\/md\d+$/.test(path);

/** Its number is nobody's choice: where there is one array, theirs is ours. */
function arrayNames(paths: readonly string[]): (device: string) => string {
  const [ours, ...others] = new Set(paths.filter(isArray));
  return (device) => (ours === undefined || others.length > 0 ? device : ours);
}

/** Their `/dev/sda1` is our `/dev/vdb1`, their `/dev/group/volume` our `/dev/mapper/group-volume`. */
function mappedNames(inspections: readonly VolumeInspection[]): (device: string) => string {
  const paths = inspections.flatMap(({ filesystems }) => filesystems.map(({ path }) => path));
  const onArray = arrayNames(paths);
  return (said) => {
    // A subvolume is on its device; ours tells it in the plan of mounts.
    const device = said.replace(/^btrfsvol:(\/dev\/(?:[a-z]+\d*|mapper\/[^/]+|[^/]+\/[^/]+))\/.*$/, '$1');
    if (isArray(device)) return onArray(device);
    const [, letter, rest = ''] = /^\/dev\/sd([a-z])(\d*)$/.exec(device) ?? [];
    if (letter !== undefined) return `/dev/vd${String.fromCharCode(letter.charCodeAt(0) + 1)}${rest}`;
    const [, group, logical] = /^\/dev\/([^/]+)\/([^/]+)$/.exec(device) ?? [];
    const mapper = `/dev/mapper/${group?.replaceAll('-', '--') ?? ''}-${logical?.replaceAll('-', '--') ?? ''}`;
    return paths.includes(mapper) ? mapper : device;
  };
}
