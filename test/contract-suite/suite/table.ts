/** The contract as a table: every operation, by what was tried of it and how each column stands to the recording. */
import type { Case, Kind } from './case.ts';
import { KINDS } from './case.ts';
import { unexplained } from './listed-differences.ts';
import type { Outcomes } from './outcome.ts';
import type { Target } from './target.ts';

export interface Columns {
  /** Names of the cases that are recorded. */
  recorded: ReadonlySet<string>;
  /** Null for a target that was not tried. */
  simulator: Outcomes | null;
  lab: Outcomes | null;
}

const KIND_HEADS: Readonly<Record<Kind, string>> = {
  success: 'successes',
  refusal: 'refusals',
  course: 'courses',
  'side effect': 'side effects',
  listing: 'listings',
};

/** @returns Markdown: a row an operation, a last one with the sums, and below it every difference. */
export function contractTable(cases: readonly Case[], columns: Columns): string {
  const operations = [...new Set(cases.map(({ operation }) => operation))].sort();
  const rows = operations.map((operation) =>
    row(
      `\`${operation}\``,
      cases.filter((each) => each.operation === operation),
      columns,
    ),
  );
  return [
    `| operation | ${KINDS.map((kind) => KIND_HEADS[kind]).join(' | ')} | recorded | simulator | lab |`,
    `| --- |${' ---: |'.repeat(KINDS.length)} --- | --- | --- |`,
    ...rows,
    row(`**${operations.length} operations**`, cases, columns),
    ...differenceLines(columns),
  ].join('\n');
}

function row(head: string, cases: readonly Case[], columns: Columns): string {
  const counts = KINDS.map((kind) => cases.filter((each) => each.kind === kind).length).map((count) => count || '');
  const recorded = cases.filter(({ name }) => columns.recorded.has(name)).length;
  const cells = [
    ...counts,
    recorded === cases.length ? 'yes' : `${recorded} of ${cases.length}`,
    standing('simulator', cases, columns.simulator),
    standing('lab', cases, columns.lab),
  ];
  return `| ${head} | ${cells.join(' | ')} |`;
}

function standing(target: Target['name'], cases: readonly Case[], outcomes: Outcomes | null): string {
  const tried = cases.filter(({ name }) => outcomes !== null && name in outcomes);
  if (tried.length === 0) return 'not tried';
  const differing = tried.filter(({ name }) => (outcomes?.[name] ?? []).length > 0);
  const explained = differing.filter(({ name }) => unexplained(target, name, outcomes?.[name] ?? []).length === 0);
  const untried = cases.length - tried.length;
  return [
    differing.length === 0 ? 'agree' : `${differing.length} differ`,
    ...(explained.length > 0 ? [`${explained.length} of them with a reason`] : []),
    ...(untried > 0 ? [`${untried} not tried`] : []),
  ].join(', ');
}

function differenceLines({ simulator, lab }: Columns): string[] {
  const lines = (
    [
      ['simulator', simulator],
      ['lab', lab],
    ] as const
  ).flatMap(([target, outcomes]) =>
    Object.entries(outcomes ?? {}).flatMap(([name, found]) =>
      found.map((difference) => {
        const reason = unexplained(target, name, [difference]).length === 0 ? ' (listed with its reason)' : '';
        return `- ${target}: ${name}: ${difference}${reason}`;
      }),
    ),
  );
  return lines.length === 0 ? [] : ['', 'Differences:', '', ...lines];
}

/** How many differences nobody has explained, in both columns. */
export const unexplainedCount = ({ simulator, lab }: Columns): number =>
  (
    [
      ['simulator', simulator],
      ['lab', lab],
    ] as const
  ).flatMap(([target, outcomes]) =>
    Object.entries(outcomes ?? {}).flatMap(([name, found]) => unexplained(target, name, found)),
  ).length;
