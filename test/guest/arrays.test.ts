import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { FilesystemReport, Layer, VolumeInspection } from '../../src/contract/inspection.ts';
import { DISK_TOOLS_TIMEOUT_MS } from '../support/disk-tools.ts';
import { disksMadeBy, FILLED, inspected, openFolder, REFUSED } from './made-disks.ts';

// Seconds on an idle machine; disks are hashed, and other test files work beside this one.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

let close: () => Promise<void>;
beforeAll(async () => {
  close = await openFolder();
}, DISK_TOOLS_TIMEOUT_MS);
afterAll(() => close());

const allOf = (volumes: readonly VolumeInspection[]): FilesystemReport[] =>
  volumes.flatMap(({ filesystems }) => filesystems);
const withThesis = (volumes: readonly VolumeInspection[]): string[] =>
  allOf(volumes).flatMap(({ path, listing }) =>
    listing?.entries.some((entry) => entry.path === 'thesis.txt') === true ? [path] : [],
  );
const layersIn = (layer: Layer | null): Layer[] =>
  layer === null ? [] : [layer, ...layer.children.flatMap((child) => layersIn(child))];
const layersOf = (volumes: readonly VolumeInspection[], kind: Layer['kind']): Layer[] =>
  volumes.flatMap(({ layers }) => layersIn(layers)).filter((layer) => layer.kind === kind);

describe('a mirror, a striped array with LVM on it, and a btrfs over two disks', () => {
  let images: Promise<string[]> | undefined;
  /** Made once: each inspection proves that it leaves them as they are. */
  const made = (): Promise<string[]> =>
    (images ??= disksMadeBy(
      `mdadm -C /dev/md0 -R -q -N mirror -l 1 -n 2 --assume-clean /dev/ubda /dev/ubdb
       mkfs.ext4 -q /dev/md0; ${FILLED('/dev/md0')}
       mdadm -C /dev/md1 -R -q -N fast -l 0 -n 2 /dev/ubdc /dev/ubdd
       vgcreate vgfast /dev/md1; lvcreate -y -L 64M -n scratch vgfast
       mkfs.xfs -q -f /dev/vgfast/scratch || mkfs.ext4 -q /dev/vgfast/scratch; ${FILLED('/dev/vgfast/scratch')}
       mkfs.btrfs -q -d raid1 -m raid1 /dev/ubde /dev/ubdf; ${FILLED('/dev/ubde')}
       mount /dev/ubde /tmp/fill; btrfs -q subvolume create /tmp/fill/@home; btrfs -q subvolume create /tmp/fill/@home/2024; umount /tmp/fill
       vgchange -an vgfast; mdadm -S /dev/md1 /dev/md0`,
      6,
    ));

  it('are started read-only and mounted, list the thesis, and are the same afterwards', async () => {
    const { volumes, mapped, refused } = await inspected(await made());
    expect(withThesis(volumes)).toEqual(['/dev/md900', '/dev/mapper/vgfast-scratch', '/dev/ubde']);
    expect(mapped).toEqual({ before: 'vgfast-scratch\nmd900\nmd901\n', after: '' });
    expect(refused.match(REFUSED)).toHaveLength(3);
    expect(volumes.map(({ warnings }) => warnings)).toEqual([[], [], [], [], [], []]);
  });

  it('are told as a tree: what spans two disks is below the first, and the second says what it is part of', async () => {
    const { volumes } = await inspected(await made());
    const [mirror, striped] = layersOf(volumes, 'md');
    expect(mirror).toMatchObject({ path: '/dev/md900', type: 'raid1', spans: [volumes[1]?.volumeId], missing: [] });
    expect(striped).toMatchObject({ path: '/dev/md901', type: 'raid0', spans: [volumes[3]?.volumeId] });
    expect(layersOf(volumes, 'md-member').map(({ partOf }) => partOf)).toEqual([
      null,
      mirror?.uuid,
      null,
      striped?.uuid,
    ]);
    expect(layersOf(volumes, 'lvm-lv')).toMatchObject([{ name: 'scratch', type: 'linear', startBytes: 1048576 }]);
    expect(layersOf(volumes, 'btrfs-member')).toMatchObject([{ path: '/dev/ubdf' }]);
    expect(allOf(volumes).find(({ path }) => path === '/dev/ubde')).toMatchObject({
      subvolumes: ['@home', '@home/2024'],
      mount: { options: ['ro', 'rescue=nologreplay', 'subvolid=5', 'device=/dev/ubdf', 'nosuid', 'nodev', 'noexec'] },
    });
  });

  it('are read as far as they can be when every second disk is missing: half a mirror is enough', async () => {
    const all = await made();
    const { volumes } = await inspected(all.filter((_, index) => index % 2 === 0));
    expect(withThesis(volumes)).toEqual(['/dev/md900']);
    expect(volumes.map(({ warnings }) => warnings)).toEqual([
      [expect.stringContaining('1 of its 2 members is not here or not up to date (slot 1); it could be read without.')],
      [
        expect.stringContaining(
          'An array of type raid0 with 2 members, of which 1 are here and up to date; it needs 2',
        ),
      ],
      [],
    ]);
    expect(allOf(volumes).at(-1)).toMatchObject({
      mount: {
        verdict: 'incomplete-filesystem',
        reason: expect.stringMatching(/Not here: [0-9a-f-]{36}\.$/) as string,
      },
    });
  });
});

