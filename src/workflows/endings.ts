/** Step 10, for every ending: undoes what isn't kept, says how it ended, and tells everybody. */
import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { EndedResult, Problem, RecoveryStatus } from '../contract/recovery.ts';
import type { Recovery } from './recovery.ts';
import { reasonOf } from './undo-list.ts';

type Outcome = EndedResult['outcome'];

/** An ending that is an outcome. */
export async function ended(recovery: Recovery, outcome: Outcome, problems: Problem[]): Promise<EndedResult> {
  const { undo, status, outbox } = recovery;
  const hadPlan = status.plan !== null;
  await undo.run(outcome === 'recovered' ? 'recovered' : 'aborted');
  const summary = summaryOf(outcome, recovery, problems);
  recovery.enter(
    outcome === 'recovered' ? 'clean-up' : status.step,
    outcome,
    'nobody',
    `${summary} ${leftOver(undo.left)}`,
  );
  const { decision, deletion, recoveryId, report, timeline } = recovery.status;
  const result: EndedResult = {
    outcome,
    summary,
    goesOnAs: null,
    recoveryId,
    problems,
    decision,
    deletion,
    // The recovery server is gone: an address in the report would mislead.
    report: report === null ? null : { ...report, access: null, stepSeconds: recovery.stepSeconds },
    volumes: recovery.volumes,
    undone: [...undo.undone],
    left: [...undo.left],
    timeline,
  };
  outbox.send({ kind: 'team-ended', result });
  if (hadPlan) outbox.send({ kind: 'owner-result', result });
  return result;
}

/** An ending that is a fault or a cancellation; the run then fails or ends as cancelled. */
export async function undone(recovery: Recovery, error: unknown): Promise<void> {
  const { undo, outbox, status } = recovery;
  const [phase, summary] = isCancellation(error)
    ? (['cancelled', 'The recovery was cancelled.'] as const)
    : (['failed', `The recovery failed: ${reasonOf(error)}`] as const);
  recovery.breakOff('cleaning-up', `${summary} Undoing what was done`);
  // What a person has asked for may be making something just now, which would be found by nobody.
  if (recovery.inspecting) await CancellationScope.nonCancellable(async () => condition(() => !recovery.inspecting));
  await undo.run('aborted');
  recovery.breakOff(phase, `${summary} ${leftOver(undo.left)}`);
  outbox.send({ kind: 'team-ended' });
  if (status.plan !== null) outbox.send({ kind: 'owner-result' });
}

function summaryOf(outcome: Outcome, { status, confirmation }: Recovery, problems: readonly Problem[]): string {
  const { decision } = status;
  switch (outcome) {
    case 'recovered':
      return confirmation === null
        ? 'The hand-over deadline passed without a confirmation; the recovery server is gone.'
        : `${confirmation.by} confirmed that the data is safe; the recovery server is gone.`;
    case 'rejected':
      return `${decision?.by ?? 'Somebody'} rejected the plan${decision?.reason ? `: ${decision.reason}` : ''}. Nothing was changed.`;
    case 'expired':
      return `${whatExpired(status, problems)} Everything is as it was. Start again to reopen it.`;
    case 'refused':
      return problems.map(({ message, advice }) => `${message} ${advice}`).join(' ');
  }
}

function whatExpired({ decision, deletion, plan }: RecoveryStatus, problems: readonly Problem[]): string {
  if (problems.length > 0) return 'The cloud did not become ready for the recovery in time.';
  if (decision === null) return 'Nobody decided in time.';
  return plan?.deletesServer === true && deletion === null
    ? 'The plan was approved in time, but not the deletion of the server.'
    : 'The plan was approved, but the server was not unlocked and shut off in time.';
}

const leftOver = (left: readonly string[]): string =>
  left.length === 0 ? 'Nothing of the recovery is left over.' : `Left over, to be removed by hand: ${left.join('; ')}.`;
