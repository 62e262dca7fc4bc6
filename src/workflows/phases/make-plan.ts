/** Step 1, and again before anything is done: reads the cloud and plans; waits while it isn't as a recovery needs it. */
import type { PlanningActivities } from '../../activities/planning.ts';
import type { Problem, RecoveryPlan } from '../../contract/recovery.ts';
import { activitiesOf } from '../activities-of.ts';
import { READ } from '../activity-options.ts';
import { tellAgain } from '../told-again.ts';
import type { Recovery } from '../recovery.ts';
import { Wait } from '../wait.ts';

const { planRecovery } = activitiesOf<PlanningActivities>(READ);

/** Somebody is probably at work on it right now, so it is soon looked at again; after an hour without change, hourly. */
const FIRST_LOOK_MS = 15_000;
const LOOK_FACTOR = 1.5;
const LAST_LOOK_MS = 3_600_000;

export type PlanEnding = { kind: 'planned' } | { kind: 'refused' | 'rejected' | 'expired'; problems: Problem[] };

/** Ends without a plan only when no wait can help, when somebody rejects, or when the deadline has passed. */
export async function makePlan(recovery: Recovery): Promise<PlanEnding> {
  let wait: Wait | null = null;
  try {
    for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * LOOK_FACTOR, LAST_LOOK_MS)) {
      const known = recovery.status.problems;
      const problems = await look(recovery);
      if (problems.length === 0) return { kind: 'planned' };
      if (problems.some((problem) => !problem.mayPass)) return { kind: 'refused', problems };
      wait ??= await Wait.begin(recovery, 'decision', { what: 'the cloud', still: 'The cloud is still not ready' });
      if (isBlockedAnew(recovery, known, problems))
        recovery.enter('plan', 'waiting-for-cloud', 'sysadmin', problems.map(({ message }) => message).join(' '));
      // Told once: who mends one thing after the other needs no mail for each.
      if (known.length === 0) tellOfObstacles(recovery, wait);
      const turn = await wait.next(() => recovery.status.decision?.kind === 'rejected', pause);
      if (turn === 'done') return { kind: 'rejected', problems };
      if (turn === 'expired') return { kind: 'expired', problems };
    }
  } finally {
    wait?.end();
  }
}

const isBlockedAnew = (recovery: Recovery, before: readonly Problem[], problems: readonly Problem[]): boolean =>
  recovery.status.phase !== 'waiting-for-cloud' || JSON.stringify(before) !== JSON.stringify(problems);

/** Who approved the plan already gets no new question, but what stands in its way. */
function tellOfObstacles({ outbox, status }: Recovery, { deadline }: Wait): void {
  if (status.plan === null) outbox.send({ kind: 'team-plan' });
  else outbox.send({ kind: 'team-reminder', reminder: { number: 0, deadline } });
}

/**
 * One look at the cloud. A plan that changed voids what was approved, and everybody is told.
 *
 * @returns what stands in the way; empty when there is a plan.
 */
export async function look(recovery: Recovery): Promise<Problem[]> {
  const { scope, input, status } = recovery;
  const before = status.plan;
  const outcome = await planRecovery({
    cloud: scope.cloud,
    input,
    // A plan was shown already, or approved before that: then an unlocked server is what was asked for.
    mayBeUnlocked: before !== null || status.answers.some(({ kind }) => kind === 'approved'),
    previous: before?.recoveryServer ?? null,
  });
  recovery.policy = outcome.policy;
  recovery.lookedAt = Date.now();
  if (outcome.kind === 'blocked') {
    const { problems, serverName } = outcome;
    recovery.status = { ...recovery.status, problems, serverName: serverName ?? recovery.status.serverName };
    recovery.approvals.review();
    return problems;
  }
  const { plan } = outcome;
  recovery.status = { ...recovery.status, plan, problems: [], serverName: plan.server.name };
  if (before !== null && before.digest !== plan.digest) voidForNewPlan(recovery, before, plan);
  recovery.approvals.review();
  return [];
}

function voidForNewPlan(recovery: Recovery, before: RecoveryPlan, plan: RecoveryPlan): void {
  const voided = recovery.approvals.voidForNewPlan(before.digest, plan.digest);
  recovery.note(`The cloud has changed, and so has the plan: ${before.digest} is now ${plan.digest}`);
  tellAgain(recovery, { why: 'changed', before: before.digest, voided });
}
