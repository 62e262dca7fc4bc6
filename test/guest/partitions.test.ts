import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DISK_TOOLS_TIMEOUT_MS } from '../support/disk-tools.ts';
import { type Bench, type Image, openBench, UNCHANGED } from './bench.ts';
import { must } from './guest-program.ts';

// Seconds on an idle machine; disks are hashed, and other test files work beside this one.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

let bench: Bench;
let partitioned: Image;

beforeAll(async () => {
  bench = await openBench();
  partitioned = await bench.image('partitioned', 400);
  await must(['sgdisk', '--new=1:0:+64M', '--new=2:0:+320M', '--change-name=1:the thesis', partitioned.file]);
  const device = await bench.loop(partitioned);
  await must(['mkfs.ext4', '-q', '-L', 'thesis', `${device}p1`]);
  await must(['mkfs.xfs', '-q', '-L', 'results', `${device}p2`]);
  for (const part of [`${device}p1`, `${device}p2`]) await bench.fill(part, 'echo a year of work > thesis.txt');
  await bench.unloop(device);
}, DISK_TOOLS_TIMEOUT_MS);

afterAll(async () => bench.close());

describe('a disk with a GPT, an ext4 and an xfs', () => {
  it('is reported with both, the thesis in each, and is the same afterwards', async () => {
    const disk = await bench.attach(partitioned);
    const [volume] = await bench.inspect(disk);
    expect(volume).toMatchObject({ device: disk.device, partitionTable: 'gpt', readOnly: true, warnings: [] });
    expect(volume?.filesystems).toMatchObject([
      { path: `${disk.device}p1`, stack: ['gpt', 'partition 1'], fstype: 'ext4', label: 'thesis', role: 'data' },
      { path: `${disk.device}p2`, stack: ['gpt', 'partition 2'], fstype: 'xfs', label: 'results', role: 'data' },
    ]);
    for (const { listing, mount } of volume?.filesystems ?? []) {
      expect(mount).toMatchObject({ status: 'mounted', note: null });
      expect(listing?.entries).toContainEqual(
        expect.objectContaining({ path: 'thesis.txt', type: 'file', sizeBytes: 15 }),
      );
    }
    expect(await bench.detach(disk)).toEqual(UNCHANGED);
  });

  it('cannot be written to once it was probed, neither as a whole nor a partition', async () => {
    const disk = await bench.attach(partitioned);
    await bench.guest(disk).call('probe', { volumes: [disk] });
    for (const device of [disk.device, `${disk.device}p1`, `${disk.device}p2`])
      await expect(must(['dd', 'if=/dev/zero', `of=${device}`, 'bs=4096', 'count=1', 'conv=fsync'])).rejects.toThrow(
        /Operation not permitted|Read-only|Permission denied/,
      );
    expect(await bench.detach(disk)).toEqual(UNCHANGED);
  });

  it('may be inspected twice, as a retry does, and tells the same', async () => {
    const disk = await bench.attach(partitioned);
    const first = await bench.inspect(disk);
    expect(await bench.inspect(disk)).toEqual(first);
    expect(await bench.detach(disk)).toEqual(UNCHANGED);
  });

  it('is mounted in a way that runs nothing', async () => {
    const disk = await bench.attach(partitioned);
    await bench.inspect(disk);
    const mounts = await bench.inside(['grep', ' /recovery/m', '/proc/self/mounts']);
    for (const line of mounts.trim().split('\n')) expect(line).toMatch(/ ro,nosuid,nodev,noexec,/);
    expect(await bench.detach(disk)).toEqual(UNCHANGED);
  });
});

describe('the place of a mount', () => {
  it("that another disk still has is cleared: no disk's files are told as another's", async () => {
    const disk = await bench.attach(partitioned);
    await bench.inspect(disk);
    const [, xfs] = (await bench.inspect(disk))[0]?.filesystems ?? [];
    const mount = { source: xfs?.path, target: '/recovery/m0', fstype: 'xfs', options: ['ro', 'norecovery', 'nouuid'] };
    await bench.guest(disk).call('mount', { mounts: [mount] });
    expect(await bench.inside(['findmnt', '--noheadings', '--output', 'SOURCE', '/recovery/m0'])).toBe(
      `${disk.device}p2\n`,
    );
    expect(await bench.detach(disk)).toEqual(UNCHANGED);
  });
});

describe('a disk without anything', () => {
  it('is reported as unrecognised, and is the same afterwards', async () => {
    const disk = await bench.attach(await bench.image('empty', 8));
    const [volume] = await bench.inspect(disk);
    expect(volume).toMatchObject({
      device: disk.device,
      sizeBytes: 8 * 1024 ** 2,
      partitionTable: null,
      readOnly: true,
      filesystems: [{ path: disk.device, fstype: null, mount: { verdict: 'unknown-signature' } }],
    });
    expect(await bench.detach(disk)).toEqual(UNCHANGED);
  });
});
