/** What the notes on a ticket say. Pure: the same data give the same note. */
import type { RecoveryInput } from '../contract/recovery-input.ts';
import type { RecoveryStatus } from '../contract/recovery.ts';
import { composeMail, type MailKind, type PlanAgain } from '../mail/compose.ts';
import type { Language } from '../contract/recovery-input.ts';
import { decisionLines } from '../report/decision-markdown.ts';
import { plainText } from '../report/plain-text.ts';
import { plainStyle } from '../report/style.ts';
import { en } from './words/en.ts';
import { fr } from './words/fr.ts';
import type { NoteWords } from './words/types.ts';

export const NOTE_KINDS = [
  'started',
  'already-running',
  'asks',
  'plan',
  'plan-again',
  'decision',
  'handed-over',
  'closed',
  'ended',
] as const;
export type NoteKind = (typeof NOTE_KINDS)[number];

/** What a note is made from; what isn't known yet is null. */
export interface NoteData {
  workflowId: string;
  /** Page of the workflow that the note leads to; null where the Temporal UI's address isn't configured. */
  link: string | null;
  recoveryId: string | null;
  status: RecoveryStatus | null;
  input: RecoveryInput | null;
  temporalUi: string | null;
  /** Of `plan-again`: why what was told before does not hold. */
  again: PlanAgain | null;
}

/** These say what the mail to the cloud team says. */
const LIKE_MAIL: ReadonlyMap<NoteKind, MailKind> = new Map([
  ['plan', 'team-plan'],
  ['plan-again', 'team-plan-again'],
  ['handed-over', 'team-hand-over'],
  ['ended', 'team-ended'],
]);

/** A ticket system may refuse more; the rest is in the Temporal UI. */
const MOST_TEXT = 40_000;

export function composeNote(kind: NoteKind, data: NoteData, language: Language): { subject: string; text: string } {
  const { subject, text } = likeMail(kind, data, language) ?? inOwnWords(kind, data, language);
  return { subject: plainText(subject, 150), text: text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}\n…` : text };
}

function likeMail(kind: NoteKind, data: NoteData, language: Language): { subject: string; text: string } | null {
  const mail = LIKE_MAIL.get(kind);
  const { recoveryId, status, input, workflowId, temporalUi, again } = data;
  if (mail === undefined || recoveryId === null || status === null || input === null) return null;
  const {
    subject,
    text,
    attachments = [],
  } = composeMail(mail, {
    recoveryId,
    workflowId,
    status,
    input,
    language,
    ...(temporalUi === null ? {} : { temporalUi }),
    ...(again === null ? {} : { again }),
  });
  // The report goes into a mail as a page and as Markdown; a note is text.
  const asText = attachments.filter(({ contentType }) => contentType.startsWith('text/markdown'));
  return { subject, text: [text, ...asText.map(({ content }) => content)].join('\n') };
}

/** Made from what was typed into a form, so from anything. */
function mendOf(status: RecoveryStatus | null): string | null {
  const mend = status?.question?.mend;
  return mend === undefined ? null : plainText(mend, 1500);
}

function inOwnWords(kind: NoteKind, data: NoteData, language: Language): { subject: string; text: string } {
  const words: NoteWords = language === 'fr' ? fr : en;
  const { link, workflowId, status } = data;
  const page = link ?? plainText(workflowId, 300);
  switch (kind) {
    case 'asks':
      return words.asks(page, questionsOf(status), mendOf(status));
    case 'decision':
      return words.decision(
        page,
        decisionLines([status?.decision ?? null, status?.deletion ?? null], language, plainStyle),
      );
    case 'closed':
      return words.closed(page);
    case 'already-running':
      return words.alreadyRunning(page);
    case 'ended':
      return words.notBegun(page, lastLineOf(status));
    default:
      return words.started(page);
  }
}

const lastLineOf = (status: RecoveryStatus | null): string => plainText(status?.timeline.at(-1)?.text ?? '?', 1000);

/** Each with what exists to choose from; all of it bounded and made plain by the question itself. */
const questionsOf = (status: RecoveryStatus | null): string[] =>
  (status?.question?.faults ?? []).flatMap(({ field, expected, received, candidates }) => [
    plainText(`${field}: expected ${expected}, received ${received}`, 400),
    ...candidates.map((candidate) => plainText(candidate, 200)),
  ]);
