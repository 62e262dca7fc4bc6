/** Part of step 7, for who asked for it: the compromised server is deleted, so that its boot disk is free. */
import { CancellationScope } from '@temporalio/workflow';
import type { CompromisedServerActivities } from '../../activities/compromised-server.ts';
import type { ServerDeletionActivities } from '../../activities/server-deletion.ts';
import { FailureType } from '../../contract/failure-types.ts';
import { activitiesOf } from '../activities-of.ts';
import { CHANGE, READ } from '../activity-options.ts';
import type { Recovery } from '../recovery.ts';
import { isFailureOf } from '../undo-list.ts';
import type { ReadyVolume } from './preserve.ts';

const { deleteCompromisedServer } = activitiesOf<ServerDeletionActivities>(CHANGE);
const { readLock } = activitiesOf<CompromisedServerActivities>(READ);

/** The recovery server was logged in to before, the evidence snapshot was made, and the deletion was approved by its name. */
export async function deleteServer(recovery: Recovery, { volumeId, name }: ReadyVolume): Promise<void> {
  if (recovery.serverDeleted) return;
  const { scope, plan, undo, status } = recovery;
  const { id: serverId, name: serverName } = plan.server;
  const approvedBy = status.deletion?.by ?? null;
  const snapshotId = recovery.volumes.find((each) => each.volumeId === volumeId)?.snapshotId ?? null;
  const what = `server ${serverName} (deleted)`;
  const tellThatItIsGone = async (): Promise<void> => {
    if (await isGone(recovery))
      throw new Error(`as approved by ${approvedBy ?? 'nobody'}; its volume ${name} stays in the project, detached`);
  };
  undo.push(what, tellThatItIsGone, (ending) => ending === 'recovered');
  recovery.note(`Deleting server ${serverName}, as approved by ${approvedBy ?? 'nobody'}: its volume ${name} stays`);
  try {
    // Half of it is the worst of it: once asked for, it is waited for.
    await CancellationScope.nonCancellable(() =>
      deleteCompromisedServer(scope, { serverId, serverName, volumeId, snapshotId, approvedBy }),
    );
  } catch (error) {
    if (isFailureOf(error, FailureType.DeletionRefused)) undo.madeNothing(what);
    throw error;
  }
  recovery.serverDeleted = true;
  recovery.place(volumeId, 'detached');
  recovery.note(`Server ${serverName} deleted; volume ${name} is available`);
}

/** What became of an attempt that failed. */
async function isGone(recovery: Recovery): Promise<boolean> {
  if (recovery.serverDeleted) return true;
  try {
    await readLock(recovery.scope, recovery.input.serverId);
    return false;
  } catch (error) {
    if (!isFailureOf(error, FailureType.ResourceNotFound)) throw error;
    recovery.serverDeleted = true;
    return true;
  }
}
