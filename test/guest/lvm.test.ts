import { copyFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DISK_TOOLS_TIMEOUT_MS } from '../support/disk-tools.ts';
import { disksMadeBy, FILLED, inspected, openFolder, REFUSED } from './made-disks.ts';

// Seconds on an idle machine; disks are hashed, and other test files work beside this one.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

let close: () => Promise<void>;
beforeAll(async () => {
  close = await openFolder();
}, DISK_TOOLS_TIMEOUT_MS);
afterAll(() => close());

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
  it('are both activated, each from its own disk, and nothing is renamed', async () => {
    const [first = ''] = await disksMadeBy(
      `vgcreate vgroot /dev/ubda; lvcreate -y -L 64M -n a vgroot; mkfs.ext4 -q /dev/vgroot/a; ${FILLED('/dev/vgroot/a')}
       vgchange -an vgroot`,
      1,
    );
    const [second = ''] = await disksMadeBy(
      `vgcreate vgroot /dev/ubda; lvcreate -y -L 64M -n b vgroot; mkfs.ext4 -q /dev/vgroot/b; ${FILLED('/dev/vgroot/b')}
       vgchange -an vgroot`,
      1,
    );
    const { volumes, mapped } = await inspected([first, second]);
    expect(volumes.map(({ filesystems }) => filesystems[1])).toMatchObject([
      { path: '/dev/mapper/vgroot-a', mount: { status: 'mounted' } },
      { path: '/dev/mapper/vgroot-b', mount: { status: 'mounted' } },
    ]);
    expect(volumes[1]?.collisions).toMatchObject([
      { of: 'vg-name', value: 'vgroot', paths: ['/dev/ubda', '/dev/ubdb'] },
    ]);
    expect(mapped).toEqual({ before: 'vgroot-a\nvgroot-b\n', after: '' });
  });
});

describe('a disk and its copy', () => {
  it('are both left alone, since LVM can not tell them apart, and told', async () => {
    const [disk = ''] = await disksMadeBy(
      'vgcreate vgdata /dev/ubda; lvcreate -y -L 64M -n home vgdata; vgchange -an vgdata',
      1,
    );
    const copy = `${disk}-copy`;
    await copyFile(disk, copy);
    const { volumes, mapped } = await inspected([disk, copy]);
    for (const { collisions } of volumes)
      expect(collisions).toContainEqual(expect.objectContaining({ of: 'pv-uuid', paths: ['/dev/ubda', '/dev/ubdb'] }));
    expect(volumes.map(({ filesystems }) => filesystems[0]?.mount)).toMatchObject([
      { verdict: 'uuid-twice' },
      { verdict: 'uuid-twice' },
    ]);
    expect(mapped.before).toBe('');
  });
});
