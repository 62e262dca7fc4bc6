/**
 * What an inspection must find on the disks of a recipe, written beside it from what the recipe does and not from what
 * came out: lab/disks/recipes/NAME.yaml.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { FilesystemReport, VolumeInspection } from '../../src/contract/inspection.ts';
import type { Survey } from '../../src/contract/survey.ts';
import { FIELDS } from './comparison.ts';
import { expectationFile } from './recipes.ts';
import { type Release, RELEASES } from './recovery-systems.ts';

const Findings = z.strictObject({
  /** Of each device: path, content, role: what became of it, and the files on it that its recipe or image put there. */
  devices: z.array(z.string()),
  operatingSystems: z.array(z.string()).default([]),
  warnings: z.array(z.string()).default([]),
});
type Findings = z.output<typeof Findings>;

const Expectation = Findings.extend({
  /** What a survey of them must tell, among other things: `user NAME`, `place KIND PATH`, `triage KIND PATH`. */
  survey: z.array(z.string()).default([]),
  /** Where virt-inspector finds something else: who is right, and why. */
  compare: z
    .partialRecord(
      z.enum(FIELDS),
      z.strictObject({ right: z.enum(['ours', 'theirs', 'both', 'neither']), why: z.string() }),
    )
    .default({}),
  /** What a recovery server of another release must find instead; lab/disks/releases.yaml says why. */
  elsewhere: z.partialRecord(z.enum(RELEASES), Findings).default({}),
});
type Expectation = z.output<typeof Expectation>;
export type Judged = Expectation['compare'];

const read = (name: string): Expectation => Expectation.parse(parse(readFileSync(expectationFile(name), 'utf8')));

/** What a recovery server of the release must find, and the survey tell. */
export function expectationOf(name: string, release: Release): Findings & Pick<Expectation, 'survey'> {
  const { survey, elsewhere, compare: _, ...usual } = read(name);
  return { ...(elsewhere[release] ?? usual), survey };
}

/** By field, who is right where virt-inspector finds something else. */
export const judgedOf = (name: string): Judged => read(name).compare;

export const findingsOf = (inspections: readonly VolumeInspection[]): Findings => ({
  devices: inspections.flatMap(({ filesystems }) => filesystems.map(told)),
  operatingSystems: inspections.flatMap(({ operatingSystems }) =>
    operatingSystems.map(({ prettyName, hostname }) => `${prettyName} on ${hostname ?? 'no name'}`),
  ),
  warnings: [...new Set(inspections.flatMap(({ warnings }) => warnings))],
});

function told({ path, fstype, role, mount, listing }: FilesystemReport): string {
  if (mount.status !== 'mounted') return `${path} ${fstype ?? 'nothing'} ${role}: ${mount.verdict}`;
  const files = listing?.entries.filter(({ type }) => type === 'file').map(({ path: file }) => file) ?? [];
  const journal = mount.note?.startsWith('Its journal holds changes that were not replayed') === true;
  return `${path} ${fstype ?? 'nothing'} ${role}: ${['mounted', ...(journal ? ['not replayed'] : []), ...files].join(', ')}`;
}

export const surveyed = (survey: Survey | null): string[] =>
  (survey?.systems ?? []).flatMap(({ users, places, triage }) => [
    ...users.map(({ name }) => `user ${name}`),
    ...places.map(({ kind, path }) => `place ${kind} ${path}`),
    ...triage.flatMap(({ kind, facts }) => facts.map(({ path }) => `triage ${kind} ${path}`)),
  ]);

/** A line for each thing that was expected and not found (`-`), or found and not expected (`+`). */
export function differences(expected: Findings, found: Findings): string[] {
  return (['devices', 'operatingSystems', 'warnings'] as const).flatMap((key) => [
    ...expected[key].filter((line) => !found[key].includes(line)).map((line) => `- ${line}`),
    ...found[key].filter((line) => !expected[key].includes(line)).map((line) => `+ ${line}`),
  ]);
}
