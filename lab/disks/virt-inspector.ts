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

/** Kept by the digest of disks and program: what is the same is not looked at again. */
export async function virtInspector(disks: readonly BuiltDisk[], sectorBytes: number): Promise<Seen> {
  const made = path.basename(path.dirname(disks[0]?.file ?? ''));
  const kept = path.join(CACHE, 'virt-inspector', `${made}-${digest(sourceOf('lab', 'disks', PROGRAM))}.json`);
  if (existsSync(kept)) return Seen.parse(JSON.parse(readFileSync(kept, 'utf8')));
  const began = performance.now();
  const answer = await look(
    disks.map(({ file }) => file),
    sectorBytes,
  );
  const seen = { ...answer, seconds: (performance.now() - began) / 1000 };
  mkdirSync(path.dirname(kept), { recursive: true });
  writeFileSync(kept, JSON.stringify(seen, null, 1));
  return seen;
}

async function look(files: readonly string[], sectorBytes: number): Promise<z.output<typeof Answer>> {
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
  const argv = ['/usr/bin/python3', program, String(sectorBytes), ...files];
  const { stdout } = await run('nice', argv, { env }).catch((error: unknown) => {
    throw new LabError(error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error));
  });
  return Answer.parse(JSON.parse(stdout));
}
