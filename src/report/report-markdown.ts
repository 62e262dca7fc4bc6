/** The page that the recovery engineer works from after the hand-over. */
import type { Decision } from '../contract/decision.ts';
import type { RecoveryAccess, RecoveryPlan, RecoveryReport, VolumeOutcome } from '../contract/recovery.ts';
import type { VolumeInspection } from '../contract/inspection.ts';
import type { Language } from '../contract/recovery-input.ts';
import { sshCommand } from './access.ts';
import { confirmAnswer, extendAnswer, type Answer } from './answers.ts';
import { decisionLines } from './decision-markdown.ts';
import { byHandMarkdown, copyMarkdown, fenced, notReadMarkdown, ownerMarkdown } from './details-markdown.ts';
import { codeSpan, escapeMarkdown } from './escape.ts';
import { inLanguage } from './in-language.ts';
import { planMarkdown, wordsIn } from './plan-markdown.ts';
import { markdownStyle } from './style.ts';
import { surveyMarkdown, triageMarkdown } from './survey-markdown.ts';
import { volumeMarkdown } from './volume-markdown.ts';
import type { ReportWords } from './words/types.ts';

export interface ReportPage {
  recoveryId: string;
  plan: RecoveryPlan;
  report: RecoveryReport;
  /** Where the originals are at the end; left out while the recovery is not over. */
  volumes?: readonly VolumeOutcome[];
  /** Who decided; those that nobody made are null. */
  decisions: readonly (Decision | null)[];
  language: Language;
}

/**
 * The report as Markdown: access, what is on every volume and where it is mounted, how to copy it out, what not to
 * restore, what happens next, and the plan that was carried out.
 */
export function reportMarkdown({ recoveryId, plan, report: found, volumes, decisions, language }: ReportPage): string {
  const report = inLanguage(found, language);
  const decided = decisionLines(decisions, language, markdownStyle);
  const words = wordsIn(language).report;
  const { access } = report;
  const sections = [
    `# ${words.title(escapeMarkdown(plan.server.name, 100))}`,
    words.recovery(codeSpan(recoveryId, 64)),
    ...accessSection(access, words),
    ...report.volumes.flatMap((volume) => volumeMarkdown(volume, volumeName(volume, plan, words), language)),
    ...surveyMarkdown(report.survey, language),
    ...(access === null ? [] : copyMarkdown(access, report, language)),
    ...notReadMarkdown(report, language),
    ...ownerMarkdown(report, language),
    `## ${words.caution.title}`,
    words.caution.intro,
    words.caution.items.map((item) => `- ${item}`).join('\n'),
    ...triageMarkdown(report.survey, language),
    ...(access === null ? [] : nextSection(words)),
    ...byHandMarkdown(report, language),
    ...(volumes === undefined ? [] : outcomeSection(volumes, words)),
    ...(decided.length === 0 ? [] : [`## ${wordsIn(language).decision.title}`, ...decided]),
    planMarkdown(plan, language).trimEnd(),
  ];
  return `${sections.join('\n\n')}\n`;
}

function volumeName(volume: VolumeInspection, plan: RecoveryPlan, words: ReportWords): string {
  const planned = plan.volumes.find(({ volumeId }) => volumeId === volume.originalVolumeId);
  const title = words.volume(escapeMarkdown(planned?.name ?? volume.volumeId, 100));
  return volume.replayOf === undefined ? title : words.replayed(title);
}

function accessSection(access: RecoveryAccess | null, words: ReportWords): string[] {
  if (access === null) return [words.noAccess];
  return [
    `## ${words.access}`,
    words.login,
    fenced([sshCommand(access)]),
    ...(access.hostKeys.length === 0 ? [] : [words.knownHosts, fenced(access.hostKeys.slice(0, 10))]),
  ];
}

const answer = ({ json }: Answer): string => fenced([json]);

const nextSection = (words: ReportWords): string[] => [
  `## ${words.next.title}`,
  words.next.done(codeSpan(confirmAnswer.signal, 40)),
  answer(confirmAnswer),
  words.next.longer(codeSpan(extendAnswer.signal, 40)),
  answer(extendAnswer),
  words.next.then,
];

const outcomeSection = (volumes: readonly VolumeOutcome[], words: ReportWords): string[] => [
  `## ${words.outcomes}`,
  volumes
    .map(({ name, where, snapshotId }) => {
      const snapshot = snapshotId === null ? '' : `; ${words.snapshot(codeSpan(snapshotId, 64))}`;
      return `- **${escapeMarkdown(name, 100)}** (${words.outcome[where]}${snapshot})`;
    })
    .join('\n'),
];
