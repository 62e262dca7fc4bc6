/** Disks that one kernel makes and another one inspects, hashed before and after. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import type { VolumeInspection } from '../../src/contract/inspection.ts';
import { inspectVolumes } from '../../src/disk/inspect-volumes.ts';
import { provideDiskTools } from '../support/disk-tools.ts';
import { sha256Of } from './bench.ts';
import { bootKernel, type Kernel } from './user-mode-linux.ts';

/** What dd says on a read-only device. */
export const REFUSED = /Operation not permitted|Read-only file system/g;
export const DISK_BYTES = 256 * 1024 ** 2;
let folder: string;

/** Call it in beforeAll. @returns what removes it again. */
export async function openFolder(): Promise<() => Promise<void>> {
  provideDiskTools();
  folder = await mkdtemp(path.join(tmpdir(), 'recovery-made-'));
  return () => rm(folder, { recursive: true, force: true });
}

/** Disks as their owner left them: a script makes what is on /dev/ubda, /dev/ubdb, ... in a kernel of its own. */
export async function disksMadeBy(script: string, count: number): Promise<string[]> {
  const here = await mkdtemp(path.join(folder, 'made-'));
  const images = Array.from({ length: count }, (_, index) => path.join(here, `disk-${index}`));
  for (const image of images) {
    await writeFile(image, '');
    await truncate(image, DISK_BYTES);
  }
  const kernel = await bootKernel(path.join(here, 'kernel'), images);
  try {
    await kernel.script(script);
  } finally {
    await kernel.end();
  }
  return images;
}

/** As the recovery server's: another than the one that made the disks. */
export const kernelOver = async (images: string[]): Promise<Kernel> =>
  bootKernel(await mkdtemp(path.join(folder, 'kernel-')), images);

export interface Inspected {
  volumes: VolumeInspection[];
  /** Whatever device-mapper has while the disks are mounted, and after the release; arrays too. */
  mapped: { before: string; after: string };
  refused: string;
}

/**
 * Inspects and releases in another kernel; the images must be the same afterwards.
 *
 * @param meanwhile - what a person does there after the first inspection; then it is inspected again.
 */
export const inspected = (images: string[], meanwhile?: string): Promise<Inspected> =>
  untouched(images, (kernel) => inspectIn(kernel, images.length, meanwhile));

/** What a script of a person says, which must leave the images as they are. */
export const doneByHand = (images: string[], script: string): Promise<string> =>
  untouched(images, (kernel) => kernel.script(script));

async function untouched<T>(images: string[], task: (kernel: Kernel) => Promise<T>): Promise<T> {
  const before = await Promise.all(images.map(sha256Of));
  const kernel = await kernelOver(images);
  try {
    return await task(kernel);
  } finally {
    await kernel.end();
    expect(await Promise.all(images.map(sha256Of))).toEqual(before);
  }
}

export const MAPPINGS =
  'for each in /sys/block/dm-*/dm/name; do [ ! -e $each ] || cat $each; done | sort; sed -n "s/^\\(md[0-9]*\\) : active.*/\\1/p" /proc/mdstat | sort';

async function inspectIn(kernel: Kernel, count: number, meanwhile: string | undefined): Promise<Inspected> {
  const ids = Array.from({ length: count }, () => randomUUID());
  const guest = kernel.guest(Object.fromEntries(ids.map((id, index) => [id, `/dev/ubd${'abcdef'[index] ?? ''}`])));
  const inspect = (): Promise<VolumeInspection[]> =>
    inspectVolumes(
      guest,
      ids.map((volumeId) => ({ volumeId, originalVolumeId: volumeId, sizeBytes: DISK_BYTES })),
    );
  let volumes = await inspect();
  if (meanwhile !== undefined) {
    await kernel.script(meanwhile);
    volumes = await inspect();
  }
  const mapped = await kernel.script(MAPPINGS);
  const refused = await kernel.script(
    'for each in /dev/mapper/vg* /dev/md9*; do [ ! -b $each ] || dd if=/dev/zero of=$each bs=4096 count=1 conv=fsync 2>&1 || :; done',
  );
  await guest.call('release', {});
  await guest.call('release', {});
  return { volumes, mapped: { before: mapped, after: await kernel.script(MAPPINGS) }, refused };
}

export const FILLED = (device: string): string => `
mkdir -p /tmp/fill; mount ${device} /tmp/fill; echo a year of work > /tmp/fill/thesis.txt; umount /tmp/fill`;
