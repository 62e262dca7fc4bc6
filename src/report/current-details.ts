/**
 * One screen of Markdown for the Temporal UI's "Current Details". The UI sends it to its renderer inside a URL, so it
 * has to stay short (facts: proxies cut URLs at 8 kB); its CSS keeps line breaks; images and scripts are refused.
 */
import type { Phase, Problem, RecoveryReport, RecoveryStatus } from '../contract/recovery.ts';
import { sshCommand } from './access.ts';
import { approveAnswer, confirmAnswer, extendAnswer, rejectAnswer, type Answer } from './answers.ts';
import { codeSpan, codeText, escapeMarkdown } from './escape.ts';
import { formatElapsed, formatGib, formatInstant, formatSize } from './format.ts';

/** UTF-8 bytes, exclusive. */
export const CURRENT_DETAILS_LIMIT_BYTES = 4000;

export interface CurrentDetailsContext {
  /** ISO 8601; of the workflow's clock. */
  now: string;
  workflowId: string;
  /** ISO 8601; of the wait that is on now, approval or hand-over. */
  approvalDeadline: string | null;
  nextReminder: string | null;
}

/** What it does or waits for, in a person's words. */
const HEADLINE: Readonly<Record<Phase, string>> = {
  planning: 'Reading the cloud and making the plan',
  'waiting-for-cloud': 'The cloud is not ready for this recovery',
  'awaiting-approval': 'Waiting for the approval of the plan',
  'awaiting-unlock': 'Approved; waiting for the lock to be lifted in Nova',
  preserving: 'Making the evidence snapshots',
  launching: 'Launching the recovery server',
  moving: 'Bringing the volumes to the recovery server',
  inspecting: 'Looking at what is on the volumes',
  'handed-over': 'Handed over: the data can be copied',
  'cleaning-up': 'Cleaning up',
  recovered: 'Done: the data was recovered',
  refused: 'Ended: this recovery can’t be done as asked',
  rejected: 'Ended: the plan was rejected; nothing was touched',
  expired: 'Ended: nobody answered in time',
  cancelled: 'Ended: cancelled',
  failed: 'Ended: a step failed',
};

/** A part of the page; the lower its rank, the longer it stays when there is too much. */
interface Block {
  rank: number;
  text: string;
}

/**
 * @returns Markdown of less than {@link CURRENT_DETAILS_LIMIT_BYTES} bytes, whatever the status holds: what is waited
 *   for, from whom, since when, the exact answers to give, the plan in short, problems, and how to get at the data.
 */
export function currentDetails(status: RecoveryStatus, context: CurrentDetailsContext): string {
  const blocks: Block[] = [
    { rank: 0, text: `## ${HEADLINE[status.phase]}` },
    { rank: 0, text: waitingLine(status, context) },
    ...latestBlock(status),
    ...answerBlocks(status, context),
    ...accessBlocks(status),
    ...status.problems.map((problem, index) => ({ rank: 3 + index, text: problemText(problem) })),
    ...(status.decision === null ? [] : [{ rank: 2, text: decisionLine(status) }]),
    ...status.otherAnswers
      .slice(-3)
      .map((answer) => ({ rank: 8, text: `- Not counted: ${escapeMarkdown(answer, 120)}` })),
    ...planBlocks(status),
    { rank: 1, text: identityLine(status) },
    ...madeBlock(status),
  ];
  return fit(blocks);
}

function waitingLine(status: RecoveryStatus, { now, approvalDeadline, nextReminder }: CurrentDetailsContext): string {
  const elapsed = formatElapsed(status.since, now, 'en');
  const since = `since ${formatInstant(status.since)}${elapsed === null ? '' : ` (${elapsed})`}`;
  const nobody = status.waitingFor === 'nobody';
  return [
    nobody ? `Nobody is waited for, ${since}.` : `**Waiting for: ${escapeMarkdown(status.waitingFor, 40)}**, ${since}.`,
    ...(nextReminder === null ? [] : [`Next reminder: ${formatInstant(nextReminder)}.`]),
    ...(approvalDeadline === null ? [] : [`Deadline: ${formatInstant(approvalDeadline)}.`]),
  ].join('\n');
}

/** What happened last; while an unlock is awaited, it says what is in the way. */
/** That a mail has left is seldom what somebody comes to see. */
function latestBlock({ timeline }: RecoveryStatus): Block[] {
  const latest = timeline.findLast(({ text }) => !/^Mail \S+ sent$/.test(text));
  return latest === undefined
    ? []
    : [{ rank: 1, text: `${escapeMarkdown(latest.text, 300)} (${formatInstant(latest.at)})` }];
}

function answerBlocks(status: RecoveryStatus, { workflowId }: CurrentDetailsContext): Block[] {
  switch (status.phase) {
    case 'awaiting-approval':
      return [
        { rank: 0, text: answerText('To approve', approveAnswer(status.plan)) },
        { rank: 0, text: answerText('To reject', rejectAnswer(status.plan)) },
        {
          rank: 1,
          text: `Or in a terminal: ${codeSpan(`npm run recovery -- approve ${workflowId} --by you@example.org`, 300)}`,
        },
      ];
    case 'awaiting-unlock':
    case 'waiting-for-cloud':
      return [{ rank: 1, text: 'It looks again by itself; any signal makes it look at once.' }];
    case 'handed-over':
      return [
        { rank: 0, text: answerText('When the data is copied', confirmAnswer) },
        { rank: 0, text: answerText('To keep it longer', extendAnswer) },
      ];
    default:
      return [];
  }
}

