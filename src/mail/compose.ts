/** Composes every mail of a recovery from typed data: what a mail says depends on nothing else. */
import type { EndedResult, Phase, Problem, RecoveryPlan, RecoveryStatus } from '../contract/recovery.ts';
import type { Language, RecoveryInput } from '../contract/recovery-input.ts';
import { sshCommand } from '../report/access.ts';
import {
  type Answer,
  approveAnswer,
  confirmAnswer,
  deletionAnswer,
  extendAnswer,
  rejectAnswer,
} from '../report/answers.ts';
import { decisionLines } from '../report/decision-markdown.ts';
import { formatInstant, formatSize } from '../report/format.ts';
import { reportHtml } from '../report/html-page.ts';
import { inLanguage } from '../report/in-language.ts';
import { startFormLink, workflowLink } from '../report/links.ts';
import { plainText } from '../report/plain-text.ts';
import { planParts } from '../report/plan-markdown.ts';
import { reportMarkdown, type ReportPage } from '../report/report-markdown.ts';
import { plainStyle } from '../report/style.ts';
import type { MailAttachment } from './mailer.ts';
import { threadIdOf } from './message-id.ts';
import { en } from './messages/en.ts';
import { fr } from './messages/fr.ts';
import type {
  AnswerWays,
  Ending,
  MailFacts,
  MailText,
  MailTexts,
  OpenQuestion,
  Reminder,
  Waiting,
} from './messages/types.ts';
import { renderParts, type Part } from './text.ts';

export const MAIL_KINDS = [
  'owner-received',
  'owner-plan',
  'owner-result',
  'team-plan',
  'team-plan-again',
  'team-reminder',
  'team-escalation',
  'team-hand-over',
  'team-ended',
] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/** What was told before is not so any more. */
export interface PlanAgain {
  /** The cloud changed and the plan with it, or the approval does not count any more. */
  why: 'changed' | 'lapsed';
  /** Digest of the plan that was told before. */
  before: string;
  /** Whose approval is void; null when nobody had approved. */
  by: string | null;
}

export interface MailData {
  recoveryId: string;
  workflowId: string;
  status: RecoveryStatus;
  /** For the mails at the end; a run that failed or was cancelled has none. */
  result?: EndedResult;
  /** Null while it is not complete. */
  input: RecoveryInput | null;
  /** The reader's. */
  language: Language;
  /** `http://localhost:8233`, or with the namespace's path `…/namespaces/cloud`; `default` is assumed without. */
  temporalUi?: string;
  /** For `team-reminder`, and for the deadline in `team-plan`. `deadline` is ISO 8601. */
  reminder?: { number: number; deadline: string };
  again?: PlanAgain;
}

export interface ComposedMail {
  subject: string;
  text: string;
  headers: Record<string, string>;
  attachments?: MailAttachment[];
}

/** Pure: the same data give the same mail, so a repeated attempt is the same mail with the same Message-ID. */
export function composeMail(kind: MailKind, data: MailData): ComposedMail {
  const { subject, parts } = COMPOSERS[kind](data, data.language === 'fr' ? fr : en);
  const text = renderParts(data.language === 'fr' ? parts.map(withNoBreakSpaces) : parts);
  const attachments = kind === 'team-hand-over' ? reportOf(data) : [];
  const thread = threadIdOf(data.recoveryId);
  // RFC 3834: answering machines keep quiet towards what says it is automatic.
  const headers = { 'Auto-Submitted': 'auto-generated', 'In-Reply-To': thread, References: thread };
  return { subject: plainText(subject, 200), text, headers, ...(attachments.length === 0 ? {} : { attachments }) };
}

const COMPOSERS: Readonly<Record<MailKind, (data: MailData, texts: MailTexts) => MailText>> = {
  'owner-received': (data, texts) => texts.ownerReceived(factsOf(data)),
  'owner-plan': (data, texts) =>
    texts.ownerPlan(factsOf(data), {
      paragraphs: data.status.plan === null ? [] : planAsParts(data.status.plan, data.language),
      needsUnlock: data.status.plan?.needsUnlock ?? false,
      again: data.again !== undefined,
    }),
  'owner-result': (data, texts) => texts.ownerResult(factsOf(data), endingOf(data), volumesOf(data.result)),
  'team-plan': composePlan,
  'team-plan-again': composePlan,
  'team-reminder': (data, texts) => composeReminder(data, texts, false),
  'team-escalation': (data, texts) => composeReminder(data, texts, true),
  'team-hand-over': composeHandOver,
  'team-ended': (data, texts) =>
    texts.teamEnded(factsOf(data), endingOf(data), {
      summary: plainText(data.result?.summary ?? data.status.timeline.at(-1)?.text ?? '', 500),
      problems: problemLines(data.result?.problems ?? data.status.problems),
      volumes: volumesOf(data.result),
      undone: endingOf(data) === 'recovered' ? [] : data.status.undone.slice(0, 50).map((name) => plainText(name, 300)),
      decisions: decisionsOf(data),
      left: data.result === undefined ? null : data.result.left.slice(0, 50).map((name) => plainText(name, 300)),
      startAgain: startAgainLink(data),
    }),
};

