/** What the reader may do now: the exact answers, to paste. */
import type { RecoveryStatus } from '../../contract/recovery.ts';
import { sshCommand } from '../access.ts';
import {
  type Answer,
  approveAnswer,
  confirmAnswer,
  deletionAnswer,
  extendAnswer,
  INSPECT_AGAIN_JSON,
  rejectAnswer,
  replayJson,
} from '../answers.ts';
import { codeSpan, codeText } from '../escape.ts';
import { replayObjection } from '../replayable.ts';
import type { Block } from './blocks.ts';

export function toDoBlocks(status: RecoveryStatus): Block[] {
  switch (status.phase) {
    case 'awaiting-approval':
      return [...planAnswers(status), ...deletionAnswers(status)];
    case 'handed-over':
      return [
        ...loginBlocks(status),
        ...encryptedBlocks(status),
        ...uncleanBlocks(status),
        { rank: 0, text: answerText('When the data is copied', confirmAnswer) },
        { rank: 0, text: answerText('To keep it longer', extendAnswer) },
      ];
    default:
      return [];
  }
}

const planAnswers = ({ plan, decision }: RecoveryStatus): Block[] =>
  decision === null
    ? [
        { rank: 0, text: answerText('To approve', approveAnswer(plan)) },
        { rank: 0, text: answerText('To reject', rejectAnswer(plan)) },
      ]
    : [];

function deletionAnswers({ plan, deletion }: RecoveryStatus): Block[] {
  const answer = deletion === null ? deletionAnswer(plan) : null;
  return answer === null
    ? []
    : [{ rank: 0, text: answerText('To approve that the server is deleted, which can’t be undone', answer) }];
}

const loginBlocks = ({ report }: RecoveryStatus): Block[] =>
  report?.access == null
    ? []
    : [{ rank: 0, text: `**Log in** and copy:\n\n\`\`\`\n${codeText(sshCommand(report.access), 400)}\n\`\`\`` }];

/** Only a person has the passphrase. */
const encryptedBlocks = ({ report }: RecoveryStatus): Block[] => {
  const isEncrypted = report?.volumes.some(({ filesystems }) =>
    filesystems.some(({ mount }) => mount.status === 'not-mounted' && mount.verdict === 'encrypted'),
  );
  return isEncrypted === true
    ? [
        {
          rank: 0,
          text: `**When you have opened an encrypted disk there**, with the command in the report: More Actions → Send an Update → ${codeSpan('inspectAgain', 40)}\n\n\`\`\`\n${INSPECT_AGAIN_JSON}\n\`\`\``,
        },
      ]
    : [];
};

/** What can't be replayed beside the disk is not offered; who asks all the same is told why. */
const uncleanBlocks = ({ report }: RecoveryStatus): Block[] => {
  const volumes = report?.volumes ?? [];
  const unclean = volumes.filter((each) => each.replayOf === undefined && replayObjection(each, volumes) === null);
  return unclean.slice(0, 4).map(({ volumeId, device }) => ({
    rank: 0,
    text: `**To see the newest changes, which are still in the journal of ${codeSpan(device ?? volumeId, 64)}:** they are replayed on a clone, and the disk stays as it is. More Actions → Send an Update → ${codeSpan('replayOnClone', 40)}\n\n\`\`\`\n${codeText(replayJson(volumeId), 200)}\n\`\`\``,
  }));
};

const answerText = (purpose: string, { signal, json }: Answer): string =>
  `**${purpose}:** More Actions → Send a Signal → ${codeSpan(signal, 40)}\n\n\`\`\`\n${json}\n\`\`\``;
