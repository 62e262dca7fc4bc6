/** Step 6: an isolated recovery server, reached over a pinned host key, with its write block proven. */
import type { InspectionActivities } from '../../activities/inspection.ts';
import type { NetworkActivities } from '../../activities/network.ts';
import type { RecoveryServerActivities } from '../../activities/recovery-server.ts';
import type { Strategy } from '../../contract/recovery-input.ts';
import type { RecoveryAccess } from '../../contract/recovery.ts';
import { activitiesOf } from '../activities-of.ts';
import { CHANGE, UNDO, WAIT } from '../activity-options.ts';
import type { Recovery } from '../recovery.ts';
import { sideBySide } from '../side-by-side.ts';
import { attachmentOf } from './move-volumes.ts';

const { createSecurityGroup, createFloatingIp } = activitiesOf<NetworkActivities>(CHANGE);
const { importKeypair, createRecoveryServer } = activitiesOf<RecoveryServerActivities>(CHANGE);
const { waitForRecoveryServer } = activitiesOf<RecoveryServerActivities>(WAIT);
const { waitForHostKeys, waitForLogin } = activitiesOf<InspectionActivities>(WAIT);
const undoNetwork = activitiesOf<NetworkActivities>(UNDO);
const undoServer = activitiesOf<RecoveryServerActivities>(UNDO);

/** Strategies by which what is attached is ours. */
const COPIES: ReadonlySet<Strategy> = new Set(['clone', 'image']);

export async function launch(recovery: Recovery): Promise<RecoveryAccess> {
  const { scope, plan, undo } = recovery;
  const { recoveryId } = scope;
  undo.push(`security group ${recoveryId}`, async () => {
    undo.refuseWhileHeldBy(`server ${recoveryId}`);
    await undoNetwork.deleteSecurityGroup(scope);
  });
  undo.push(`keypair ${recoveryId}`, () => undoServer.deleteKeypair(scope));
  const [securityGroupId] = await sideBySide(
    () => createSecurityGroup(scope),
    () => importKeypair(scope),
  );
  undo.push(`server ${recoveryId}`, async () => {
    // It goes without evidence only; a clone goes free with it.
    for (const { name, strategy } of plan.volumes)
      if (!COPIES.has(strategy)) undo.refuseWhileHeldBy(attachmentOf(name, recoveryId));
    await undoServer.deleteRecoveryServer(scope);
  });
  const serverId = await createRecoveryServer(scope, plan, securityGroupId);
  recovery.note('Recovery server asked for', 'launch');
  const fixedAddress = await waitForRecoveryServer(scope, serverId, plan.recoveryServer.network.name);
  recovery.note(`Recovery server is ACTIVE at ${fixedAddress}; its system boots`, 'launch');
  const floatingIp = `floating IP of ${recoveryId}`;
  undo.push(floatingIp, () => undoNetwork.deleteFloatingIp(scope));
  const floatingAddress = await createFloatingIp(scope, serverId);
  if (floatingAddress === null) undo.madeNothing(floatingIp);
  const access = await waitForHostKeys(scope, {
    serverId,
    host: floatingAddress ?? fixedAddress,
    user: plan.recoveryServer.sshUser,
  });
  recovery.note('Host keys read from the console; the write block is armed', 'launch');
  await waitForLogin(scope, access);
  recovery.note('Logged in; new disks are read-only there', 'launch');
  return access;
}
