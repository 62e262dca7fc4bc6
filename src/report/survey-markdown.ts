/** What lies on the disks, and the triage for support, as Markdown. */
import type { SurveyOutcome, SystemSurvey, TriageGroup } from '../contract/survey.ts';
import type { Language } from '../contract/recovery-input.ts';
import { codeSpan, escapeMarkdown } from './escape.ts';
import { formatInstant } from './format.ts';
import { sizeText } from './page/glance.ts';
import { wordsIn } from './plan-markdown.ts';
import { factWords } from './triage-words.ts';

const MOST_ROWS = 40;
const MOST_FACTS = 30;

const tableOf = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

export function surveyMarkdown(survey: SurveyOutcome | null, language: Language): string[] {
  const { glance, lives } = wordsIn(language).page;
  if (survey === null) return [];
  if (survey.kind === 'failed') return [`## ${lives.title}`, glance.failed(escapeMarkdown(survey.reason, 300))];
  const { takenAt, seconds, cut, systems, filesystems } = survey.survey;
  const disks = filesystems
    .slice(0, MOST_ROWS)
    .map(({ mountpoint, size }) => [
      codeSpan(mountpoint, 80),
      sizeText(size, language, wordsIn(language).page),
      lives.files(size.files),
    ]);
  return [
    `## ${lives.title}`,
    `${glance.surveyed(formatInstant(takenAt), String(seconds))}${cut ? ` ${glance.cut}` : ''}`,
    ...systems.flatMap((system) => systemMarkdown(system, language)),
    ...(disks.length === 0 ? [] : [tableOf(lives.folderColumns, disks)]),
  ];
}

function systemMarkdown(system: SystemSurvey, language: Language): string[] {
  const { page } = wordsIn(language);
  const { facts, unknown, ...lives } = page.lives;
  const when = (at: string | null): string => (at === null ? unknown : formatInstant(at));
  const said = (text: string | null): string => (text === null ? unknown : escapeMarkdown(text, 80));
  const about: [string, string][] = [
    [facts.hostname, said(system.hostname)],
    [facts.architecture, said(system.architecture)],
    [facts.timeZone, said(system.timeZone)],
    [facts.firstBoot, when(system.firstBootAt)],
    [facts.lastActive, when(system.lastActiveAt)],
    [facts.root, codeSpan(system.root, 100)],
  ];
  const users = system.users
    .slice(0, MOST_ROWS)
    .map(({ name, uid, home, size }) => [
      `${escapeMarkdown(name, 60)} (${uid})`,
      codeSpan(home, 100),
      size === null ? lives.noHome : sizeText(size, language, page),
      size?.newest == null ? '' : formatInstant(size.newest.at),
    ]);
  const places = system.places
    .slice(0, MOST_ROWS)
    .map(({ kind, path, at, size }) => [
      lives.place[kind],
      codeSpan(path, 120),
      codeSpan(at, 140),
      `${sizeText(size, language, page)} (${lives.files(size.files)})`,
      size.newest === null ? '' : formatInstant(size.newest.at),
    ]);
  return [
    about.map(([name, value]) => `- ${name}${page.colon}${value}`).join('\n'),
    ...(users.length === 0 ? [] : [`**${lives.users}**`, tableOf(lives.userColumns, users)]),
    ...(places.length === 0 ? [lives.none] : [`**${lives.places}**`, tableOf(lives.placeColumns, places)]),
  ];
}

export function triageMarkdown(survey: SurveyOutcome | null, language: Language): string[] {
  if (survey?.kind !== 'surveyed') return [];
  const { triage } = wordsIn(language).page;
  const { systems, loose, file } = survey.survey;
  const several = systems.length > 1;
  return [
    `## ${triage.title}`,
    `${triage.intro} **${triage.clean}**`,
    ...systems.flatMap(({ root, packages, triage: groups }) => [
      ...(several ? [`### ${triage.system(codeSpan(root, 80))}`] : []),
      ...(packages === 'rpm' ? [triage.rpm] : []),
      ...(groups.length === 0 ? [triage.none] : groups.flatMap((group) => groupMarkdown(group, language))),
    ]),
    ...(loose.length === 0 ? [] : [`### ${triage.loose}`, ...loose.flatMap((group) => groupMarkdown(group, language))]),
    ...(file === null ? [] : [triage.inFile(codeSpan(file, 80))]),
  ];
}

function groupMarkdown({ kind, facts, more, ordinary }: TriageGroup, language: Language): string[] {
  const { page } = wordsIn(language);
  const { title, why } = page.triage.kinds[kind];
  const rows = facts.slice(0, MOST_FACTS).map((fact) => {
    const told = factWords(fact, kind, page);
    const detail = fact.detail === null ? [] : [codeSpan(fact.detail, 300)];
    return [
      codeSpan(fact.path, 200),
      escapeMarkdown(fact.owner, 40),
      formatInstant(fact.modifiedAt),
      [...(told === '' ? [] : [told]), ...detail].join(page.colon),
    ];
  });
  const left = more + Math.max(0, facts.length - MOST_FACTS);
  const rest = [
    ...(left > 0 ? [page.triage.more(left)] : []),
    ...(ordinary > 0 ? [page.triage.ordinary(ordinary)] : []),
  ];
  return [
    `**${title}.** ${why}`,
    ...(rows.length === 0 ? [] : [tableOf(page.triage.columns, rows)]),
    ...(rest.length === 0 ? [] : [rest.join(' ')]),
  ];
}
