/** What the report must say and show while the recovery server is handed over. */
import type { FilesystemReport, VolumeInspection } from '../src/contract/inspection.ts';
import type { RecoveryStatus } from '../src/contract/recovery.ts';
import type { Checklist } from './checklist.ts';
import { type Engineer, quoted } from './engineer.ts';
import { WORKER_ADDRESS } from './stack.ts';
import type { SeededServer, ServerKey } from './seeded.ts';

/** What the seed put on the disks. */
const CONTENT: Record<ServerKey, { fstypes: string[][]; filesIn: string; listed: boolean }> = {
  data: {
    fstypes: [
      ['ext4', 'xfs'],
      ['btrfs', 'ext4'],
    ],
    filesIn: '',
    listed: true,
  },
  dirty: { fstypes: [['ext4'], ['xfs'], ['ext4']], filesIn: '', listed: true },
  // /srv/thesis is deeper than a bounded listing needs to go.
  bfv: { fstypes: [['ext4']], filesIn: 'srv/thesis', listed: false },
};

export function checkReport(
  list: Checklist,
  key: ServerKey,
  { name }: SeededServer,
  { report, serverName }: RecoveryStatus,
): void {
  const volumes = report?.volumes ?? [];
  const expected = CONTENT[key];
  list.equal(
    'the report has each volume’s file systems',
    volumes.map((volume) =>
      mounted(volume)
        .map(({ fstype }) => fstype)
        .toSorted(),
    ),
    expected.fstypes,
  );
  for (const volume of volumes) {
    const disk = volume.device ?? volume.volumeId;
    list.check(`${disk}: the kernel refuses writes`, volume.readOnly);
    for (const filesystem of mounted(volume)) {
      const { mount } = filesystem;
      const options = mount.status === 'mounted' ? mount.options : [];
      list.check(`${filesystem.path}: mounted read-only`, options.includes('ro'), options);
      if (expected.listed) checkListing(list, filesystem);
    }
  }
  list.equal('the compromised server’s name', serverName, name);
  if (key === 'bfv') checkOperatingSystem(list, volumes);
}

const mounted = ({ filesystems }: VolumeInspection): FilesystemReport[] =>
  filesystems.filter(({ mount }) => mount.status === 'mounted');

function checkListing(list: Checklist, { path, listing }: FilesystemReport): void {
  const files = listing?.entries.filter(({ type }) => type === 'file').map((entry) => entry.path) ?? [];
  for (const file of ['thesis.txt', 'data.bin']) list.check(`${path}: ${file} is listed`, files.includes(file), files);
}

/** Every set is a copy of the first: what the disk calls itself is the same on each. */
function checkOperatingSystem(list: Checklist, volumes: VolumeInspection[]): void {
  const system = volumes.flatMap(({ operatingSystems }) => operatingSystems)[0];
  list.equal('the operating system’s hostname', system?.hostname, 'compromised-bfv');
  const name = system?.prettyName ?? '';
  list.check('the operating system is Debian 12', name.startsWith('Debian GNU/Linux 12'), name);
  const root = system?.fstab.find(({ mountpoint }) => mountpoint === '/');
  list.check('its fstab names the root file system', root?.fstype === 'ext4' && root.device !== null, root);
}

/** With the engineer's own key: the bytes are what their owner wrote, the disks take no writes, nothing gets out. */
export async function checkGuest(
  list: Checklist,
  key: ServerKey,
  { report }: RecoveryStatus,
  engineer: Engineer,
): Promise<void> {
  for (const volume of report?.volumes ?? []) {
    if (volume.device !== null) {
      const { stdout } = await engineer(`sudo blockdev --getro ${quoted(volume.device)}`);
      list.equal(`${volume.device} is read-only by the guest’s own word`, stdout.trim(), '1');
    }
    for (const { mount } of mounted(volume)) {
      if (mount.status !== 'mounted') continue;
      const directory = [mount.mountpoint, CONTENT[key].filesIn].filter((part) => part !== '').join('/');
      const { stdout, stderr, code } = await engineer(
        `sudo sh -c 'cd "$0" && LC_ALL=C sha256sum -c SHA256SUMS' ${quoted(directory)}`,
      );
      const holds = code === 0 && stdout.trim() === 'data.bin: OK';
      list.check(`sha256sum -c SHA256SUMS holds in ${directory}`, holds, (stdout + stderr).slice(0, 300));
    }
  }
}

/**
 * The guest must not get out: `port` listens on our side of its network.
 *
 * @param port - of a listener on {@link WORKER_ADDRESS} that would answer.
 */
export async function checkNoEgress(list: Checklist, engineer: Engineer, port: number): Promise<void> {
  const { code } = await engineer(`timeout 5 bash -c 'exec 3<>/dev/tcp/${WORKER_ADDRESS}/${port}'`);
  list.equal('the recovery server can open no connection (5 s without an answer)', code, 124);
}
