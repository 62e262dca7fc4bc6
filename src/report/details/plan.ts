/** The plan in short, its problems, and what was decided on it. */
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

function decided({ decision }: RecoveryStatus): Block[] {
  if (decision === null) return [];
  const reason = decision.reason === null ? '' : `: ${escapeMarkdown(decision.reason, 120)}`;
  const verb = decision.kind === 'approved' ? 'Approved' : 'Rejected';
  const text = `${verb} by ${escapeMarkdown(decision.by, 80)} on ${formatInstant(decision.at)}${reason}`;
  return [{ rank: 2, text }];
}

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