/** « deux-points » and guillemets keep their space in French; a line must not begin with them. */
const withNoBreakSpaces = (part: Part): Part => {
  const bind = (text: string): string => text.replaceAll(/ ([:»])/g, '\u00A0$1').replaceAll('« ', '«\u00A0');
  if (typeof part === 'string') return bind(part);
  return 'list' in part ? { list: part.list.map(bind) } : part;
};

function factsOf({ recoveryId, status, input }: MailData): MailFacts {
  const { serverName, serverId, plan } = status;
  const { cloud, ticket, owner, confirmation, requestedBy }: Partial<RecoveryInput> = input ?? {};
  const optional = (text: string | undefined, most: number): string | null =>
    text === undefined ? null : plainText(text, most);
  return {
    server: plainText(serverName ?? serverId ?? '?', 80),
    serverId: plainText(serverId ?? '?', 64),
    cloud: optional(plan?.cloud ?? cloud, 64),
    recoveryId: plainText(recoveryId, 64),
    ticket: optional(ticket?.id, 64),
    ownerName: optional(owner?.name, 80),
    confirmation:
      confirmation === undefined
        ? null
        : { by: plainText(confirmation.by, 100), reason: plainText(confirmation.reason, 1000) },
    requestedBy: optional(requestedBy, 100),
  };
}

const planAsParts = (plan: RecoveryPlan, language: Language): Part[] =>
  planParts(plan, language, plainStyle).flatMap((part): Part[] =>
    typeof part === 'string' ? [part] : [part.heading, { list: part.items }],
  );

const problemLines = (problems: readonly Problem[]): string[] =>
  problems.slice(0, 30).map(({ message, advice }) => `${plainText(message, 400)} ${plainText(advice, 400)}`);

const volumesOf = (result: EndedResult | undefined) =>
  (result?.volumes ?? []).map(({ name, where, snapshotId }) => ({ name: plainText(name, 100), where, snapshotId }));

const ENDED_WITHOUT_RESULT: Readonly<Partial<Record<Phase, Ending>>> = {
  recovered: 'recovered',
  refused: 'refused',
  rejected: 'rejected',
  expired: 'expired',
  cancelled: 'cancelled',
};

const endingOf = ({ result, status }: MailData): Ending =>
  result?.outcome ?? ENDED_WITHOUT_RESULT[status.phase] ?? 'failed';

function startAgainLink(data: MailData): string | null {
  const { temporalUi, workflowId } = data;
  if (temporalUi === undefined || endingOf(data) === 'recovered') return null;
  return startFormLink(temporalUi, plainText(workflowId, 200));
}

function composePlan({ reminder, ...data }: MailData, texts: MailTexts): MailText {
  const { plan, problems } = data.status;
  const { again } = data;
  return texts.teamPlan(
    factsOf(data),
    plan === null ? null : { paragraphs: planAsParts(plan, data.language) },
    problemLines(problems),
    approvalAnswers(data),
    reminder === undefined ? null : formatInstant(reminder.deadline),
    again === undefined
      ? null
      : { ...again, before: plainText(again.before, 64), by: again.by === null ? null : plainText(again.by, 200) },
  );
}

function approvalAnswers(data: MailData): { approve: AnswerWays; reject: AnswerWays; deletion: AnswerWays | null } {
  const { plan } = data.status;
  const deletion = deletionAnswer(plan);
  return {
    approve: waysOf(approveAnswer(plan), 'approve', data),
    reject: waysOf(rejectAnswer(plan), 'reject', data),
    deletion: deletion === null ? null : waysOf(deletion, 'approve-server-deletion', data),
  };
}

const decisionsOf = ({ status, language }: MailData): string[] =>
  decisionLines([status.decision, status.deletion], language, plainStyle);

const OPTIONS: Readonly<Partial<Record<Verb, string>>> = {
  'approve-server-deletion': " --server-name 'NAME'",
  extend: ' --days 7',
};
type Verb = 'approve' | 'reject' | 'approve-server-deletion' | 'confirm' | 'extend';