const answerText = (purpose: string, { signal, json }: Answer): string =>
  `**${purpose}**, send the signal ${codeSpan(signal, 40)} with the input\n\n\`\`\`\n${json}\n\`\`\``;

function accessBlocks({ report, phase }: RecoveryStatus): Block[] {
  if (report === null) return [];
  const access =
    report.access === null || phase !== 'handed-over'
      ? []
      : [{ rank: 0, text: `Log in:\n\n\`\`\`\n${codeText(sshCommand(report.access), 400)}\n\`\`\`` }];
  return [...access, ...mountLines(report).map((text, index) => ({ rank: 2 + index, text }))];
}

function mountLines(report: RecoveryReport): string[] {
  const filesystems = report.volumes.flatMap(({ filesystems: found }) => found);
  const mounted = filesystems.flatMap(({ path, fstype, label, sizeBytes, role, mount }) =>
    mount.status === 'mounted'
      ? [
          `- ${codeSpan(mount.mountpoint, 80)}: ${escapeMarkdown(fstype ?? '?', 20)}${label === null ? '' : ` "${escapeMarkdown(label, 30)}"`}, ${formatSize(sizeBytes, 'en')}, ${role} (${codeSpan(path, 60)})`,
        ]
      : [],
  );
  const others = filesystems.length - mounted.length;
  const systems = report.volumes.flatMap(({ operatingSystems }) => operatingSystems);
  return [
    ...systems
      .slice(0, 3)
      .map((system) => `Found: ${escapeMarkdown(`${system.prettyName}, ${system.hostname ?? 'no host name'}`, 100)}`),
    ...mounted,
    ...(others === 0 ? [] : [`- ${others} more on the disks, not mounted: see the report.`]),
  ];
}

const problemText = ({ code, message, advice, mayPass }: Problem): string =>
  `- **${escapeMarkdown(message, 300)}** ${escapeMarkdown(advice, 300)} (${codeSpan(code, 40)}${mayPass ? '; looked at again by itself' : ''})`;

function decisionLine({ decision }: RecoveryStatus): string {
  if (decision === null) return '';
  const reason = decision.reason === null ? '' : `: ${escapeMarkdown(decision.reason, 120)}`;
  return `${decision.kind === 'approved' ? 'Approved' : 'Rejected'} by ${escapeMarkdown(decision.by, 80)} on ${formatInstant(decision.at)}${reason}`;
}

function planBlocks({ plan, phase }: RecoveryStatus): Block[] {
  if (plan === null) return [];
  const head = `Plan ${codeSpan(plan.digest, 16)}: ${plan.needsUnlock ? 'needs the server unlocked' : 'needs no unlock in Nova'}.`;
  return [
    { rank: 2, text: head },
    ...plan.volumes.map((volume, index) => ({
      rank: 4 + index,
      text: `- ${escapeMarkdown(volume.name, 60)}, ${formatGib(volume.sizeGib, 'en')}, ${volume.role}: **${volume.strategy}**${volume.snapshot ? ', snapshot first' : ''}`,
    })),
    ...(phase === 'awaiting-approval' ? plan.remarks : []).map((remark, index) => ({
      rank: 4 + index,
      text: `- Read this: ${escapeMarkdown(remark, 240)}`,
    })),
  ];
}

const identityLine = ({ serverName, serverId, recoveryId }: RecoveryStatus): string =>
  `Server ${escapeMarkdown(serverName ?? '(name unknown)', 60)} (${codeSpan(serverId, 40)}), recovery ${codeSpan(recoveryId, 40)}`;

const madeBlock = ({ made }: RecoveryStatus): Block[] =>
  made.length === 0
    ? []
    : [
        {
          rank: 9,
          text: `Exists now, made by this recovery: ${made
            .slice(-8)
            .map((name) => codeSpan(name, 60))
            .join(', ')}`,
        },
      ];

const SHORTENED = 'There is more: run the query `status`, or see the result.';

/** UTF-8 length. The workflow sandbox has no Buffer. */
const bytesOf = (text: string): number =>
  Array.from(text).reduce((sum, character) => sum + utf8Length(character.codePointAt(0) ?? 0), 0);
const utf8Length = (point: number): number => (point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4);

/** Takes blocks by rank while they fit, and shows them in their own order. */
function fit(blocks: readonly Block[]): string {
  let left = CURRENT_DETAILS_LIMIT_BYTES - 1 - bytesOf(`\n\n${SHORTENED}`);
  const kept = new Set<Block>();
  for (const block of blocks.toSorted((a, b) => a.rank - b.rank)) {
    const size = bytesOf(block.text) + 2;
    if (size > left) continue;
    left -= size;
    kept.add(block);
  }
  const shown = blocks.filter((block) => kept.has(block));
  return [...joined(shown), ...(shown.length < blocks.length ? [`\n\n${SHORTENED}`] : [])].join('');
}

/** List items stay together; everything else is a paragraph. */
const joined = (blocks: readonly Block[]): string[] =>
  blocks.map(({ text }, index) => {
    if (index === 0) return text;
    const inList = text.startsWith('- ') && (blocks[index - 1]?.text.startsWith('- ') ?? false);
    return `${inList ? '\n' : '\n\n'}${text}`;
  });
