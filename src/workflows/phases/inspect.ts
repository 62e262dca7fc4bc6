/** Step 8: finds the disks by serial, reads what is on them, mounts what can be mounted, all read-only. */
import type { InspectionActivities } from '../../activities/inspection.ts';
import type { RecoveryAccess } from '../../contract/recovery.ts';
import { activitiesOf } from '../activities-of.ts';
import { CHANGE, UNDO } from '../activity-options.ts';
import type { Recovery } from '../recovery.ts';
import type { ReadyVolume } from './preserve.ts';

const { inspectVolumes } = activitiesOf<InspectionActivities>(CHANGE);
// A guest that hangs must not keep the evidence for hours: the detach after it has its own way out.
const { releaseVolumes } = activitiesOf<InspectionActivities>({ ...UNDO, scheduleToCloseTimeout: '10 minutes' });

export async function inspect(
  recovery: Recovery,
  access: RecoveryAccess,
  volumes: readonly ReadyVolume[],
): Promise<void> {
  const { scope, undo } = recovery;
  undo.push(`mounts in ${scope.recoveryId}`, () => releaseVolumes(scope, access));
  const attached = volumes.map(({ volumeId, originalVolumeId, sizeGib }) => ({ volumeId, originalVolumeId, sizeGib }));
  const found = await inspectVolumes(scope, access, attached);
  recovery.status = { ...recovery.status, report: { volumes: found, access, stepSeconds: recovery.stepSeconds } };
}
