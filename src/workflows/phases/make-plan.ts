/** Step 1: reads the cloud and plans; waits while the cloud isn't as a recovery needs it. */
import type { PlanningActivities } from '../../activities/planning.ts';
import type { Problem } from '../../contract/recovery.ts';
import { activitiesOf } from '../activities-of.ts';
import { READ } from '../activity-options.ts';
import { dropStaleDecision } from '../messages/decisions.ts';
import type { Recovery } from '../recovery.ts';

const { planRecovery } = activitiesOf<PlanningActivities>(READ);

/** Somebody is probably at work on it right now, so it is soon looked at again; after an hour without change, hourly. */
const FIRST_LOOK_MS = 15_000;
const LOOK_FACTOR = 1.5;
const LAST_LOOK_MS = 3_600_000;

export type PlanEnding = { kind: 'planned' } | { kind: 'refused' | 'rejected' | 'expired'; problems: Problem[] };

/** Ends without a plan only when no wait can help, or when the approval deadline has passed. */
export async function makePlan(recovery: Recovery): Promise<PlanEnding> {
  const began = Date.now();
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * LOOK_FACTOR, LAST_LOOK_MS)) {
    const { scope, input, status } = recovery;
    const mayBeUnlocked = status.decision?.kind === 'approved';
    const outcome = await planRecovery({ cloud: scope.cloud, input, mayBeUnlocked });
    recovery.policy = outcome.policy;
    if (outcome.kind === 'planned') {
      recovery.status = { ...recovery.status, plan: outcome.plan, problems: [], serverName: outcome.plan.server.name };
      dropStaleDecision(recovery);
      return { kind: 'planned' };
    }
    const { problems, serverName } = outcome;
    const changed = JSON.stringify(problems) !== JSON.stringify(status.problems);
    recovery.status = { ...recovery.status, problems, serverName: serverName ?? status.serverName };
    if (problems.some((problem) => !problem.mayPass)) return { kind: 'refused', problems };
    if (Date.now() - began > outcome.policy.approvalDeadlineMs) return { kind: 'expired', problems };
    if (changed)
      recovery.enter('plan', 'waiting-for-cloud', 'sysadmin', problems.map(({ message }) => message).join(' '));
    // Told once: who mends one thing after the other needs no mail for each.
    if (status.problems.length === 0) recovery.outbox.send({ kind: 'team-plan' });
    recovery.foresee(
      { act: 'look-again', atMs: Date.now() + pause },
      { act: 'expire', atMs: recovery.startedAt + outcome.policy.approvalDeadlineMs },
    );
    await recovery.nudgedWithin(pause);
    if (recovery.status.decision?.kind === 'rejected') return { kind: 'rejected', problems };
  }
}
