import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { VolumeInspection } from '../../src/contract/inspection.ts';
import { inspectVolumes } from '../../src/disk/inspect-volumes.ts';
import { DISK_TOOLS_TIMEOUT_MS, provideDiskTools } from '../support/disk-tools.ts';
import { sha256Of } from './bench.ts';
import { bootKernel, type Kernel } from './user-mode-linux.ts';

// Seconds on an idle machine; disks are hashed, and other test files work beside this one.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

/** What dd says on a read-only device. */
const REFUSED = /Operation not permitted|Read-only file system/g;
const SIZE = 256 * 1024 ** 2;
let folder: string;

beforeAll(async () => {
  provideDiskTools();
  folder = await mkdtemp(path.join(tmpdir(), 'recovery-lvm-'));
}, DISK_TOOLS_TIMEOUT_MS);

afterAll(async () => rm(folder, { recursive: true, force: true }));

/** Disks as their owner left them: a script makes the groups on /dev/ubda, /dev/ubdb, ... in a kernel of its own. */
async function disksMadeBy(script: string, count: number): Promise<string[]> {
  const here = await mkdtemp(path.join(folder, 'made-'));
  const images = Array.from({ length: count }, (_, index) => path.join(here, `disk-${index}`));
  for (const image of images) {
    await writeFile(image, '');
    await truncate(image, SIZE);
  }
  const kernel = await bootKernel(path.join(here, 'kernel'), images);
  try {
    await kernel.script(script);
  } finally {
    await kernel.end();
  }
  return images;
}

interface Inspected {
  volumes: VolumeInspection[];
  /** Whatever device-mapper has while the disks are mounted, and after the release. */
  mapped: { before: string; after: string };
  refused: string;
}

/** Inspects and releases in another kernel; the images must be the same afterwards. */
async function inspected(images: string[]): Promise<Inspected> {
  const before = await Promise.all(images.map(sha256Of));
  const kernel = await bootKernel(await mkdtemp(path.join(folder, 'kernel-')), images);
  try {
    return await inspectIn(kernel, images.length);
  } finally {
    await kernel.end();
    expect(await Promise.all(images.map(sha256Of))).toEqual(before);
  }
}

async function inspectIn(kernel: Kernel, count: number): Promise<Inspected> {
  const ids = Array.from({ length: count }, () => randomUUID());
  const guest = kernel.guest(Object.fromEntries(ids.map((id, index) => [id, `/dev/ubd${'abc'[index] ?? ''}`])));
  const volumes = await inspectVolumes(
    guest,
    ids.map((volumeId) => ({ volumeId, originalVolumeId: volumeId, sizeBytes: SIZE })),
  );
  const mappings = 'for each in /sys/block/dm-*/dm/name; do [ ! -e $each ] || cat $each; done | sort';
  const mapped = await kernel.script(mappings);
  const refused = await kernel.script(
    'for each in /dev/mapper/vg*; do [ ! -b $each ] || dd if=/dev/zero of=$each bs=4096 count=1 conv=fsync 2>&1 || :; done',
  );
  await guest.call('release', {});
  await guest.call('release', {});
  return { volumes, mapped: { before: mapped, after: await kernel.script(mappings) }, refused };
}

const FILLED = (device: string): string => `
mkdir -p /tmp/fill; mount ${device} /tmp/fill; echo a year of work > /tmp/fill/thesis.txt; umount /tmp/fill`;

describe('a disk with LVM, an ext4 and a btrfs in it', () => {
  it('is activated and mounted read-only, lists the thesis in both, and is the same afterwards', async () => {
    const images = await disksMadeBy(
      `vgcreate vg-data /dev/ubda
       lvcreate -y -L 64M -n home vg-data; mkfs.ext4 -q /dev/vg-data/home; ${FILLED('/dev/vg-data/home')}
       lvcreate -y -L 128M -n scratch vg-data; mkfs.btrfs -q /dev/vg-data/scratch; ${FILLED('/dev/vg-data/scratch')}
       vgchange -an vg-data`,
      1,
    );
    const { volumes, mapped, refused } = await inspected(images);
    expect(volumes[0]).toMatchObject({
      readOnly: true,
      warnings: [],
      filesystems: [
        { path: '/dev/ubda', fstype: 'LVM2_member', mount: { status: 'not-mounted' } },
        {
          path: '/dev/mapper/vg--data-home',
          stack: ['lvm vg-data', 'home'],
          fstype: 'ext4',
          mount: { status: 'mounted' },
        },
        { path: '/dev/mapper/vg--data-scratch', fstype: 'btrfs', mount: { status: 'mounted' } },
      ],
    });
    for (const { listing } of volumes[0]?.filesystems.slice(1) ?? [])
      expect(listing?.entries.map(({ path: name }) => name)).toContain('thesis.txt');
    expect(refused.match(REFUSED)).toHaveLength(2);
    expect(mapped).toEqual({ before: 'vg--data-home\nvg--data-scratch\n', after: '' });
  });
});

