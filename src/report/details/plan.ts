/** The plan in short, its problems, and what was decided on it. */
import { accountOf, type Answer, type Sent, senderVerdict } from '../../contract/decision.ts';
import type { Problem, RecoveryStatus } from '../../contract/recovery.ts';
import { codeSpan, escapeMarkdown } from '../escape.ts';
import { formatGib, formatInstant } from '../format.ts';
import type { Block } from './blocks.ts';

export const problemBlocks = ({ problems }: RecoveryStatus): Block[] =>
  problems.map((problem, index) => ({ rank: 3 + index, text: problemText(problem) }));

const problemText = ({ code, message, advice, mayPass }: Problem): string =>
  `- **${escapeMarkdown(message, 300)}** ${escapeMarkdown(advice, 300)} (${codeSpan(code, 40)}${mayPass ? '; looked at again by itself' : ''})`;

export const decisionBlocks = (status: RecoveryStatus): Block[] => [
  ...decided(status),
  ...status.otherAnswers
    .slice(-3)
    .map((answer) => ({ rank: 8, text: `- Not counted: ${escapeMarkdown(answer, 120)}` })),
];

const VERB: Readonly<Record<Answer['kind'], string>> = {
  approved: 'Approved',
  rejected: 'Rejected',
  'deletion-approved': 'Deletion of the server approved',
};

/** Of an answer that is not enough alone, too: whoever comes next sees what is missing. */
function decided({ decision, deletion, answers }: RecoveryStatus): Block[] {
  const made = [decision, deletion].filter((each) => each !== null);
  const open = answers.filter(
    (answer) => !made.some((each) => each.answers.some(({ sent }) => isSame(sent, answer.sent))),
  );
  return [
    ...made.map((each) => ({ rank: 2, text: [answerLine(each), ...each.answers.flatMap(senderLine)].join(' ') })),
    ...open.map((each) => ({
      rank: 3,
      text: ['Not enough alone:', answerLine(each), ...senderLine(each)].join(' '),
    })),
  ];
}

const isSame = (a: Sent, b: Sent): boolean => JSON.stringify(a) === JSON.stringify(b);

function answerLine({ kind, by, at, until, reason }: Pick<Answer, 'kind' | 'by' | 'at' | 'until' | 'reason'>): string {
  const holds = until === null ? '' : `, until ${formatInstant(until)}`;
  const why = reason === null ? '' : `: ${escapeMarkdown(reason, 120)}`;
  return `${VERB[kind]} by ${escapeMarkdown(by, 80)} on ${formatInstant(at)}${holds}${why}.`;
}

const senderLine = (answer: Answer): string[] =>
  senderVerdict(answer) === 'another'
    ? [
        `**Temporal recorded another sender: ${escapeMarkdown(accountOf(answer.sender) ?? '?', 80)}, not ${escapeMarkdown(answer.by, 80)}.**`,
      ]
    : [];

export function planBlocks({ plan, phase }: RecoveryStatus): Block[] {
  if (plan === null) return [];
  const head = `**Plan ${codeSpan(plan.digest, 16)}**, ${plan.needsUnlock ? 'needs the server unlocked' : 'needs no unlock in Nova'}:`;
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
