/** What `recovery-survey` (src/guest/recovery-survey.py) answers, checked and made safe: it speaks of a hostile disk. */
import { z } from 'zod';
import {
  type FolderSize,
  PLACE_KINDS,
  type Survey,
  type SystemSurvey,
  TRIAGE_KINDS,
  type TriageGroup,
} from '../contract/survey.ts';
import { plainText } from '../report/plain-text.ts';

const line = z
  .string()
  .max(2000)
  .transform((text) => plainText(text, 200));
const count = z.number().nonnegative();

/** An inode's time may be any 64-bit number; a date may not. */
const isoTime = (seconds: number): string =>
  new Date(Math.max(-62_135_596_800, Math.min(253_402_300_799, seconds)) * 1000).toISOString().replace('.000Z', 'Z');
const time = z.number().transform(isoTime);

const Change = z.object({ path: line, mtime: time }).transform(({ path, mtime }) => ({ path, at: mtime }));

const Size: z.ZodType<FolderSize> = z.object({
  bytes: count,
  files: count,
  partial: z.boolean(),
  newest: Change.nullable(),
  oldest: Change.nullable(),
});

const Triage: z.ZodType<TriageGroup[]> = z
  .array(
    z.object({
      kind: z.enum(TRIAGE_KINDS),
      facts: z
        .array(
          z
            .object({
              path: line,
              owner: line,
              mtime: time,
              ctime: time,
              packaged: z.boolean().nullable(),
              detail: line.nullable(),
              count: count.nullable(),
            })
            .transform(({ mtime, ctime, ...fact }) => ({ ...fact, modifiedAt: mtime, changedAt: ctime })),
        )
        .max(100),
      more: count,
      ordinary: count,
    }),
  )
  .max(TRIAGE_KINDS.length)
  .transform((groups) =>
    groups.toSorted((one, other) => TRIAGE_KINDS.indexOf(one.kind) - TRIAGE_KINDS.indexOf(other.kind)),
  );

const System: z.ZodType<SystemSurvey> = z
  .object({
    root: line,
    hostname: line.nullable(),
    architecture: line.nullable(),
    timeZone: line.nullable(),
    packages: z.enum(['dpkg', 'rpm']).nullable(),
    firstBoot: time.nullable(),
    lastActive: time.nullable(),
    people: count,
    users: z
      .array(z.object({ name: line, uid: count, home: line, shell: line, size: Size.nullable() }))
      .max(100)
      .transform((users) => users.toSorted(({ size: one }, { size: other }) => bytesOf(other) - bytesOf(one))),
    places: z
      .array(z.object({ kind: z.enum(PLACE_KINDS), path: line, at: line, size: Size }))
      .max(100)
      .transform((places) => places.toSorted(({ size: one }, { size: other }) => other.bytes - one.bytes)),
    triage: Triage,
  })
  .transform(({ firstBoot, lastActive, people, ...system }) => ({
    ...system,
    moreUsers: Math.max(0, people - system.users.length),
    morePlaces: 0,
    firstBootAt: firstBoot,
    lastActiveAt: lastActive,
  }));

const bytesOf = (size: FolderSize | null): number => size?.bytes ?? 0;

/** Version 1 of the answer. */
export const SurveyAnswer: z.ZodType<Survey> = z
  .object({
    version: z.literal(1),
    takenAt: time,
    seconds: count,
    cut: z.boolean(),
    file: line.nullable(),
    systems: z.array(System).max(10),
    filesystems: z
      .array(
        z
          .object({
            target: line,
            size: Size,
            folders: z.array(z.object({ name: line, size: Size })).max(50),
            more: count,
          })
          .transform(({ target, ...filesystem }) => ({ mountpoint: target, ...filesystem })),
      )
      .max(1000),
    loose: Triage,
  })
  .transform(({ version: _, ...survey }) => survey);