describe('a group with a snapshot', () => {
  it('is let go of from the top down: nothing of it stays active', async () => {
    const images = await disksMadeBy(
      `vgcreate vgsnap /dev/ubda
       lvcreate -y -L 64M -n home vgsnap; mkfs.ext4 -q /dev/vgsnap/home; ${FILLED('/dev/vgsnap/home')}
       lvcreate -y -s -L 32M -n before vgsnap/home
       vgchange -an vgsnap`,
      1,
    );
    const { mapped, refused } = await inspected(images);
    expect(refused.match(REFUSED)).toHaveLength(4);
    expect(mapped).toEqual({ before: 'vgsnap-before\nvgsnap-before-cow\nvgsnap-home\nvgsnap-home-real\n', after: '' });
  });
});

describe('a group with a mirrored volume beside a plain one', () => {
  it('has only the plain one activated: the kernel would write to the mirrors, read-only or not', async () => {
    const images = await disksMadeBy(
      `vgcreate vgraid /dev/ubda /dev/ubdb
       lvcreate -y --type raid1 -m 1 -L 64M -n mirrored vgraid
       lvcreate -y -L 64M -n plain vgraid; mkfs.ext4 -q /dev/vgraid/plain; ${FILLED('/dev/vgraid/plain')}
       vgchange -an vgraid`,
      2,
    );
    const { volumes, mapped } = await inspected(images);
    expect(mapped).toEqual({ before: 'vgraid-plain\n', after: '' });
    expect(volumes[0]?.warnings).toEqual([expect.stringContaining('Logical volume vgraid/mirrored is of type raid1')]);
    expect(volumes[0]?.filesystems[1]).toMatchObject({ stack: ['lvm vgraid', 'plain'], mount: { status: 'mounted' } });
  });
});

describe('a group over two disks', () => {
  let images: Promise<string[]> | undefined;
  /** Made once: each inspection proves that it leaves them as they are. */
  const made = (): Promise<string[]> =>
    (images ??= disksMadeBy(
      `vgcreate vgboth /dev/ubda /dev/ubdb
       lvcreate -y -L 400M -n wide vgboth; mkfs.ext4 -q /dev/vgboth/wide; ${FILLED('/dev/vgboth/wide')}
       vgchange -an vgboth`,
      2,
    ));

  it('is mounted when both are here, and told once', async () => {
    const { volumes } = await inspected(await made());
    const wide = volumes.flatMap(({ filesystems }) => filesystems).filter(({ fstype }) => fstype === 'ext4');
    expect(wide).toMatchObject([{ path: '/dev/mapper/vgboth-wide', mount: { status: 'mounted' } }]);
  });

  it('is not activated when one is missing, and says so', async () => {
    const { volumes, mapped } = await inspected((await made()).slice(0, 1));
    expect(volumes[0]?.warnings).toEqual([
      expect.stringContaining('Volume group vgboth lacks 1 of its physical volumes'),
    ]);
    expect(mapped.before).toBe('');
  });
});

describe('two groups of the same name', () => {
  it('are both left alone, and told', async () => {
    const [first = ''] = await disksMadeBy(
      'vgcreate vgroot /dev/ubda; lvcreate -y -L 64M -n a vgroot; vgchange -an vgroot',
      1,
    );
    const [second = ''] = await disksMadeBy(
      'vgcreate vgroot /dev/ubda; lvcreate -y -L 64M -n b vgroot; vgchange -an vgroot',
      1,
    );
    const { volumes, mapped } = await inspected([first, second]);
    for (const { warnings } of volumes)
      expect(warnings).toContainEqual(expect.stringContaining('Two volume groups are called vgroot'));
    expect(mapped.before).toBe('');
  });
});
