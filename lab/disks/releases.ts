/** The same disks read in recovery servers of several releases: what is told differently, and why. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { VolumeInspection } from '../../src/contract/inspection.ts';
import type { Survey } from '../../src/contract/survey.ts';
import { PROJECT_ROOT } from '../lab.ts';
import type { BuiltDisk } from './built-disks.ts';
import { lastInspection } from './inspected-disks.ts';
import type { DiskRecipe } from './recipes.ts';
import { type Release, RELEASES, USUAL } from './recovery-systems.ts';
import { releasesPage } from './releases-page.ts';

export const RELEASES_PAGE = path.join(PROJECT_ROOT, 'docs', 'reference', 'recovery-images.md');

/** Of what a kernel, LVM and blkid read differently from release to release, one each. */
export const TELLING = [
  'data-part',
  'data-lvm',
  'dirty-btrfs',
  'dirty-ext4',
  'dirty-f2fs',
  'dirty-xfs',
  'luks2',
  'lvm-cached',
  'lvm-mirrored',
  'lvm-on-md',
  'lvm-thin',
  'whole-disk-ntfs',
  'xfs-v4',
];

const OTHERS = RELEASES.filter((release) => release !== USUAL);

export interface ReadDisk {
  name: string;
  /** By release; null where it has not been inspected there. */
  read: Record<Release, { differences: string[]; seconds: number } | null>;
  /** Why it is told differently there. */
  why: Partial<Record<Release, string>>;
}

const Reasons = z.record(z.string(), z.partialRecord(z.enum(RELEASES), z.string()));

/** @returns of how many disks nothing differs that nobody has explained. */
export function compareReleases(
  recipes: readonly DiskRecipe[],
  built: ReadonlyMap<string, BuiltDisk[]>,
  page: string,
): number {
  const reasons = Reasons.parse(parse(readFileSync(path.join(import.meta.dirname, 'releases.yaml'), 'utf8')));
  const disks = recipes.map(({ name }) => readDisk(name, built.get(name) ?? [], reasons[name] ?? {}));
  for (const disk of disks) console.log(`${isExplained(disk) ? 'ok    ' : 'FAILED'} ${disk.name}${lacking(disk)}`);
  writeFileSync(page, releasesPage(disks));
  return disks.filter(isExplained).length;
}

function readDisk(name: string, disks: readonly BuiltDisk[], why: ReadDisk['why']): ReadDisk {
  const usual = lastInspection(disks);
  const readIn = (release: Release): ReadDisk['read'][Release] => {
    const found = lastInspection(disks, release);
    if (found === null || usual === null) return null;
    return { differences: differencesOf(told(usual), told(found)), seconds: found.seconds };
  };
  return { name, read: { bullseye: readIn('bullseye'), bookworm: readIn('bookworm'), trixie: readIn('trixie') }, why };
}

const isExplained = ({ read, why }: ReadDisk): boolean =>
  OTHERS.every((release) => {
    const found = read[release];
    return found !== null && (found.differences.length === 0) === (why[release] === undefined);
  });

const lacking = ({ name, read, why }: ReadDisk): string =>
  OTHERS.flatMap((release) => {
    const found = read[release];
    if (found === null)
      return [`\n       ${release}: \`npm run disks -- inspect --image ${release} --only ${name}\` it first`];
    if (found.differences.length === 0 && why[release] !== undefined)
      return [`\n       ${release}: nothing differs now`];
    return why[release] === undefined ? found.differences.map((line) => `\n       ${release}: ${line}`) : [];
  }).join('');

/** All that is told of the disks; when and how fast is another matter. */
const told = ({ inspections, survey }: { inspections: VolumeInspection[]; survey: Survey | null }): unknown => ({
  volumes: inspections,
  survey: survey === null ? null : { systems: survey.systems, filesystems: survey.filesystems, loose: survey.loose },
});

/** A line for each place where the two differ, as far as there is something to compare on both sides. */
export function differencesOf(usual: unknown, found: unknown, place = ''): string[] {
  if (Object.is(usual, found)) return [];
  if (!isTree(usual) || !isTree(found)) return [`${place}: ${shown(usual)} in ${USUAL}, here ${shown(found)}`];
  const keys = new Set([...Object.keys(usual), ...Object.keys(found)]);
  return [...keys].flatMap((key) => differencesOf(usual[key], found[key], place === '' ? key : `${place}.${key}`));
}

const isTree = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 160));