describe('arrays with parity, and old and new metadata', () => {
  it('are started read-only, one member short, and are the same afterwards', async () => {
    const disks = await disksMadeBy(
      `for each in a b c d; do printf '%s\\n' ,80M ,80M , | sfdisk -q /dev/ubd$each; done
       mdadm -C /dev/md0 -R -q -e 1.2 -l 5 -n 4 --assume-clean /dev/ubda1 /dev/ubdb1 /dev/ubdc1 /dev/ubdd1
       mdadm -C /dev/md1 -R -q -e 1.0 -l 6 -n 4 --assume-clean /dev/ubda2 /dev/ubdb2 /dev/ubdc2 /dev/ubdd2
       mdadm -C /dev/md2 -R -q -e 0.90 -l 10 -n 4 --assume-clean /dev/ubda3 /dev/ubdb3 /dev/ubdc3 /dev/ubdd3
       for each in 0 1 2; do mkfs.ext4 -q /dev/md$each; ${FILLED('/dev/md$each')}; mdadm -S /dev/md$each; done`,
      4,
    );
    const { volumes, refused } = await inspected(disks.slice(0, 3));
    expect(withThesis(volumes)).toEqual(['/dev/md900', '/dev/md901', '/dev/md902']);
    expect(layersOf(volumes, 'md').map(({ type, missing }) => `${type ?? ''} without ${missing.join()}`)).toEqual([
      'raid5 without slot 3',
      'raid6 without slot 3',
      'raid10 without slot 3',
    ]);
    expect(refused.match(REFUSED)).toHaveLength(3);
  });
});

describe('an encrypted disk with LVM in it', () => {
  const DISK = `printf secret | cryptsetup luksFormat -q --type luks2 --pbkdf pbkdf2 --pbkdf-force-iterations 1000 /dev/ubda -
    printf secret | cryptsetup open /dev/ubda inside --key-file -
    vgcreate vgcrypt /dev/mapper/inside; lvcreate -y -L 64M -n home vgcrypt
    mkfs.ext4 -q /dev/vgcrypt/home; ${FILLED('/dev/vgcrypt/home')}
    vgchange -an vgcrypt; cryptsetup close inside`;

  it('is left closed; opened by a person, it is inspected to the last layer, and is the same afterwards', async () => {
    const disks = await disksMadeBy(DISK, 1);
    const closed = await inspected(disks);
    expect(closed.volumes[0]?.filesystems).toMatchObject([
      {
        fstype: 'crypto_LUKS',
        mount: { verdict: 'encrypted', advice: expect.stringContaining('inspectAgain') as string },
      },
    ]);
    const opened = await inspected(
      disks,
      'printf secret | cryptsetup open --readonly /dev/ubda opened-ubda --key-file -',
    );
    expect(withThesis(opened.volumes)).toEqual(['/dev/mapper/vgcrypt-home']);
    expect(layersIn(opened.volumes[0]?.layers ?? null).map(({ kind }) => kind)).toEqual([
      'disk',
      'encrypted',
      'opened',
      'lvm-pv',
      'lvm-vg',
      'lvm-lv',
      'filesystem',
    ]);
    expect(opened.mapped).toEqual({ before: 'opened-ubda\nvgcrypt-home\n', after: '' });
  });
});
