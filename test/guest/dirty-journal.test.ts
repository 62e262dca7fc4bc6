import { open } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DISK_TOOLS_TIMEOUT_MS } from '../support/disk-tools.ts';
import { type Bench, type Image, openBench, sha256Of, UNCHANGED } from './bench.ts';
import { must } from './guest-program.ts';

// Seconds on an idle machine; disks are hashed, and other test files work beside this one.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
}, DISK_TOOLS_TIMEOUT_MS);

afterAll(async () => bench.close());

const leftUnclean = (name: string, mib: number, mkfs: string[]): Promise<Image> =>
  bench.leftUnclean({ name, mib, mkfs }, (point) => [
    ...['sh', '-euc', 'cd "$1"; for n in $(seq 50); do echo $n > new-$n; done; sync -f .', 'sh', point],
  ]);

const NOT_REPLAYED = 'Its journal holds changes that were not replayed: the newest files may be missing here.';

describe.each([
  ['ext4', 64, ['mkfs.ext4', '-q'], 'noload', NOT_REPLAYED],
  ['xfs', 320, ['mkfs.xfs', '-q'], 'norecovery', NOT_REPLAYED],
  ['btrfs', 128, ['mkfs.btrfs', '-q'], 'rescue=nologreplay', null],
])('an unclean %s', (fstype, mib, mkfs, option, note) => {
  it('is mounted without its journal, lists what was there, and is the same afterwards', async () => {
    const disk = await bench.attach(await leftUnclean(fstype, mib, mkfs));
    const [volume] = await bench.inspect(disk);
    const [filesystem] = volume?.filesystems ?? [];
    expect(filesystem?.mount).toMatchObject({ status: 'mounted', note });
    expect(filesystem?.mount).toHaveProperty('options', expect.arrayContaining(['ro', option]));
    expect(filesystem?.listing?.entries.map(({ path }) => path)).toContain('thesis.txt');
    expect(await bench.detach(disk)).toEqual(UNCHANGED);
  });
});

describe('an xfs', () => {
  it('that was unmounted, once or often, is not called unclean', async () => {
    const image = await bench.image('xfs-clean', 320);
    const device = await bench.loop(image);
    await must(['mkfs.xfs', '-q', device]);
    for (const name of ['thesis', 'figures', 'references']) await bench.fill(device, `echo saved > ${name}.txt`);
    await bench.unloop(device);
    const disk = await bench.attach(image);
    const [volume] = await bench.inspect(disk);
    expect(volume?.filesystems[0]?.mount).toMatchObject({ status: 'mounted', note: null });
    expect(await bench.detach(disk)).toEqual(UNCHANGED);
  });

  it('whose superblock lies about its log is inspected all the same', async () => {
    const image = await bench.image('xfs-lying', 320);
    const device = await bench.loop(image);
    await must(['mkfs.xfs', '-q', device]);
    await bench.unloop(device);
    const file = await open(image.file, 'r+');
    // sb_logstart, sb_agblocks to sb_logblocks, sb_agblklog
    for (const [position, length] of [
      [48, 8],
      [84, 16],
      [124, 1],
    ] as const)
      await file.write(Buffer.alloc(length, 0x1f), 0, length, position);
    await file.close();
    const disk = await bench.attach(image);
    const [volume] = await bench.inspect(disk);
    expect(volume?.filesystems[0]?.mount).toMatchObject({ status: 'not-mounted' });
    expect(await bench.detach(disk)).toEqual(UNCHANGED);
  });
});

describe('the care', () => {
  it('is needed: an ordinary read-only mount of the same ext4 changes the disk', async () => {
    const image = await leftUnclean('control', 64, ['mkfs.ext4', '-q']);
    const before = await sha256Of(image.file);
    const device = await bench.loop(image);
    await bench.fill(device, ':', 'ro');
    await bench.unloop(device);
    expect(await sha256Of(image.file)).not.toBe(before);
  });
});
