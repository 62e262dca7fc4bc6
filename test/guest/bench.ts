/**
 * A place for real disks: image files in a folder of their own, loop devices over them, and a mount namespace, so that
 * neither the machine nor another test file sees a mount, and all of them end with the bench.
 */
import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspectVolumes } from '../../src/disk/inspect-volumes.ts';
import type { VolumeInspection } from '../../src/contract/inspection.ts';
import { provideDiskTools } from '../support/disk-tools.ts';
import { guestProgram, must, run } from './guest-program.ts';

export interface Image {
  file: string;
  sizeBytes: number;
}

export interface AttachedImage extends Image {
  volumeId: string;
  device: string;
  sha256: string;
}

export type Bench = Awaited<ReturnType<typeof openBench>>;

export async function openBench() {
  provideDiskTools();
  const folder = await mkdtemp(path.join(tmpdir(), 'recovery-disks-'));
  const namespace = await openNamespace();
  const loops = new Set<string>();
  const inside = ['nsenter', `--target=${namespace.pid}`, '--mount', '--'];

  const bench = {
    folder,

    /** A program that sees the mounts. */
    inside: (argv: readonly string[]): Promise<string> => must([...inside, ...argv]),

    async image(name: string, mib: number): Promise<Image> {
      const file = path.join(folder, `${name}.img`);
      await writeFile(file, '');
      await truncate(file, mib * 1024 ** 2);
      return { file, sizeBytes: mib * 1024 ** 2 };
    },

    /** @returns the device over the file, writable. */
    async loop({ file }: Image): Promise<string> {
      const device = (await must(['sh', '-euc', LOOP, 'sh', file])).trim();
      loops.add(device);
      return device;
    },

    async unloop(device: string): Promise<void> {
      loops.delete(device);
      await must(['sh', '-c', UNLOOP, 'sh', device]);
    },

    /** Mounts a device read-write while a script fills it, as its owner once did. @param script - runs in its top folder. */
    async fill(device: string, script: string, options = 'rw'): Promise<void> {
      const point = await mkdtemp(path.join(folder, 'mnt-'));
      await bench.inside(['mount', '-o', options, device, point]);
      try {
        await bench.inside(['sh', '-euc', `cd "$1"\n${script}`, 'sh', point]);
      } finally {
        await bench.inside(['umount', point]);
      }
    },

    /**
     * A disk as a server leaves it that is killed: copied while it was mounted and written to.
     *
     * @param write - the command that writes, given the folder where it is mounted.
     */
    async leftUnclean(
      { name, mib, mkfs }: { name: string; mib: number; mkfs: readonly string[] },
      write: (point: string) => readonly string[],
    ): Promise<Image> {
      const [running, killed] = [await bench.image(`${name}-running`, mib), await bench.image(name, mib)];
      const device = await bench.loop(running);
      await must([...mkfs, device]);
      await bench.fill(device, 'echo saved > thesis.txt');
      const point = `${folder}/${name}`;
      await bench.inside(['mkdir', point]);
      await bench.inside(['mount', device, point]);
      await bench.inside(write(point));
      await copyFile(running.file, killed.file);
      await bench.inside(['umount', point]);
      await bench.unloop(device);
      return killed;
    },

    /** As Nova would: from here on the image must not change. */
    async attach(image: Image): Promise<AttachedImage> {
      const sha256 = await sha256Of(image.file);
      return { ...image, sha256, volumeId: randomUUID(), device: await bench.loop(image) };
    },

    guest: (...disks: AttachedImage[]) =>
      guestProgram(
        (argv, options) => run([...inside, ...argv], options),
        Object.fromEntries(disks.map(({ volumeId, device }) => [volumeId, device])),
      ),

    inspect: (...disks: AttachedImage[]): Promise<VolumeInspection[]> =>
      inspectVolumes(
        bench.guest(...disks),
        disks.map(({ volumeId, sizeBytes }) => ({ volumeId, sizeBytes, originalVolumeId: volumeId })),
      ),

    /** Lets the program release its disks, detaches them, and tells what is left of them and what has changed. */
    async detach(...disks: AttachedImage[]): Promise<{ mounted: string[]; attached: string[]; changed: string[] }> {
      await bench.guest(...disks).call('release', {});
      const mounts = await bench.inside(['cat', '/proc/self/mounts']);
      const left = {
        mounted: mounts.match(/ \/recovery\/m\d+ /g) ?? [],
        attached: [] as string[],
        changed: [] as string[],
      };
      for (const disk of disks) {
        await bench.unloop(disk.device);
        const still = await must(['losetup', '--associated', disk.file]);
        if (still.includes(`${disk.device}:`)) left.attached.push(disk.device);
        if ((await sha256Of(disk.file)) !== disk.sha256) left.changed.push(disk.file);
      }
      return left;
    },

    async close(): Promise<void> {
      await namespace.close();
      for (const device of loops) await bench.unloop(device);
      await rm(folder, { recursive: true, force: true });
    },
  };
  return bench;
}

/** What {@link Bench.detach} answers when nothing was left and nothing changed. */
export const UNCHANGED = { mounted: [], attached: [], changed: [] };

/** With a node for each partition: not every kernel reads partition tables itself. A loop device stays read-only once it was. */
const LOOP = `
device=$(losetup --find --show --partscan "$1")
blockdev --setrw "$device"
if blkid -p -s PTTYPE "$device" | grep -q PTTYPE; then partx --update "$device"; fi
for part in "$device"p*; do [ ! -b "$part" ] || blockdev --setrw "$part"; done
echo "$device"`;

/** The kernel lets go at the last close, which is its own; a mount that was left would keep the device. */
const UNLOOP = `
partx --delete "$1" 2> /dev/null
losetup --detach "$1"
for _ in $(seq 100); do
  losetup "$1" > /dev/null 2>&1 || exit 0
  sleep 0.05
done`;

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 ** 2 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Lives as long as its first program, which ends when this process does: its input is closed then. */
async function openNamespace(): Promise<{ pid: number; close: () => Promise<void> }> {
  // The folders themselves stay on the machine, empty: to remove them would take the mount from the other test files.
  // The second is where the guest program keeps its first look at each disk, until it releases them all.
  const script = `
for each in /recovery /run/recovery-guest; do
  mkdir -p "$each" && mount -t tmpfs tmpfs "$each" || exit 1
done
echo ready && exec cat`;
  const child = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  await Promise.race([
    new Promise((resolve) => child.stdout.once('data', resolve)),
    ended.then(() => Promise.reject(new Error('No mount namespace: is this a container without CAP_SYS_ADMIN?'))),
  ]);
  return {
    pid: child.pid ?? 0,
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
