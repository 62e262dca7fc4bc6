/** The whole plan, from facts alone: what will be done to each volume, or why nothing can be done. */
import type { Problem, RecoveryPlan } from '../contract/recovery.ts';
import type { RecoveryInput } from '../contract/recovery-input.ts';
import type { CloudFacts, RecoveryServerWish, ServerFacts } from './facts.ts';
import { problem } from './problems.ts';
import { quotaProblems } from './quota.ts';
import { chooseRecoveryServer } from './recovery-server.ts';
import { nameOf, planVolumes, rootVolumeOf } from './volumes.ts';

export type DraftPlan = Omit<RecoveryPlan, 'digest'>;
export type Draft = { plan: DraftPlan } | { problems: Problem[] };

/**
 * @param unlockApproved - an approval came already: then an unlocked server is what was asked for, not a problem.
 */
export function planRecovery(
  cloud: string,
  facts: CloudFacts,
  input: RecoveryInput,
  wish: RecoveryServerWish,
  unlockApproved: boolean,
): Draft {
  const { volumes, problems } = planVolumes(facts, input);
  const compromisedImageId = facts.server.imageId ?? rootVolumeOf(facts.server, facts.volumes)?.imageId ?? null;
  const server = chooseRecoveryServer(facts, wish, compromisedImageId);
  const detaches = volumes.some((volume) => volume.strategy === 'detach');
  const all = [
    ...serverProblems(facts.server, detaches, unlockApproved),
    ...problems,
    ...('problems' in server ? server.problems : quotaProblems(volumes, server.plan, server.flavor, facts.quota)),
  ];
  if (all.length > 0 || 'problems' in server) return { problems: all };
  const { id, name, projectId, status, locked, lockedReason, lockedBySysadmin } = facts.server;
  return {
    plan: {
      cloud,
      server: { id, name, projectId, status, locked, lockedReason, lockedBySysadmin, image: compromisedImageId },
      volumes,
      recoveryServer: server.plan,
      needsUnlock: volumes.some((volume) => volume.needsUnlock),
      returnVolumes: input.options.returnVolumes,
      deleteSnapshots: input.options.deleteSnapshots,
      remarks: remarks(
        facts,
        server.plan.sameImageAsCompromised,
        volumes.some((volume) => volume.strategy === 'image'),
        input,
      ),
    },
  };
}

function serverProblems(server: ServerFacts, detaches: boolean, unlockApproved: boolean): Problem[] {
  const problems: Problem[] = [];
  if (server.status === 'ERROR') {
    if (detaches) problems.push(problem('server-in-error'));
  } else if (server.status.startsWith('SHELVED')) {
    if (detaches) problems.push(problem('server-shelved', server.status));
  } else if (server.status !== 'SHUTOFF') problems.push(problem('server-not-shut-off', server.status));
  if (server.taskState !== null) problems.push(problem('server-busy', server.taskState));
  if (!server.locked && !unlockApproved) problems.push(problem('server-not-locked'));
  return problems;
}

function remarks(facts: CloudFacts, sameImage: boolean, copiesRootDisk: boolean, input: RecoveryInput): string[] {
  const { server, volumes } = facts;
  const deletable = volumes.filter((volume) => volume.deleteOnTermination === true);
  return [
    ...(server.locked && server.lockedBySysadmin === false
      ? ['The lock was set from inside the project, so any member may remove it: a sysadmin should lock the server.']
      : []),
    ...(sameImage
      ? [
          'The recovery server runs the same image as the compromised one, so both root file systems may share one UUID: it must not be rebooted while a volume is attached.',
        ]
      : []),
    ...deletable.map(
      (volume) =>
        `Volume ${nameOf(volume)} would be deleted together with the server (delete_on_termination): do not delete the server.`,
    ),
    ...(server.imageId !== null && !copiesRootDisk
      ? ['The server boots from an image; its own disk is not part of this recovery (options.includeRootDisk adds it).']
      : []),
    ...(input.options.snapshot ? [] : ['No evidence snapshot is made (options.snapshot is false).']),
  ];
}
