/** Composes every mail of a recovery from typed data: what a mail says depends on nothing else. */
import type { EndedResult, Phase, Problem, RecoveryPlan, RecoveryStatus } from '../contract/recovery.ts';
import type { Language, RecoveryInput } from '../contract/recovery-input.ts';
import { sshCommand } from '../report/access.ts';
import { approveAnswer, confirmAnswer, extendAnswer, rejectAnswer, type Answer } from '../report/answers.ts';
import { formatInstant, formatSize } from '../report/format.ts';
import { startFormLink, workflowLink } from '../report/links.ts';
import { plainText } from '../report/plain-text.ts';
import { planParts } from '../report/plan-markdown.ts';
import { reportMarkdown } from '../report/report-markdown.ts';
import { plainStyle } from '../report/style.ts';
import type { MailAttachment } from './mailer.ts';
import { threadIdOf } from './message-id.ts';
import { en } from './messages/en.ts';
import { fr } from './messages/fr.ts';
import type { AnswerWays, Ending, MailFacts, MailText, MailTexts } from './messages/types.ts';
import { renderParts, type Part } from './text.ts';

export const MAIL_KINDS = [
  'owner-received',
  'owner-plan',
  'owner-result',
  'team-plan',
  'team-reminder',
  'team-hand-over',
  'team-ended',
] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

export interface MailData {
  recoveryId: string;
  workflowId: string;
  status: RecoveryStatus;
  /** For the mails at the end; a run that failed or was cancelled has none. */
  result?: EndedResult;
  input: RecoveryInput;
  /** The reader's. */
  language: Language;
  /** `http://localhost:8233`, or with the namespace's path `…/namespaces/cloud`; `default` is assumed without. */
  temporalUi?: string;
  /** For `team-reminder`, and for the deadline in `team-plan`. `deadline` is ISO 8601. */
  reminder?: { number: number; deadline: string };
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
    }),
  'owner-result': (data, texts) => texts.ownerResult(factsOf(data), endingOf(data), volumesOf(data.result)),
  'team-plan': ({ reminder, ...data }, texts) =>
    texts.teamPlan(
      factsOf(data),
      data.status.plan === null ? null : { paragraphs: planAsParts(data.status.plan, data.language) },
      problemLines(data.status.problems),
      approvalAnswers(data),
      reminder === undefined ? null : formatInstant(reminder.deadline),
    ),
  'team-reminder': composeReminder,
  'team-hand-over': composeHandOver,
  'team-ended': (data, texts) =>
    texts.teamEnded(factsOf(data), endingOf(data), {
      summary: plainText(data.result?.summary ?? data.status.timeline.at(-1)?.text ?? '', 500),
      problems: problemLines(data.result?.problems ?? data.status.problems),
      volumes: volumesOf(data.result),
      undone: endingOf(data) === 'recovered' ? [] : data.status.undone.slice(0, 50).map((name) => plainText(name, 300)),
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
  const optional = (text: string | undefined, most: number): string | null =>
    text === undefined ? null : plainText(text, most);
  return {
    server: plainText(serverName ?? serverId ?? '?', 80),
    serverId: plainText(serverId ?? '?', 64),
    cloud: optional(plan?.cloud ?? input.cloud, 64),
    recoveryId: plainText(recoveryId, 64),
    ticket: optional(input.ticket?.id, 64),
    ownerName: optional(input.owner?.name, 80),
    confirmation:
      input.confirmation === undefined
        ? null
        : { by: plainText(input.confirmation.by, 100), reason: plainText(input.confirmation.reason, 1000) },
    requestedBy: optional(input.requestedBy, 100),
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

function approvalAnswers(data: MailData): { approve: AnswerWays; reject: AnswerWays } {
  const { plan } = data.status;
  return {
    approve: waysOf(approveAnswer(plan), 'approve', data),
    reject: waysOf(rejectAnswer(plan), 'reject', data),
  };
}

/** @param verb - of `npm run recovery`, where it has one; Temporal's own command line can send every signal. */
function waysOf({ signal, json }: Answer, verb: string | null, { workflowId, temporalUi }: MailData): AnswerWays {
  const id = plainText(workflowId, 200);
  return {
    signal,
    json,
    link: temporalUi === undefined ? null : workflowLink(temporalUi, id),
    command:
      verb === null
        ? `temporal workflow signal --workflow-id ${id} --name ${signal} --input '${json}'`
        : `npm run recovery -- ${verb} ${id} --by you@example.org`,
  };
}

function composeReminder(data: MailData, texts: MailTexts): MailText {
  const { status, reminder } = data;
  const waiting =
    status.phase === 'handed-over' ? 'confirmation' : status.phase === 'awaiting-unlock' ? 'unlock' : 'approval';
  const { approve, reject } = approvalAnswers(data);
  const answers = {
    approval: [approve, reject],
    unlock: [],
    confirmation: [waysOf(confirmAnswer, 'confirm', data), waysOf(extendAnswer, null, data)],
  }[waiting];
  return texts.teamReminder(
    factsOf(data),
    {
      number: reminder?.number ?? 1,
      since: formatInstant(status.since),
      deadline: reminder === undefined ? null : formatInstant(reminder.deadline),
      waiting,
    },
    answers,
  );
}

function composeHandOver(data: MailData, texts: MailTexts): MailText {
  const { report } = data.status;
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
    },
    { confirm: waysOf(confirmAnswer, 'confirm', data), extend: waysOf(extendAnswer, null, data) },
  );
}

function reportOf({ recoveryId, status, language, result }: MailData): MailAttachment[] {
  const { plan, report } = status;
  if (plan === null || report === null) return [];
  const volumes = result === undefined ? {} : { volumes: result.volumes };
  const content = reportMarkdown({ recoveryId, plan, report, language, ...volumes });
  const filename = `${plainText(recoveryId, 64).replaceAll(/[^A-Za-z0-9.-]+/g, '-')}.md`;
  return [{ filename, content, contentType: 'text/markdown; charset=utf-8' }];
}
