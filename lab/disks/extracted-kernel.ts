/** The kernel of the guests' image for libguestfs, which else takes this machine's own: that has not every driver. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { guestImage } from './guest-image.ts';

/** Where lab/openstack/image puts its one partition. */
const ROOT_OFFSET = 2048 * 512;

export interface Kernel {
  /** Path of the kernel's file. */
  kernel: string;
  /** Its folder of modules. */
  modules: string;
}

export function extractedKernel(): Kernel {
  const image = guestImage();
  const folder = `${image}.kernel`;
  const debugfs = (request: string): string =>
    execFileSync('debugfs', ['-R', request, `${image}?offset=${ROOT_OFFSET}`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const release = /\/0\/0\/([0-9][^/]*)\/\//.exec(debugfs('ls -p /lib/modules'))?.[1] ?? '';
  const found = { kernel: path.join(folder, 'vmlinuz'), modules: path.join(folder, release) };
  if (existsSync(folder)) return found;
  const draft = `${folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  debugfs(`dump /boot/vmlinuz ${draft}/vmlinuz`);
  debugfs(`rdump /lib/modules/${release} ${draft}`);
  renameSync(draft, folder);
  return found;
}
