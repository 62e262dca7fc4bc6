/** The product's own inspection of built disks in a real recovery server, and what the program in it answered. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { VolumeInspection } from '../../src/contract/inspection.ts';
import { type Guest, inspectVolumes } from '../../src/disk/inspect-volumes.ts';
import type { Survey } from '../../src/contract/survey.ts';
import { surveyVolumes } from '../../src/disk/survey.ts';
import { buildUserData } from '../../src/guest/user-data.ts';
import { guestOverSsh } from '../../src/ssh/guest-over-ssh.ts';
import { surveyorOverSsh } from '../../src/ssh/survey-over-ssh.ts';
import { LabError } from '../lab-error.ts';
import type { BuiltDisk } from './built-disks.ts';
import { type EmulatedGuest, guestKey, openGuest } from './emulated-guest.ts';
import { CACHE, sha256Of, sourceOf } from './places.ts';
import type { DiskRecipe } from './recipes.ts';
import { recoverySystem, type Release, USUAL } from './recovery-systems.ts';

const Kept = z.object({
  inspections: z.custom<VolumeInspection[]>(Array.isArray),
  survey: z.custom<Survey | null>().default(null),
  seconds: z.number(),
});

/** The last inspection of these disks in a system of that release; null where there was none. */
export function lastInspection(disks: readonly BuiltDisk[], release: Release = USUAL): z.output<typeof Kept> | null {
  const file = keptFile(disks, release);
  return existsSync(file) ? Kept.parse(JSON.parse(readFileSync(file, 'utf8'))) : null;
}

function keep(disks: readonly BuiltDisk[], { inspections, survey, seconds }: Inspected, release: Release): void {
  const file = keptFile(disks, release);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ inspections, survey, seconds }));
}

const keptFile = (disks: readonly BuiltDisk[], release: Release): string =>
  path.join(
    CACHE,
    release === USUAL ? 'inspected' : `inspected-${release}`,
    `${path.basename(path.dirname(disks[0]?.file ?? ''))}.json`,
  );

export interface Inspected {
  inspections: VolumeInspection[];
  /** Of disks with a system on them. */
  survey: Survey | null;
  /** The last answer to each operation. */
  answers: Record<string, unknown>;
  /** Of the inspection alone. */
  seconds: number;
}

/** Booted as the product launches a recovery server. */
export const openReader = async (release: Release = USUAL): Promise<EmulatedGuest> =>
  openGuest(
    release === USUAL ? 'reader' : `reader-${release}`,
    buildUserData({
      authorizedKeys: [await guestKey()],
      guestProgram: sourceOf('src', 'guest', 'recovery-guest.py'),
      surveyProgram: sourceOf('src', 'guest', 'recovery-survey.py'),
      recoveryId: 'recovery-disks',
    }),
    recoverySystem(release),
  );

export const hashesOf = (disks: readonly BuiltDisk[]): Promise<string[]> =>
  Promise.all(disks.map(({ file }) => sha256Of(file)));

/** @throws LabError when a disk is not the same to the last bit. */
export async function assertUnchanged(disks: readonly BuiltDisk[], before: readonly string[]): Promise<void> {
  const after = await hashesOf(disks);
  for (const [index, hash] of before.entries())
    if (hash !== after[index])
      throw new LabError(
        `disk ${index + 1} was written to while it was read: SHA-256 ${hash}, then ${after[index] ?? ''}`,
      );
}

/** @throws LabError when the guest would write to a new disk. */
export async function inspect(
  reader: EmulatedGuest,
  recipe: DiskRecipe,
  built: readonly BuiltDisk[],
  release: Release = USUAL,
): Promise<Inspected> {
  const inspected = await read(reader, recipe, built.slice(0, recipe.attached));
  keep(built, inspected, release);
  return inspected;
}

async function read(
  { session, qmp }: EmulatedGuest,
  recipe: DiskRecipe,
  disks: readonly BuiltDisk[],
): Promise<Inspected> {
  const guest = guestOverSsh(session);
  const { writeBlock } = z.looseObject({ writeBlock: z.boolean() }).parse(await guest.call('ready', {}));
  if (!writeBlock) throw new LabError('the guest that reads does not make new disks read-only');
  const plugged: string[] = [];
  try {
    for (const [index, { file, volumeId }] of disks.entries()) {
      await qmp.plug(`disk${index}`, { file, serial: volumeId, sectorBytes: recipe.sectorBytes });
      plugged.push(`disk${index}`);
    }
    const answers: Record<string, unknown> = {};
    const listening: Guest = {
      async call(operation, request) {
        const answer = await guest.call(operation, request);
        answers[operation] = answer;
        return answer;
      },
    };
    const began = performance.now();
    const wanted = disks.map(({ volumeId, sizeBytes }) => ({ volumeId, originalVolumeId: volumeId, sizeBytes }));
    const inspections = await inspectVolumes(listening, wanted);
    const seconds = (performance.now() - began) / 1000;
    const isSystem = inspections.some(({ operatingSystems }) => operatingSystems.length > 0);
    const survey = isSystem ? await surveyVolumes(surveyorOverSsh(session), inspections) : null;
    return { inspections, survey, answers, seconds };
  } finally {
    try {
      await guest.call('release', {});
    } finally {
      for (const id of plugged) await qmp.unplug(id);
    }
  }
}
