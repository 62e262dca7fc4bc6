/** Step 7: detaches what is an original, attaches everything to the recovery server, and guards that server. */
import type { CompromisedServerActivities } from '../../activities/compromised-server.ts';
import type { RecoveryScope } from '../../activities/dependencies.ts';
import type { RecoveryServerActivities } from '../../activities/recovery-server.ts';
import { FailureType } from '../../contract/failure-types.ts';
import type { RecoveryAccess } from '../../contract/recovery.ts';
import { activitiesOf } from '../activities-of.ts';
import { CHANGE, UNDO } from '../activity-options.ts';
import type { Recovery } from '../recovery.ts';
import { sideBySide } from '../side-by-side.ts';
import { type Ending, isFailureOf } from '../undo-list.ts';
import { deleteServer } from './delete-server.ts';
import type { ReadyVolume } from './preserve.ts';

const originals = (name: string) => activitiesOf<CompromisedServerActivities>(CHANGE, name);
const undoOriginals = (name: string) => activitiesOf<CompromisedServerActivities>(UNDO, name);
const server = (name?: string) => activitiesOf<RecoveryServerActivities>(CHANGE, name);
const undoServer = (name?: string) => activitiesOf<RecoveryServerActivities>(UNDO, name);

/** Nova may refuse because somebody locked the server again: the caller verifies the unlock and comes back. */
export const isLockedAgain = (error: unknown): boolean => isFailureOf(error, FailureType.ServerLocked);

/** As the undo list names it. */
export const attachmentOf = (name: string, recoveryId: string): string => `attachment of ${name} to ${recoveryId}`;

/** As the undo list names it. */
export const guardOf = (recoveryId: string): string => `guard lock of ${recoveryId}`;

export async function moveVolumes(
  recovery: Recovery,
  access: RecoveryAccess,
  volumes: readonly ReadyVolume[],
): Promise<void> {
  const { scope, undo } = recovery;
  // Last first: undone, they go back in the order of the plan, so that each volume gets its device name again.
  for (const volume of volumes.toReversed()) if (volume.free === 'detach') promiseReturn(recovery, volume);
  const [last, first] = partition(volumes, ({ free }) => free === 'delete-server');
  await sideBySide(...first.map((volume) => () => moveVolume(recovery, access, volume)));
  // What can't be undone comes last, when all else has been tried.
  for (const volume of last) {
    await deleteServer(recovery, volume);
    await bring(recovery, access, volume);
  }
  undo.push(guardOf(scope.recoveryId), () => undoServer().unguardRecoveryServer(scope));
  await server().guardRecoveryServer(scope, access.serverId);
}

function promiseReturn(recovery: Recovery, { volumeId, name }: ReadyVolume): void {
  const { scope, input, undo } = recovery;
  const putBack = async (ending: Ending): Promise<void> => {
    undo.refuseWhileHeldBy(attachmentOf(name, scope.recoveryId));
    await undoOriginals(name).returnVolume(scope, input.serverId, volumeId);
    recovery.place(volumeId, ending === 'recovered' ? 'returned' : 'untouched');
  };
  undo.push(
    `volume ${name} (detached from its server)`,
    putBack,
    // To a server that is gone nothing can be returned, as its deletion's approval says.
    (ending) => recovery.serverDeleted || (ending === 'recovered' && !input.options.returnVolumes),
  );
}

async function moveVolume(recovery: Recovery, access: RecoveryAccess, volume: ReadyVolume): Promise<void> {
  const { scope, input } = recovery;
  const { volumeId, name, free } = volume;
  if (free === 'detach') {
    await originals(name).detachFromCompromisedServer(scope, input.serverId, volumeId);
    recovery.place(volumeId, 'detached');
    recovery.note(`Volume ${name} detached from the compromised server`);
  }
  await bring(recovery, access, volume);
}

async function bring(recovery: Recovery, access: RecoveryAccess, volume: ReadyVolume): Promise<void> {
  const { scope, undo } = recovery;
  const { volumeId, name } = volume;
  undo.push(attachmentOf(name, scope.recoveryId), () => letGo(scope, volume));
  await server(name).attachToRecoveryServer(scope, access.serverId, volumeId);
  recovery.note(`Volume ${name} attached to the recovery server`);
}

/** A guest that hangs never releases a disk; switched off, it does at once. */
export async function letGo(
  scope: RecoveryScope,
  { volumeId, name }: { volumeId: string; name: string },
): Promise<void> {
  try {
    await undoServer(name).detachFromRecoveryServer(scope, volumeId);
  } catch (error) {
    if (!isFailureOf(error, FailureType.DetachFailed)) throw error;
    await undoServer().stopRecoveryServer(scope);
    await undoServer(name).detachFromRecoveryServer(scope, volumeId);
  }
}

function partition<T>(items: readonly T[], belongs: (item: T) => boolean): [yes: T[], no: T[]] {
  return [items.filter(belongs), items.filter((item) => !belongs(item))];
}
