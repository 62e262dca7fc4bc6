/** The systems that a disk is read in: the guests' own of Debian 12, and smaller ones of the releases before and after. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { LabError } from '../lab-error.ts';
import { guestImage, installTools } from './guest-image.ts';
import { CACHE, digest, sourceOf } from './places.ts';

export const RELEASES = ['bullseye', 'bookworm', 'trixie'] as const;
export type Release = (typeof RELEASES)[number];

/** Where the disks are made, and where the recordings of the tests come from. */
export const USUAL: Release = 'bookworm';

export interface GuestSystem {
  /** Path of the raw image. */
  image: string;
  /** What QEMU starts by itself; the usual image has GRUB. */
  boot: readonly string[];
}

/** A few minutes when it has to be built. @throws LabError when that fails. */
export function recoverySystem(release: Release): GuestSystem {
  if (release === USUAL) return { image: guestImage(), boot: [] };
  const image = path.join(CACHE, 'images', `${release}-${digest(sourceOf('lab', 'disks', 'reader-image'))}.raw`);
  if (!existsSync(image)) {
    installTools();
    const { status } = spawnSync(path.join(import.meta.dirname, 'reader-image'), [release, image], {
      stdio: 'inherit',
    });
    if (status !== 0) throw new LabError(`The system of ${release} could not be built; the last lines are above.`);
  }
  const line =
    'root=/dev/vda ro console=tty0 console=ttyS0,115200 net.ifnames=0 mitigations=off random.trust_cpu=on no_timer_check';
  return { image, boot: ['-kernel', `${image}.kernel`, '-initrd', `${image}.initrd`, '-append', line] };
}
