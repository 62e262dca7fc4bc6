/**
 * During step 9, when somebody asks for it: a clone of one disk, writable for a moment in the recovery server, gets its
 * journals replayed and is then read as the others are. The disk itself is not touched.
 */
import type { BlockStorageActivities } from '../../activities/block-storage.ts';
import type { AttachedVolume, InspectionActivities } from '../../activities/inspection.ts';
import type { RecoveryServerActivities } from '../../activities/recovery-server.ts';
import type { ReplayedFilesystem, VolumeInspection } from '../../contract/inspection.ts';
import type { RecoveryAccess, RecoveryReport } from '../../contract/recovery.ts';
import { activitiesOf } from '../activities-of.ts';
import { CHANGE, UNDO, WAIT } from '../activity-options.ts';
import type { Recovery } from '../recovery.ts';
import { inspectAgain } from './inspect.ts';
import { attachmentOf, guardOf, letGo } from './move-volumes.ts';

/** A person waits for the answer: what has failed three times is told. */
const SOON = { scheduleToCloseTimeout: '30 minutes', retry: { maximumAttempts: 3 } } as const;
const copies = (name: string) => activitiesOf<BlockStorageActivities>({ ...WAIT, retry: SOON.retry }, name);
const undoCopies = (name: string) => activitiesOf<BlockStorageActivities>(UNDO, name);
const server = (name: string) => activitiesOf<RecoveryServerActivities>({ ...CHANGE, ...SOON }, name);
const guest = (name: string) => activitiesOf<InspectionActivities>({ ...CHANGE, ...SOON }, name);

interface Disk {
  volume: VolumeInspection;
  report: RecoveryReport;
  access: RecoveryAccess;
}

/** Of the compromised server's volume that a disk stands for. */
export const nameOfVolume = ({ plan }: Recovery, { volumeId, originalVolumeId }: VolumeInspection): string =>
  plan.volumes.find((planned) => planned.volumeId === originalVolumeId)?.name ?? volumeId;

/** May be asked for again after a fault: what was made by then is found again. */
export async function replayOnClone(
  recovery: Recovery,
  { volume, report, access }: Disk,
): Promise<ReplayedFilesystem[]> {
  const { scope, attached } = recovery;
  const name = nameOfVolume(recovery, volume);
  const cloneId = await cloneOf(recovery, volume, name);
  await bring(recovery, access, { cloneId, name });
  const evidence = attached.map(({ volumeId }) => volumeId);
  const clone = { cloneId, volumeId: volume.volumeId };
  const replayed = await guest(name).replayJournals(scope, access, clone, evidence);
  const { originalVolumeId, volumeId } = volume;
  const sizeGib = attached.find((each) => each.volumeId === volumeId)?.sizeGib ?? 0;
  const shown: AttachedVolume = { volumeId: cloneId, originalVolumeId, replayOf: volumeId, sizeGib };
  await inspectAgain(recovery, report, access, [...attached, shown]);
  return replayed;
}

/** Undone after the recovery server has let go of it, and before the snapshot that it was made of. */
async function cloneOf(
  recovery: Recovery,
  { volumeId, originalVolumeId }: VolumeInspection,
  name: string,
): Promise<string> {
  const { scope, undo, volumes } = recovery;
  undo.pushBelow(guardOf(scope.recoveryId), cloneNamed(name), async () => {
    undo.refuseWhileHeldBy(attachmentOf(cloneNamed(name), scope.recoveryId), `server ${scope.recoveryId}`);
    await undoCopies(name).deleteCopy(scope, 'replay', volumeId);
  });
  const snapshotId = volumes.find((each) => each.volumeId !== null && each.volumeId === originalVolumeId)?.snapshotId;
  return copies(name).cloneForReplay(scope, volumeId, snapshotId ?? null);
}

const cloneNamed = (name: string): string => `clone of ${name} with its journal replayed`;

/** The guard is lifted for the moment of the attach: Nova refuses it to everybody while the server is locked. */
async function bring(
  { scope, undo }: Recovery,
  { serverId }: RecoveryAccess,
  { cloneId, name }: { cloneId: string; name: string },
): Promise<void> {
  undo.pushBelow(guardOf(scope.recoveryId), attachmentOf(cloneNamed(name), scope.recoveryId), () =>
    letGo(scope, { volumeId: cloneId, name }),
  );
  await server(name).unguardRecoveryServer(scope);
  try {
    await server(name).attachToRecoveryServer(scope, serverId, cloneId);
  } finally {
    await server(name).guardRecoveryServer(scope, serverId);
  }
}
