/** The whole plan, from facts alone: what will be done to each volume, or why nothing can be done. */
import type { Problem, QuotaNeed, RecoveryPlan, RecoveryServerPlan, VolumePlan } from '../contract/recovery.ts';
import type { RecoveryInput } from '../contract/recovery-input.ts';
import type { CloudFacts, RecoveryServerWish, ServerFacts } from './facts.ts';
import { deletionProblems } from './deletion.ts';
import { estimateOf } from './estimate.ts';
import { problem } from './problems.ts';
import { quotaNeed, quotaProblems } from './quota.ts';
import { chooseRecoveryServer } from './recovery-server.ts';
import { remarksOn } from './remarks.ts';
import { planVolumes, rootVolumeOf } from './volumes.ts';

export type DraftPlan = Omit<RecoveryPlan, 'digest'>;
export type Draft = { plan: DraftPlan } | { problems: Problem[] };

export interface PlanningContext {
  /** An unlocked server is no problem: an approval came already, or the plan is only looked at again. */
  mayBeUnlocked: boolean;
  /** The recovery server of the plan that was shown before: it is kept as long as the cloud still has it. */
  previous?: RecoveryServerPlan | null;
}

export function planRecovery(
  cloud: string,
  facts: CloudFacts,
  input: RecoveryInput,
  wish: RecoveryServerWish,
  { mayBeUnlocked, previous = null }: PlanningContext,
): Draft {
  const { volumes, problems } = planVolumes(facts, input);
  const compromisedImageId = facts.server.imageId ?? rootVolumeOf(facts.server, facts.volumes)?.imageId ?? null;
  const kept = recoveryServerFor(volumes, facts, keeping(wish, previous), compromisedImageId);
  const { choice, problems: lacking } =
    kept.problems.length === 0 ? kept : recoveryServerFor(volumes, facts, wish, compromisedImageId);
  const moves = volumes.some(({ strategy }) => strategy === 'detach' || strategy === 'delete-server');
  const all = [
    ...serverProblems(facts.server, moves, mayBeUnlocked),
    ...problems,
    ...deletionProblems(facts, volumes, input),
    ...lacking,
  ];
  if (all.length > 0 || choice === null) return { problems: all };
  const { id, name, projectId, status, locked, lockedReason, lockedBySysadmin } = facts.server;
  return {
    plan: {
      cloud,
      server: { id, name, projectId, status, locked, lockedReason, lockedBySysadmin, image: compromisedImageId },
      volumes,
      recoveryServer: choice.plan,
      needsUnlock: volumes.some((volume) => volume.needsUnlock),
      deletesServer: volumes.some(({ strategy }) => strategy === 'delete-server'),
      quota: choice.quota,
      estimate: estimateOf(volumes, choice.plan),
      returnVolumes: input.options.returnVolumes,
      deleteSnapshots: input.options.deleteSnapshots,
      ...remarksOn(facts, volumes, choice.plan, input),
    },
  };
}

/**
 * What an approval is about: two plans of the same substance do the same. What is left out may change while people
 * decide, such as the lock, which a sysadmin is asked to lift.
 */
export function substanceOf(plan: DraftPlan): unknown {
  const { cloud, server, volumes, recoveryServer, needsUnlock, deletesServer, returnVolumes, deleteSnapshots } = plan;
  const { id, name, projectId } = server;
  return {
    cloud,
    server: { id, name, projectId },
    volumes,
    recoveryServer,
    needsUnlock,
    deletesServer,
    returnVolumes,
    deleteSnapshots,
  };
}

/** A newer image or a freed flavor would be a better choice, but no reason to ask everybody again. */
const keeping = (wish: RecoveryServerWish, previous: RecoveryServerPlan | null): RecoveryServerWish =>
  previous === null
    ? wish
    : {
        ...wish,
        image: wish.image ?? previous.image.id,
        flavor: wish.flavor ?? previous.flavor.id,
        network: wish.network ?? previous.network.id,
      };

function recoveryServerFor(
  volumes: readonly VolumePlan[],
  facts: CloudFacts,
  wish: RecoveryServerWish,
  compromisedImageId: string | null,
): { problems: Problem[]; choice: { plan: RecoveryServerPlan; quota: QuotaNeed } | null } {
  const server = chooseRecoveryServer(facts, wish, compromisedImageId);
  if ('problems' in server) return { ...server, choice: null };
  const quota = quotaNeed(volumes, server.plan, server.flavor);
  return { problems: quotaProblems(quota, facts.quota), choice: { plan: server.plan, quota } };
}

function serverProblems(server: ServerFacts, moves: boolean, mayBeUnlocked: boolean): Problem[] {
  const problems: Problem[] = [];
  if (server.status === 'ERROR') {
    if (moves) problems.push(problem('server-in-error'));
  } else if (server.status.startsWith('SHELVED')) {
    if (moves) problems.push(problem('server-shelved', server.status));
  } else if (server.status !== 'SHUTOFF') problems.push(problem('server-not-shut-off', server.status));
  if (server.taskState !== null) problems.push(problem('server-busy', server.taskState));
  if (!server.locked && !mayBeUnlocked) problems.push(problem('server-not-locked'));
  return problems;
}