/** @param verb - of `npm run recovery`. */
function waysOf({ signal, json }: Answer, verb: Verb, { workflowId, temporalUi }: MailData): AnswerWays {
  const id = plainText(workflowId, 200);
  return {
    signal,
    json,
    link: temporalUi === undefined ? null : workflowLink(temporalUi, id),
    command: `npm run recovery -- ${verb} ${id} --by you@example.org${OPTIONS[verb] ?? ''}`,
  };
}

const WAITING: Readonly<Partial<Record<Phase, Waiting>>> = {
  'waiting-for-cloud': 'cloud',
  'awaiting-unlock': 'unlock',
  'handed-over': 'confirmation',
};

function composeReminder(data: MailData, texts: MailTexts, escalated: boolean): MailText {
  const { status } = data;
  if (status.serverId === null) return texts.inputReminder(reminderOf(data, escalated), questionOf(data));
  const waiting = WAITING[status.phase] ?? 'approval';
  return texts.teamReminder(
    factsOf(data),
    {
      ...reminderOf(data, escalated),
      waiting,
      problems: waiting === 'cloud' ? problemLines(status.problems) : [],
    },
    answersTo(waiting, data),
  );
}

const reminderOf = ({ status, reminder }: MailData, escalated: boolean): Reminder => ({
  number: reminder?.number ?? 1,
  escalated,
  since: formatInstant(status.since),
  deadline: reminder === undefined ? null : formatInstant(reminder.deadline),
});

function questionOf({ recoveryId, workflowId, status, temporalUi }: MailData): OpenQuestion {
  const { question, problems } = status;
  const id = plainText(workflowId, 200);
  return {
    recoveryId: plainText(recoveryId, 64),
    workflowId: id,
    link: temporalUi === undefined ? null : workflowLink(temporalUi, id),
    faults: (question?.faults ?? []).map(({ field, expected, received }) =>
      plainText(`${field}: expected ${expected}, received ${received}`, 400),
    ),
    mend: question === null ? null : plainText(question.mend, 1500),
    problems: problemLines(problems),
  };
}

function answersTo(waiting: Waiting, data: MailData): AnswerWays[] {
  if (waiting === 'confirmation') return [waysOf(confirmAnswer, 'confirm', data), waysOf(extendAnswer, 'extend', data)];
  if (waiting !== 'approval') return [];
  const { approve, reject, deletion } = approvalAnswers(data);
  // Of an approved plan only the deletion is open.
  const plan = data.status.decision === null ? [approve, reject] : [];
  return [...plan, ...(deletion === null || data.status.deletion !== null ? [] : [deletion])];
}

function composeHandOver(data: MailData, texts: MailTexts): MailText {
  const report = data.status.report === null ? null : inLanguage(data.status.report, data.language);
  const filesystems = (report?.volumes ?? []).flatMap((volume) => volume.filesystems);
  const mounts = filesystems.flatMap(({ mount, fstype, label, sizeBytes }) =>
    mount.status === 'mounted'
      ? [
          `${plainText(mount.mountpoint, 80)}: ${plainText(fstype ?? '?', 30)}${label === null ? '' : ` "${plainText(label, 40)}"`}, ${formatSize(sizeBytes, data.language)}`,
        ]
      : [],
  );
  const access = report?.access ?? null;
  return texts.teamHandOver(
    factsOf(data),
    {
      login: access === null ? null : sshCommand(access),
      mounts: mounts.slice(0, 60),
      unmounted: filesystems.length - mounts.length,
      warnings: (report?.volumes ?? [])
        .flatMap(({ warnings }) => warnings)
        .slice(0, 20)
        .map((warning) => plainText(warning, 400)),
      decisions: decisionsOf(data),
    },
    { confirm: waysOf(confirmAnswer, 'confirm', data), extend: waysOf(extendAnswer, 'extend', data) },
  );
}

function reportOf({ recoveryId, status, language, result }: MailData): MailAttachment[] {
  const { plan, report } = status;
  if (plan === null || report === null) return [];
  const volumes = result === undefined ? {} : { volumes: result.volumes };
  const page: ReportPage = {
    recoveryId,
    plan,
    report,
    language,
    decisions: [status.decision, status.deletion],
    ...volumes,
  };
  const name = plainText(recoveryId, 64).replaceAll(/[^A-Za-z0-9.-]+/g, '-');
  return [
    { filename: `${name}.html`, content: reportHtml(page), contentType: 'text/html; charset=utf-8' },
    { filename: `${name}.md`, content: reportMarkdown(page), contentType: 'text/markdown; charset=utf-8' },
  ];
}
