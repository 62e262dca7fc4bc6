/** A dry run: the plan that a recovery would make, or what stands in its way. Changes nothing, tells nobody. */
import { ApplicationFailure } from '@temporalio/workflow';
import type { PlanningActivities } from '../activities/planning.ts';
import type { ServerSearchActivities } from '../activities/server-search.ts';
import { FailureType } from '../contract/failure-types.ts';
import type { DryRun } from '../contract/recovery.ts';
import { describeFaults } from '../input/faults.ts';
import { together } from '../input/question.ts';
import { completed, faultsOf, requestFrom, wantedBy } from '../input/request.ts';
import { activitiesOf } from './activities-of.ts';
import { READ } from './activity-options.ts';

const { planRecovery } = activitiesOf<PlanningActivities>(READ);
const { findServer } = activitiesOf<ServerSearchActivities>(READ);

export async function planServerRecovery(request?: unknown): Promise<DryRun> {
  const asked = requestFrom(request);
  const { cloud, server, faults: inCloud, problems } = await findServer(wantedBy(asked));
  const faults = together(faultsOf(asked), inCloud);
  if (faults.length > 0)
    throw ApplicationFailure.nonRetryable(describeFaults(faults), FailureType.InvalidInput, faults);
  if (server === null) return { kind: 'blocked', problems, serverName: null };
  return planRecovery({ cloud, input: completed(asked, server.id, cloud), mayBeUnlocked: false });
}
