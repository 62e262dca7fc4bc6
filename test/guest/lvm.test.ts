import { copyFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type HandStep, handSteps } from '../../src/report/by-hand.ts';
import { DISK_TOOLS_TIMEOUT_MS } from '../support/disk-tools.ts';
import { sha256Of } from './bench.ts';
import { disksMadeBy, doneByHand, FILLED, inspected, kernelOver, MAPPINGS, openFolder, REFUSED } from './made-disks.ts';

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

/** The tools that would check a pool are not installed. */
const NO_CHECKS = `--config 'global { thin_check_executable = "" cache_check_executable = "" }'`;

describe('what writes to its disks as it becomes active', () => {
  const MADE: [string, string][] = [
    ['a mirrored volume', 'lvcreate -y --type raid1 -m 1 -L 64M -n home vgmade'],
    [
      'a thin volume',
      `lvcreate -y ${NO_CHECKS} --type thin-pool -L 96M -n pool vgmade; lvcreate -y ${NO_CHECKS} -V 1G --thinpool pool -n home vgmade`,
    ],
    [
      'a cached volume',
      `lvcreate -y -L 64M -n home vgmade /dev/ubda; lvcreate -y -L 32M -n fast vgmade /dev/ubdb
       lvconvert -y ${NO_CHECKS} --type cache --cachevol fast vgmade/home`,
    ],
  ];
  const images = new Map<string, Promise<string[]>>();
  /** Made once: whatever is done with them proves that it leaves them as they are. */
  const made = (what: string, script: string): Promise<string[]> => {
    const disks =
      images.get(what) ??
      disksMadeBy(
        `vgcreate vgmade /dev/ubda /dev/ubdb
         lvcreate -y -L 32M -n plain vgmade; mkfs.ext4 -q /dev/vgmade/plain; ${FILLED('/dev/vgmade/plain')}
         ${script}; mkfs.ext4 -q /dev/vgmade/home; ${FILLED('/dev/vgmade/home')}
         vgchange ${NO_CHECKS} -an vgmade`,
        2,
      );
    images.set(what, disks);
    return disks;
  };

  it.each(MADE)('%s is read through overlays, and its disks stay as they are', async (what, script) => {
    // Twice, as after inspectAgain.
    const { volumes, mapped, refused } = await inspected(await made(what, script), ':');
    const homes = volumes.flatMap(({ filesystems }) => filesystems).filter(({ fstype }) => fstype === 'ext4');
    expect(homes.map(({ path, mount }) => [path, mount.status])).toEqual([
      ['/dev/mapper/vgmade-home', 'mounted'],
      ['/dev/mapper/vgmade-plain', 'mounted'],
    ]);
    for (const { listing } of homes) expect(listing?.entries.map((each) => each.path)).toContain('thesis.txt');
    expect(volumes[0]?.warnings).toEqual([expect.stringContaining('They are read through an overlay')]);
    expect(mapped.before).toContain('recovery-overlay-ubda\nrecovery-overlay-ubdb\n');
    expect(mapped.after).toBe('');
    // Nobody writes to any part of it by mistake, though only memory would take it.
    expect(refused).not.toMatch(/^[1-9]\d*\+\d+ records out/m);
  });

  // Of a thin pool it can't be told beforehand: these are the two that were seen to.
  it.each(MADE.filter(([what]) => what !== 'a thin volume'))(
    '%s would write to disks that refuse writes, without an overlay',
    async (what, script) => {
      const disks = await made(what, script);
      const copies = disks.map((disk) => `${disk}-copy`);
      await Promise.all(disks.map((disk, index) => copyFile(disk, copies[index] ?? '')));
      const kernel = await kernelOver(copies);
      await kernel.script(
        `blockdev --setro /dev/ubda /dev/ubdb
       vgchange ${NO_CHECKS} -ay vgmade
       vgchange ${NO_CHECKS} -an vgmade`,
      );
      await kernel.end();
      const [before, after] = await Promise.all([disks, copies].map((all) => Promise.all(all.map(sha256Of))));
      expect(after).not.toEqual(before);
    },
  );

  it.each(MADE)(
    '%s is read by hand with the commands of the report, and its disks stay as they are',
    async (what, script) => {
      const disks = await made(what, script);
      const steps = handSteps((await inspected(disks)).volumes);
      const commands = (...kinds: HandStep['kind'][]): string =>
        steps.flatMap((step) => (kinds.includes(step.kind) ? step.commands : [])).join('\n');
      const said = await doneByHand(
        disks,
        `DISK1=/dev/ubda DISK2=/dev/ubdb
       # No udevd makes the nodes here.
       dmsetup() { command dmsetup "$@" && command dmsetup mknodes; }
       ${commands('protect', 'assemble', 'open', 'activate', 'overlay', 'mount')}
       cat /mnt/recovered/m0/thesis.txt /mnt/recovered/m1/thesis.txt
       ${commands('release')}
       ${MAPPINGS}`,
      );
      expect(said.match(/a year of work/g)).toHaveLength(2);
      expect(said).not.toMatch(/^(vgmade|overlay)/m);
    },
  );
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
