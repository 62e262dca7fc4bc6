/** Step 5: snapshots of the evidence, and the copies that are inspected instead of an original. */
import type { BlockStorageActivities } from '../../activities/block-storage.ts';
import type { AttachedVolume } from '../../activities/inspection.ts';
import type { VolumePlan } from '../../contract/recovery.ts';
import { activitiesOf } from '../activities-of.ts';
import { UNDO, WAIT } from '../activity-options.ts';
import type { Recovery } from '../recovery.ts';
import { sideBySide } from '../side-by-side.ts';
import { attachmentOf } from './move-volumes.ts';

const doing = (name: string) => activitiesOf<BlockStorageActivities>(WAIT, name);
const undoing = (name: string) => activitiesOf<BlockStorageActivities>(UNDO, name);

/** A volume ready to be attached. */
export interface ReadyVolume extends AttachedVolume {
  /** How the original itself is freed; null for a copy. */
  free: 'detach' | 'delete-server' | null;
  name: string;
}

export async function preserve(recovery: Recovery): Promise<ReadyVolume[]> {
  recovery.volumes.push(
    ...recovery.plan.volumes.map(({ volumeId, name }) => ({
      volumeId,
      name,
      where: 'untouched' as const,
      snapshotId: null,
    })),
  );
  return sideBySide(...recovery.plan.volumes.map((volume) => () => preserveVolume(recovery, volume)));
}

/** The snapshot and the copy don't wait for each other: the server is off, so both show the same disk. */
async function preserveVolume(recovery: Recovery, volume: VolumePlan): Promise<ReadyVolume> {
  const [, ready] = await sideBySide(
    () => snapshot(recovery, volume),
    () => copy(recovery, volume),
  );
  return ready;
}

async function snapshot(recovery: Recovery, volume: VolumePlan): Promise<void> {
  const { scope, undo, input } = recovery;
  const { volumeId, name } = volume;
  if (volumeId === null || !volume.snapshot) return;
  const remember = (snapshotId: string | null): void => {
    for (const outcome of recovery.volumes) if (outcome.volumeId === volumeId) outcome.snapshotId = snapshotId;
  };
  const removeSnapshot = async (): Promise<void> => {
    // Something did not go back to where it was: then the snapshot is the only proof of how it had been.
    if (undo.left.length > 0) throw new Error('kept, because not everything could be put back');
    await undoing(name).deleteEvidenceSnapshot(scope, volumeId);
    remember(null);
  };
  undo.push(
    `evidence snapshot of ${name}`,
    removeSnapshot,
    (ending) => ending === 'recovered' && !input.options.deleteSnapshots,
  );
  const snapshotId = await doing(name).createEvidenceSnapshot(scope, volumeId);
  remember(snapshotId);
  recovery.note(`Evidence snapshot of ${name} made`);
}

/** Set free by its detach, or by the end of the server that it is attached to. */
const refuseWhileAttached = ({ undo, scope: { recoveryId } }: Recovery, name: string): void =>
  undo.refuseWhileHeldBy(attachmentOf(name, recoveryId), `server ${recoveryId}`);

async function copy(recovery: Recovery, volume: VolumePlan): Promise<ReadyVolume> {
  const { scope, undo, input } = recovery;
  const { volumeId, name, sizeGib } = volume;
  if (volumeId === null) {
    undo.push(
      `image of ${name}`,
      () => undoing(name).deleteRootDiskImage(scope, input.serverId),
      (ending) => ending === 'recovered' && input.options.snapshot && !input.options.deleteSnapshots,
    );
    undo.push(`copy of ${name}`, async () => {
      refuseWhileAttached(recovery, name);
      await undoing(name).deleteCopy(scope, 'disk', input.serverId);
    });
    const made = await doing(name).copyRootDisk(scope, input.serverId, sizeGib);
    recovery.note(`Disk of ${name} copied`);
    return { volumeId: made.volumeId, originalVolumeId: null, sizeGib, free: null, name };
  }
  const { strategy } = volume;
  if (strategy === 'detach' || strategy === 'delete-server')
    return { volumeId, originalVolumeId: volumeId, sizeGib, free: strategy, name };
  undo.push(`clone of ${name}`, async () => {
    refuseWhileAttached(recovery, name);
    await undoing(name).deleteCopy(scope, 'clone', volumeId);
  });
  const cloneId = await doing(name).cloneVolume(scope, volumeId);
  recovery.note(`Volume ${name} cloned`);
  return { volumeId: cloneId, originalVolumeId: volumeId, sizeGib, free: null, name };
}
