/** What the page shows beside the volumes, as Markdown: for tickets, mails and terminals. */
import type { Layer, VolumeInspection } from '../contract/inspection.ts';
import type { RecoveryAccess, RecoveryReport } from '../contract/recovery.ts';
import type { Language } from '../contract/recovery-input.ts';
import { handSteps } from './by-hand.ts';
import { copyWays } from './copying.ts';
import { codeSpan, codeText, escapeMarkdown } from './escape.ts';
import { formatSize } from './format.ts';
import { labels } from './layer-words.ts';
import { notRead } from './not-read.ts';
import { ownerNotes } from './owner-notes.ts';
import { filled } from './page/boxes.ts';
import { wordsIn } from './plan-markdown.ts';

const MOST_LAYERS = 60;
const MOST_ROWS = 40;

export const fenced = (lines: readonly string[]): string =>
  ['```', ...lines.map((line) => codeText(line, 2000)), '```'].join('\n');

/** The picture of a disk for those who see text only: one line for each bar. */
export function layoutMarkdown({ layers }: VolumeInspection, language: Language): string[] {
  if (layers === null) return [];
  const lines = layoutLines(layers, 0, language);
  const left = lines.length - MOST_LAYERS;
  const more = left > 0 ? [wordsIn(language).page.picture.more(left)] : [];
  return [fenced([...lines.slice(0, MOST_LAYERS), ...more])];
}

function layoutLines(layer: Layer, depth: number, language: Language): string[] {
  const [name, content] = labels(filled(layer), language, wordsIn(language).page);
  const inside = filled(layer).at(-1)?.children ?? [];
  const bullet = depth === 0 ? '' : `${'   '.repeat(depth - 1)}└─ `;
  return [
    `${bullet}${name}  ${content}`.slice(0, 400),
    ...inside.flatMap((child) => layoutLines(child, depth + 1, language)),
  ];
}

export function copyMarkdown(access: RecoveryAccess, report: RecoveryReport, language: Language): string[] {
  const ways = copyWays(access, report);
  const words = wordsIn(language).page.copy;
  if (ways.length === 0) return [];
  return [
    `## ${words.title}`,
    words.intro,
    ...ways.flatMap(({ kind, commands }) => [words.ways[kind], fenced(commands)]),
  ];
}

export function byHandMarkdown(report: RecoveryReport, language: Language): string[] {
  const words = wordsIn(language).page.byHand;
  const steps = handSteps(report.volumes);
  return [
    `## ${words.title}`,
    words.intro,
    ...steps.flatMap(({ kind, commands }, index) => [`${index + 1}\\. ${words.steps[kind]}`, fenced(commands)]),
  ];
}

export function notReadMarkdown(report: RecoveryReport, language: Language): string[] {
  const { page, report: shared } = wordsIn(language);
  const found = report.volumes.flatMap(notRead);
  const title = `## ${page.notRead.title}`;
  if (found.length === 0) return [title, page.notRead.nothing];
  const rows = found.slice(0, MOST_ROWS).map(({ what, verdict, type, sizeBytes, reason, advice, missing }) => {
    const short = { ...shared.verdict, ...page.picture.verdicts }[verdict];
    const lacking = missing.slice(0, 6).map((each) => codeSpan(each, 60));
    const size = sizeBytes === 0 ? [] : [formatSize(sizeBytes, language)];
    const kind = type === null ? [] : [escapeMarkdown(type, 30)];
    return `| ${[
      [codeSpan(what, 80), ...kind, ...size].join(' '),
      [short, ...(lacking.length === 0 ? [] : [page.notRead.missing(lacking.join(', '))])].join('; '),
      `${page.notRead.help[verdict]} ${escapeMarkdown(`${reason} ${advice}`, 600)}`,
    ].join(' | ')} |`;
  });
  const head = [`| ${page.notRead.columns.join(' | ')} |`, '| --- | --- | --- |'];
  return [title, page.notRead.intro, [...head, ...rows].join('\n'), ...leftOut(found.length, language)];
}

const leftOut = (count: number, language: Language): string[] =>
  count > MOST_ROWS ? [wordsIn(language).page.lives.more(count - MOST_ROWS)] : [];

export function ownerMarkdown(report: RecoveryReport, language: Language): string[] {
  const words = wordsIn(language).page.owner;
  const notes = ownerNotes(report).map(({ kind, about }) =>
    [
      `- ${words.notes[kind]}`,
      ...(about.length === 0 ? [] : [about.map((each) => codeSpan(each, 100)).join(', ')]),
    ].join(' '),
  );
  return [`## ${words.title}`, words.intro, notes.join('\n')];
}
