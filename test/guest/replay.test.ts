/** The one thing that writes: journals are replayed on a clone of an unclean disk, and on nothing else. */
import { randomUUID } from 'node:crypto';
import { copyFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { inspectVolumes } from '../../src/disk/inspect-volumes.ts';
import { replayOn } from '../../src/disk/replay.ts';
import { replayObjection } from '../../src/report/replayable.ts';
import { DISK_TOOLS_TIMEOUT_MS } from '../support/disk-tools.ts';
import { type AttachedImage, type Bench, type Image, openBench, sha256Of, UNCHANGED } from './bench.ts';
import { must } from './guest-program.ts';

// Seconds on an idle machine; disks are hashed, and other test files work beside this one.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
}, DISK_TOOLS_TIMEOUT_MS);

afterAll(async () => bench.close());

const NEWEST = 'written-just-before.txt';

/** The newest file is in the journal, and nowhere else. */
const unclean = (name: string, mib: number, mkfs: string[]): Promise<Image> =>
  bench.leftUnclean({ name, mib, mkfs }, (point) => ['python3', '-c', WRITE, `${point}/${NEWEST}`]);

/** To the disk with the file and its folder, as a database does it. */
const WRITE = `
import os, sys
path = sys.argv[1]
with open(path, 'w') as file:
    file.write('a chapter\\n' * 100)
    file.flush()
    os.fsync(file.fileno())
folder = os.open(os.path.dirname(path), os.O_RDONLY)
os.fsync(folder)`;

async function cloneOf(disk: AttachedImage): Promise<AttachedImage> {
  const image = await bench.image(`clone-${randomUUID()}`, disk.sizeBytes / 1024 ** 2);
  await copyFile(disk.file, image.file);
  return bench.attach(image);
}

const replay = (clone: AttachedImage, disks: AttachedImage[], evidence = disks) =>
  replayOn(
    bench.guest(clone, ...disks),
    clone.volumeId,
    evidence.map(({ volumeId }) => volumeId),
  );

const refusal = async (clone: AttachedImage, disks: AttachedImage[], evidence = disks): Promise<string> => {
  const before = await sha256Of(clone.file);
  const { code, stderr } = await bench.guest(clone, ...disks).raw('replay', {
    clone: clone.volumeId,
    evidence: evidence.map(({ volumeId }) => volumeId),
  });
  expect(code).toBe(1);
  expect(await sha256Of(clone.file)).toBe(before);
  return stderr;
};

const isReadOnly = async (device: string): Promise<boolean> =>
  (await must(['blockdev', '--getro', device])).trim() === '1';

describe.each([
  ['ext4', 64, ['mkfs.ext4', '-q']],
  ['xfs', 320, ['mkfs.xfs', '-q']],
])('an unclean %s', (fstype, mib, mkfs) => {
  it('is left as it is, while its clone beside it shows the newest files and is read-only again', async () => {
    const disk = await bench.attach(await unclean(fstype, mib, mkfs));
    const [before] = await bench.inspect(disk);
    const names = (volume: typeof before): string[] =>
      volume?.filesystems[0]?.listing?.entries.map(({ path }) => path) ?? [];
    expect(names(before)).toContain('thesis.txt');
    expect(names(before)).not.toContain(NEWEST);
    expect(before && replayObjection(before, [before])).toBeNull();

    const clone = await cloneOf(disk);
    expect(await replay(clone, [disk])).toEqual([{ path: clone.device, fstype, error: '' }]);
    expect(await isReadOnly(clone.device)).toBe(true);
    const replayed = await sha256Of(clone.file);
    expect(replayed).not.toBe(disk.sha256);
    expect(await replay(clone, [disk])).toEqual([]);

    const { volumeId, sizeBytes } = disk;
    const [again, shown] = await inspectVolumes(bench.guest(disk, clone), [
      { volumeId, sizeBytes, originalVolumeId: volumeId },
      { volumeId: clone.volumeId, sizeBytes, originalVolumeId: volumeId, replayOf: volumeId },
    ]);
    expect(names(again)).not.toContain(NEWEST);
    expect(again?.filesystems[0]?.mount).toEqual(before?.filesystems[0]?.mount);
    expect(names(shown)).toEqual(expect.arrayContaining(['thesis.txt', NEWEST]));
    expect(shown).toMatchObject({ replayOf: volumeId, readOnly: true, filesystems: [{ mount: { note: null } }] });
    expect(await bench.detach({ ...clone, sha256: replayed }, disk)).toEqual(UNCHANGED);
  });
});

describe('nothing is written', () => {
  const ext4 = (name: string): Promise<Image> => unclean(name, 64, ['mkfs.ext4', '-q']);

  it('to a disk that is named as evidence, nor where no evidence is named', async () => {
    const disk = await bench.attach(await ext4('evidence'));
    expect(await refusal(disk, [disk])).toContain('refusing to write to it');
    expect(await refusal(disk, [], [])).toContain('refusing to write to it');
    expect(await bench.detach(disk)).toEqual(UNCHANGED);
  });

  it('to a disk of the evidence that goes by the id of a clone', async () => {
    const disk = await bench.attach(await ext4('disguised'));
    expect(await refusal({ ...disk, volumeId: randomUUID() }, [disk])).toContain('refusing to write to it');
    expect(await bench.detach(disk)).toEqual(UNCHANGED);
  });

  it('to a clone of which something is mounted', async () => {
    const disk = await bench.attach(await ext4('mounted'));
    const clone = await cloneOf(disk);
    await bench.inspect(clone);
    expect(await refusal(clone, [disk])).toContain('is in use');
    expect(await bench.detach(clone, disk)).toEqual(UNCHANGED);
  });

  it('to a clone that the kernel would take for its original', async () => {
    const disk = await bench.attach(await unclean('btrfs', 128, ['mkfs.btrfs', '-q']));
    const clone = await cloneOf(disk);
    expect(await refusal(clone, [disk])).toContain('can not be told apart');
    expect(await bench.detach(clone, disk)).toEqual(UNCHANGED);
  });
});
