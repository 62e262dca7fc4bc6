/** Finds the operating systems: which file system is a root, and what it says of itself. */
import type { FilesystemRole, OperatingSystem } from '../contract/inspection.ts';
import { plainText } from '../report/plain-text.ts';
import type { BlockDevice } from './block-device.ts';
import { parseFstab, resolveFstab } from './fstab.ts';
import type { FilesystemFacts } from './guest-protocol.ts';

/** libguestfs's rule (daemon/inspect_fs.ml): /etc, and /bin or a link to it, and an fstab or a hosts file. */
export const isLinuxRoot = ({ folders, fstab, osRelease }: FilesystemFacts): boolean =>
  folders.includes('etc') &&
  (folders.includes('bin') || folders.includes('usr')) &&
  (fstab !== null || osRelease !== null);

export function roleOf(facts: FilesystemFacts): FilesystemRole {
  const { folders, kernels } = facts;
  if (isLinuxRoot(facts)) return 'root';
  if (folders.includes('grub') || folders.includes('grub2') || folders.includes('EFI') || kernels.length > 0)
    return 'boot';
  return 'data';
}

/** @param factsOf - of what is mounted of each device: a system may have its /usr and its /boot elsewhere. */
export function describeSystem(
  root: BlockDevice,
  facts: FilesystemFacts,
  devices: readonly BlockDevice[],
  factsOf: (path: string) => FilesystemFacts | null,
): OperatingSystem {
  const fstab = resolveFstab(parseFstab(facts.fstab ?? ''), devices, root);
  const factsAt = (mountpoint: string): FilesystemFacts | null => {
    const device = fstab.find((entry) => entry.mountpoint === mountpoint)?.device ?? null;
    return device === null ? null : factsOf(device);
  };
  const release = parseOsRelease(facts.osRelease ?? factsAt('/usr')?.osRelease ?? '');
  const kernels = facts.kernels.length > 0 ? facts.kernels : (factsAt('/boot')?.kernels ?? []);
  const shown = (key: string): string | null => {
    const value = release[key];
    return value === undefined ? null : plainText(value, 100);
  };
  return {
    rootPath: root.path,
    ...(facts.below === '' ? {} : { subvolume: plainText(facts.below, 200) }),
    prettyName: shown('PRETTY_NAME') ?? shown('NAME') ?? 'Linux',
    id: shown('ID'),
    versionId: shown('VERSION_ID'),
    hostname: hostnameOf(facts.hostname ?? ''),
    kernels: kernels.map((kernel) => plainText(kernel, 100)),
    fstab,
  };
}

/** A name or nothing: the file may be a link to one that is nobody's business, such as the disk's own shadow passwords. */
const hostnameOf = (text: string): string | null => /^[A-Za-z0-9][A-Za-z0-9._-]{0,252}$/.exec(text.trim())?.[0] ?? null;

/** @see {@link https://www.freedesktop.org/software/systemd/man/latest/os-release.html | os-release(5)}: KEY="value" lines. */
export function parseOsRelease(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [, key, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line.trim()) ?? [];
      return key === undefined || value === undefined
        ? []
        : [[key, value.replace(/^(["'])(.*)\1$/, '$2').replace(/\\(.)/g, '$1')]];
    }),
  );
}
