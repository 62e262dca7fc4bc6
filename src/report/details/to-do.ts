/** What the reader may do now: the exact answers, to paste. */
import type { RecoveryStatus } from '../../contract/recovery.ts';
import { sshCommand } from '../access.ts';
import { approveAnswer, confirmAnswer, extendAnswer, rejectAnswer, type Answer } from '../answers.ts';
import { codeSpan, codeText } from '../escape.ts';
import type { Block } from './blocks.ts';

export function toDoBlocks(status: RecoveryStatus): Block[] {
  switch (status.phase) {
    case 'awaiting-approval':
      return [
        { rank: 0, text: answerText('To approve', approveAnswer(status.plan)) },
        { rank: 0, text: answerText('To reject', rejectAnswer(status.plan)) },
      ];
    case 'handed-over':
      return [
        ...loginBlocks(status),
        { rank: 0, text: answerText('When the data is copied', confirmAnswer) },
        { rank: 0, text: answerText('To keep it longer', extendAnswer) },
      ];
    default:
      return [];
  }
}

const loginBlocks = ({ report }: RecoveryStatus): Block[] =>
  report?.access == null
    ? []
    : [{ rank: 0, text: `**Log in** and copy:\n\n\`\`\`\n${codeText(sshCommand(report.access), 400)}\n\`\`\`` }];

const answerText = (purpose: string, { signal, json }: Answer): string =>
  `**${purpose}:** More Actions → Send a Signal → ${codeSpan(signal, 40)}\n\n\`\`\`\n${json}\n\`\`\``;
