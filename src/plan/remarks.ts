/** What doesn't stop a recovery, but an approver should know of it. */
import type { PlanRemark } from '../contract/plan-remarks.ts';
import type { RecoveryPlan, RecoveryServerPlan, VolumePlan } from '../contract/recovery.ts';
import type { RecoveryInput } from '../contract/recovery-input.ts';
import { tellPlanRemark } from '../report/plan-remarks.ts';
import type { CloudFacts } from './facts.ts';
import { nameOf } from './volumes.ts';

export function remarksOn(
  facts: CloudFacts,
  planned: readonly VolumePlan[],
  recoveryServer: RecoveryServerPlan,
  input: RecoveryInput,
): Required<Pick<RecoveryPlan, 'remarks' | 'remarkCodes'>> {
  const remarkCodes = [
    ...onServer(facts, planned),
    ...(recoveryServer.sameImageAsCompromised ? [{ code: 'same-image' } as const] : []),
    ...onVolumes(facts, planned, input),
  ];
  return { remarks: remarkCodes.map((remark) => tellPlanRemark(remark, 'en')), remarkCodes };
}

const deletesServer = (planned: readonly VolumePlan[]): boolean =>
  planned.some(({ strategy }) => strategy === 'delete-server');

function onServer({ server }: CloudFacts, planned: readonly VolumePlan[]): PlanRemark[] {
  return [
    ...(deletesServer(planned) ? [{ code: 'server-deleted', server: server.name } as const] : []),
    ...(server.locked && server.lockedBySysadmin === false ? [{ code: 'locked-by-project' } as const] : []),
  ];
}

function onVolumes(
  { server, volumes }: CloudFacts,
  planned: readonly VolumePlan[],
  input: RecoveryInput,
): PlanRemark[] {
  const code = deletesServer(planned) ? 'volume-kept-by-recovery' : 'volume-deleted-with-server';
  const ownDiskLeftOut = server.imageId !== null && !planned.some(({ strategy }) => strategy === 'image');
  return [
    ...volumes
      .filter((volume) => volume.deleteOnTermination === true)
      .map((volume) => ({ code, volume: nameOf(volume) }) as const),
    ...(ownDiskLeftOut ? [{ code: 'own-disk-left-out' } as const] : []),
    ...(input.options.snapshot ? [] : [{ code: 'no-evidence-snapshot' } as const]),
  ];
}
