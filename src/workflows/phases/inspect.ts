/** Step 8: finds the disks by serial, reads what is on them, mounts what can be mounted, all read-only. */
import { isCancellation, patched } from '@temporalio/workflow';
import type { AttachedVolume, InspectionActivities } from '../../activities/inspection.ts';
import type { VolumeInspection } from '../../contract/inspection.ts';
import type { RecoveryAccess, RecoveryReport } from '../../contract/recovery.ts';
import type { SurveyOutcome } from '../../contract/survey.ts';
import { plainText } from '../../report/plain-text.ts';
import { activitiesOf } from '../activities-of.ts';
import { CHANGE, SURVEY, UNDO } from '../activity-options.ts';
import type { Recovery } from '../recovery.ts';
import type { ReadyVolume } from './preserve.ts';

const { inspectVolumes } = activitiesOf<InspectionActivities>(CHANGE);
const { inspectVolumes: lookAgain } = activitiesOf<InspectionActivities>({
  ...CHANGE,
  scheduleToCloseTimeout: '20 minutes',
  retry: { maximumAttempts: 3 },
});
const { surveyVolumes } = activitiesOf<InspectionActivities>(SURVEY);
// A guest that hangs must not keep the evidence for hours: the detach after it has its own way out.
const { releaseVolumes } = activitiesOf<InspectionActivities>({ ...UNDO, scheduleToCloseTimeout: '10 minutes' });

export async function inspect(
  recovery: Recovery,
  access: RecoveryAccess,
  volumes: readonly ReadyVolume[],
): Promise<void> {
  const { scope, undo } = recovery;
  undo.push(`mounts in ${scope.recoveryId}`, () => releaseVolumes(scope, access));
  recovery.attached = volumes.map(({ volumeId, originalVolumeId, sizeGib }) => ({
    volumeId,
    originalVolumeId,
    sizeGib,
  }));
  const found = await inspectVolumes(scope, access, recovery.attached);
  const report = { volumes: found, survey: null, access, stepSeconds: recovery.stepSeconds };
  recovery.status = { ...recovery.status, report };
  // Recoveries that were inspected before there was a survey go on without one.
  if (patched('survey'))
    recovery.status = { ...recovery.status, report: { ...report, survey: await survey(recovery, access, found) } };
}

/**
 * The same once more, for a person who waits for the answer: what is mounted stays, what can be by now is added.
 *
 * @param attached - what is read from now on, once it could be read.
 */
export async function inspectAgain(
  recovery: Recovery,
  report: RecoveryReport,
  access: RecoveryAccess,
  attached: AttachedVolume[] = recovery.attached,
): Promise<void> {
  const found = await lookAgain(recovery.scope, access, attached);
  recovery.attached = attached;
  const surveyed = await survey(recovery, access, found);
  recovery.status = { ...recovery.status, report: { ...report, volumes: found, survey: surveyed } };
}

/** What is mounted can be handed over without it, so its fault is told and not raised. */
async function survey(
  { scope }: Recovery,
  access: RecoveryAccess,
  volumes: VolumeInspection[],
): Promise<SurveyOutcome | null> {
  try {
    return await surveyVolumes(scope, access, volumes);
  } catch (error) {
    if (isCancellation(error)) throw error;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { kind: 'failed', reason: plainText(cause instanceof Error ? cause.message : String(cause), 500) };
  }
}
