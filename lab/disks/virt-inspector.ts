/** The same disks through virt-inspector, the program of libguestfs. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { LabError } from '../lab-error.ts';
import type { BuiltDisk } from './built-disks.ts';
import { extractedKernel } from './extracted-kernel.ts';
import { CACHE, digest, sourceOf } from './places.ts';

const Answer = z.object({
  /** Device, or subvolume, to type. */
  filesystems: z.record(z.string(), z.string()),
  systems: z.array(
    z.object({
      root: z.string(),
      /** Empty where it has no name for it. */
      productName: z.string(),
      hostname: z.string(),
      arch: z.string(),
      /** Mount point to device. */
      mountpoints: z.record(z.string(), z.string()),
    }),
  ),
  /** Without the boot of its appliance; null where it did not get to the end. */
  inspectionSeconds: z.number().nullable(),
  /** What it said instead of an answer. */
  error: z.string(),
});
const Seen = Answer.extend({
  /** With the boot of its appliance. */
  seconds: z.number(),
});
export type Seen = z.output<typeof Seen>;

const PROGRAM = 'virt-inspector.py';
const run = promisify(execFile);
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Kept by the digest of disks and program: what is the same is not looked at again. */
export async function virtInspector(disks: readonly BuiltDisk[], sectorBytes: number): Promise<Seen> {
  const kept = keptAnswer(disks);
  if (kept !== null) return kept;
  let seen = await look(disks, sectorBytes);
  for (let tries = 1; isDisplaced(seen, disks.length) && tries < MOST_TRIES; tries += 1)
    seen = await look(disks, sectorBytes);
  keep(disks, seen);
  return seen;
}

const MOST_TRIES = 3;

/** On a busy machine its kernel may find its own disk before ours, and it mixes up the names then. */
const isDisplaced = ({ filesystems }: Seen, disks: number): boolean =>
  Object.keys(filesystems).some((device) => LETTERS.indexOf(/\/dev\/sd([a-z])/.exec(device)?.[1] ?? 'a') >= disks);

function keptAnswer(disks: readonly BuiltDisk[]): Seen | null {
  const file = keptFile(disks);
  return existsSync(file) ? Seen.parse(JSON.parse(readFileSync(file, 'utf8'))) : null;
}

function keep(disks: readonly BuiltDisk[], seen: Seen): void {
  mkdirSync(path.dirname(keptFile(disks)), { recursive: true });
  writeFileSync(keptFile(disks), JSON.stringify(seen, null, 1));
}

const keptFile = (disks: readonly BuiltDisk[]): string => {
  const made = path.basename(path.dirname(disks[0]?.file ?? ''));
  return path.join(CACHE, 'virt-inspector', `${made}-${digest(sourceOf('lab', 'disks', PROGRAM))}.json`);
};

async function look(disks: readonly BuiltDisk[], sectorBytes: number): Promise<Seen> {
  const began = performance.now();
  const { kernel, modules } = extractedKernel();
  // supermin looks for it, whatever kernel it is given.
  mkdirSync('/lib/modules', { recursive: true });
  const env = {
    ...process.env,
    LIBGUESTFS_BACKEND: 'direct',
    LIBGUESTFS_BACKEND_SETTINGS: 'force_tcg',
    LIBGUESTFS_CACHEDIR: CACHE,
    SUPERMIN_KERNEL: kernel,
    SUPERMIN_MODULES: modules,
  };
  const program = path.join(import.meta.dirname, PROGRAM);
  const argv = ['/usr/bin/python3', program, String(sectorBytes), ...disks.map(({ file }) => file)];
  const { stdout } = await run('nice', argv, { env }).catch((error: unknown) => {
    throw new LabError(error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error));
  });
  return { ...Answer.parse(JSON.parse(stdout)), seconds: (performance.now() - began) / 1000 };
}
