/** The ten steps as a person watches them. Pure: a status in, lines out. */
import { hasEnded, type RecoveryStatus, STEPS } from '../contract/recovery.ts';
import { describeFault } from '../input/faults.ts';
import { plainText } from '../report/plain-text.ts';
import { STEP_NAMES, stepMark } from '../report/steps.ts';

/** One line a step, the newest line of its story beside it, and what is waited for below. */
export function progressLines(status: RecoveryStatus): string[] {
  const steps = STEPS.map((step, index) => {
    const last = status.timeline.findLast((entry) => entry.step === step);
    const story = last === undefined ? '' : `  ${plainText(last.text, 90)}`;
    return `${stepMark(step, status)} ${String(index + 1).padStart(2)} ${STEP_NAMES[step].padEnd(27)}${story}`;
  });
  const problems = status.problems.flatMap(({ message, advice }) => [
    `! ${plainText(message, 200)}`,
    `  ${plainText(advice, 300)}`,
  ]);
  const asked = (status.question?.faults ?? []).map((fault) => `? ${plainText(describeFault(fault), 600)}`);
  const ignored = status.otherAnswers.map((answer) => `? ${plainText(answer, 200)}`);
  return [...steps, '', waitingLine(status), ...asked, ...problems, ...ignored];
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
      // Of a plan that is approved only the deletion is open.
      return status.decision === null
        ? `npm run recovery -- approve ${workflowId} --by you@example.org${plan}`
        : `npm run recovery -- approve-server-deletion ${workflowId} --by you@example.org --server-name <its name>${plan}`;
    }
    case 'awaiting-input':
      return `npm run recovery -- provide ${workflowId} --server <id, name, volume or address>`;
    case 'awaiting-unlock':
      return `openstack server unlock ${status.serverId ?? ''}`;
    case 'handed-over':
      return `npm run recovery -- confirm ${workflowId} --by you@example.org`;
    default:
      return null;
  }
}
