/** The same disks through libguestfs, whose inspection virt-inspector prints. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { BuiltDisk } from './built-disks.ts';
import { extractedKernel } from './extracted-kernel.ts';
import { CACHE, digest, sourceOf } from './places.ts';

const Answer = z.object({
  /** Device, or subvolume, to type. */
  filesystems: z.record(z.string(), z.string()),
  systems: z.array(
    z.object({
      root: z.string(),
      productName: z.string(),
      hostname: z.string(),
      arch: z.string(),
      /** Mount point to device. */
      mountpoints: z.record(z.string(), z.string()),
    }),
  ),
});
const Seen = Answer.extend({
  /** With the boot of its appliance. */
  seconds: z.number(),
  /** What it said instead of an answer. */
  error: z.string(),
});
export type Seen = z.output<typeof Seen>;

const PROGRAM = 'libguestfs-inspection.py';
const run = promisify(execFile);
const TIMEOUT_MS = 900_000;

/** Kept by the digest of disks and program: what is the same is not looked at again. */
export async function libguestfs(disks: readonly BuiltDisk[]): Promise<Seen> {
  const made = path.basename(path.dirname(disks[0]?.file ?? ''));
  const kept = path.join(CACHE, 'libguestfs', `${made}-${digest(sourceOf('lab', 'disks', PROGRAM))}.json`);
  if (existsSync(kept)) return Seen.parse(JSON.parse(readFileSync(kept, 'utf8')));
  const seen = await look(disks);
  mkdirSync(path.dirname(kept), { recursive: true });
  writeFileSync(kept, JSON.stringify(seen, null, 1));
  return seen;
}

async function look(disks: readonly BuiltDisk[]): Promise<Seen> {
  const began = performance.now();
  const took = (): number => (performance.now() - began) / 1000;
  try {
    const answer = Answer.parse(JSON.parse(await inspection(disks.map(({ file }) => file))));
    return { ...answer, error: '', seconds: took() };
  } catch (error) {
    if (!(error instanceof Error && 'stderr' in error)) throw error;
    const words = String(error.stderr);
    return { filesystems: {}, systems: [], error: /^RuntimeError: (.*)$/m.exec(words)?.[1] ?? words, seconds: took() };
  }
}

async function inspection(files: readonly string[]): Promise<string> {
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
  const { stdout } = await run('nice', ['/usr/bin/python3', program, ...files], { env, timeout: TIMEOUT_MS });
  return stdout;
}
