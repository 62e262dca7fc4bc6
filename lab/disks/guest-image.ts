/** The system that both guests boot: Debian 12 with every tool that makes disks, built here from Debian's packages. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { LabError } from '../lab-error.ts';
import { PROJECT_ROOT } from '../lab.ts';
import { CACHE, digest, sourceOf } from './places.ts';

const SCRIPT = ['lab', 'openstack', 'image'] as const;

/** @returns path of the raw image; about a minute when it has to be built. */
export function guestImage(): string {
  const file = path.join(CACHE, 'images', `${digest(sourceOf(...SCRIPT))}.raw`);
  if (existsSync(file)) return file;
  installTools();
  mkdirSync(path.dirname(file), { recursive: true });
  const { status } = spawnSync(path.join(PROJECT_ROOT, ...SCRIPT), {
    stdio: 'inherit',
    env: { ...process.env, IMAGE: file, TOOLS: '1' },
  });
  if (status !== 0) throw new LabError('The image of the guests could not be built; the last lines are above.');
  return file;
}

/** What this machine needs beside Node, as far as it is missing. */
export function installTools(): void {
  if (process.getuid?.() !== 0) throw new LabError('Building the image of the guests needs root, once.');
  const { status } = spawnSync(path.join(import.meta.dirname, 'install-tools'), { stdio: 'inherit' });
  if (status !== 0)
    throw new LabError('The packages that this needs could not be installed; the last lines are above.');
}
