/** A dry run: the plan that a recovery would make, or what stands in its way. Changes nothing, tells nobody. */
import { ApplicationFailure } from '@temporalio/workflow';
import type { PlanningActivities } from '../activities/planning.ts';
import { FailureType } from '../contract/failure-types.ts';
import { describeFaults, parseRecoveryInput } from '../contract/recovery-input.ts';
import type { PlanOutcome } from '../contract/recovery.ts';
import { activitiesOf } from './activities-of.ts';
import { READ } from './activity-options.ts';

const { defaultCloud, planRecovery } = activitiesOf<PlanningActivities>(READ);

export async function planServerRecovery(request?: unknown): Promise<PlanOutcome> {
  const parsed = parseRecoveryInput(request);
  if (!parsed.ok)
    throw ApplicationFailure.nonRetryable(describeFaults(parsed.faults), FailureType.InvalidInput, parsed.faults);
  return planRecovery({
    cloud: parsed.input.cloud ?? (await defaultCloud()),
    input: parsed.input,
    mayBeUnlocked: false,
  });
}
