/** Steps 3 and 4, as often as it takes: an approval that still holds, of the plan as it still is, for a server that is unlocked. */
import type { Problem } from '../../contract/recovery.ts';
import type { Recovery } from '../recovery.ts';
import { ask, awaitApproval, reviewAnswers } from './await-approval.ts';
import { makePlan } from './make-plan.ts';
import { restoreLiftedLock, verifyUnlock } from './verify-unlock.ts';

/** A look at the cloud is as good as new for so long. */
const FRESH_MS = 60_000;

export type DecisionEnding = { kind: 'approved' } | { kind: 'rejected' | 'expired' | 'refused'; problems: Problem[] };

export async function decide(recovery: Recovery): Promise<DecisionEnding> {
  for (;;) {
    ask(recovery);
    const answer = await recovery.timed('await-approval', () => awaitApproval(recovery));
    if (answer.kind !== 'approved') return { problems: [], ...answer };
    const { grounds } = recovery.approvals;

    recovery.enter('verify-unlock', 'awaiting-unlock', 'cloud', 'Approved; asking Nova whether the server is unlocked');
    const unlock = await recovery.timed('verify-unlock', () => verifyUnlock(recovery, holds));
    if (unlock === 'expired') return { kind: 'expired', problems: [] };

    const blocked = unlock === 'unlocked' ? await sameAsApproved(recovery) : null;
    if (blocked !== null) return blocked;
    if (holds(recovery) && recovery.approvals.isDecidedOn(grounds)) {
      recovery.approvals.use();
      return { kind: 'approved' };
    }
    await restoreLiftedLock(recovery);
  }
}

function holds(recovery: Recovery): boolean {
  reviewAnswers(recovery);
  return recovery.approvals.isDecided;
}

/** Right before anything is done. Whoever unlocked may have taken days, and the cloud is not what it was. */
async function sameAsApproved(recovery: Recovery): Promise<DecisionEnding | null> {
  if (Date.now() - recovery.lookedAt < FRESH_MS) return null;
  const ending = await makePlan(recovery);
  return ending.kind === 'planned' ? null : ending;
}
