/** Of what a recovery server of each release was made when disks were last read in it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { CACHE } from './places.ts';
import type { Release } from './recovery-systems.ts';

const About = z.object({ system: z.string(), kernel: z.string(), tools: z.record(z.string(), z.string().optional()) });

const aboutFile = (release: Release): string => path.join(CACHE, `about-${release}.json`);

/** Keeps what a recovery server of that release is made of. */
export const keepAbout = (release: Release, about: unknown): void =>
  writeFileSync(aboutFile(release), JSON.stringify(About.parse(about)));

/** `Debian GNU/Linux 12 (bookworm): Linux 6.1.0-44-amd64, util-linux 2.38.1, …` */
export function aboutRelease(release: Release): string {
  if (!existsSync(aboutFile(release))) return release;
  const { system, kernel, tools } = About.parse(JSON.parse(readFileSync(aboutFile(release), 'utf8')));
  const version = (name: string): string =>
    `${name} ${(tools[name] ?? '?').replace(/^\d+:/, '').replace(/[-+].*$/, '')}`;
  return `${system}: Linux ${kernel}, ${['util-linux', 'lvm2', 'python3', 'cloud-init'].map(version).join(', ')}`;
}
