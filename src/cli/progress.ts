/** The ten steps as a person watches them. Pure: a status in, lines out. */
import { type RecoveryStatus, type Step, STEPS } from '../contract/recovery.ts';
import { plainText } from '../report/plain-text.ts';

const NAMES: Readonly<Record<Step, string>> = {
  plan: 'Plan',
  notify: 'Tell owner and cloud team',
  'await-approval': 'Wait for the approval',
  'verify-unlock': 'Verify the unlock in Nova',
  preserve: 'Preserve the evidence',
  launch: 'Launch the recovery server',
  move: 'Move the volumes',
  inspect: 'Inspect the disks',
  'hand-over': 'Hand over',
  'clean-up': 'Clean up',
};

const ENDED = new Set<RecoveryStatus['phase']>(['recovered', 'refused', 'rejected', 'expired', 'cancelled', 'failed']);
export const hasEnded = (status: RecoveryStatus): boolean => ENDED.has(status.phase);

/** The preserve and launch steps run side by side, so both can be under way. */
function mark(step: Step, status: RecoveryStatus): string {
  if (status.finishedSteps.includes(step)) return '✓';
  if (step === status.step) return hasEnded(status) ? '✗' : '▸';
  return status.step === 'preserve' && step === 'launch' ? '▸' : '·';
}

/** One line a step, the newest line of its story beside it, and what is waited for below. */
export function progressLines(status: RecoveryStatus): string[] {
  const steps = STEPS.map((step, index) => {
    const last = status.timeline.findLast((entry) => entry.step === step);
    const story = last === undefined ? '' : `  ${plainText(last.text, 90)}`;
    return `${mark(step, status)} ${String(index + 1).padStart(2)} ${NAMES[step].padEnd(27)}${story}`;
  });
  const problems = status.problems.flatMap(({ message, advice }) => [
    `! ${plainText(message, 200)}`,
    `  ${plainText(advice, 300)}`,
  ]);
  const ignored = status.otherAnswers.map((answer) => `? ${plainText(answer, 200)}`);
  return [...steps, '', waitingLine(status), ...problems, ...ignored];
}

function waitingLine(status: RecoveryStatus): string {
  if (hasEnded(status)) return `Ended: ${status.phase}`;
  return `${status.phase}, waiting for ${status.waitingFor} since ${status.since}`;
}

/** The command that moves it on, where a person is waited for. */
export function nextCommand(status: RecoveryStatus, workflowId: string): string | null {
  switch (status.phase) {
    case 'awaiting-approval': {
      const plan = status.plan === null ? '' : ` --plan ${status.plan.digest}`;
      return `npm run recovery -- approve ${workflowId} --by you@example.org${plan}`;
    }
    case 'awaiting-unlock':
      return `openstack server unlock ${status.serverId}`;
    case 'handed-over':
      return `npm run recovery -- confirm ${workflowId} --by you@example.org`;
    default:
      return null;
  }
}
