// Deterministic: no clock, network, environment or `node:` imports; only *types* cross over from ../activities.
import type { RecoveryAccess, RecoveryResult } from '../contract/recovery.ts';
import { ended, undone } from './endings.ts';
import { listen } from './messages/listen.ts';
import { decide } from './phases/decide.ts';
import { handOver } from './phases/hand-over.ts';
import { inspect } from './phases/inspect.ts';
import { launch } from './phases/launch.ts';
import { makePlan } from './phases/make-plan.ts';
import { isLockedAgain, moveVolumes } from './phases/move-volumes.ts';
import { preserve, type ReadyVolume } from './phases/preserve.ts';
import { verifyUnlock } from './phases/verify-unlock.ts';
import { Recovery } from './recovery.ts';
import { sideBySide } from './side-by-side.ts';
import { takeIn } from './take-in.ts';

/** How long the run stays open for mails that could not leave yet. */
const DRAIN_MS = 600_000;

/**
 * Recovers the data of a compromised server, as the wiki page tells it: plan, tell, wait for the unlock, launch a
 * recovery server, move the volumes, inspect them, hand over, clean up.
 *
 * @param request - whatever a person typed into a form; what is missing or wrong is asked for (src/input).
 * @returns the outcome; a refusal, a rejection or a passed deadline is a value, not a failure.
 * @throws ApplicationFailure of a type in docs/reference/failures.md, after everything was undone.
 */
export async function recoverServerData(request?: unknown): Promise<RecoveryResult> {
  // Handlers first, before anything is awaited: an approval may already be there.
  const recovery = new Recovery(request);
  listen(recovery);
  const elsewhere = await takeIn(recovery, request);
  return elsewhere ?? tell(recovery);
}

/** The story, with its endings. */
async function tell(recovery: Recovery): Promise<RecoveryResult> {
  try {
    const result = await recover(recovery);
    await recovery.outbox.drain(DRAIN_MS);
    return { ...result, timeline: recovery.status.timeline };
  } catch (error) {
    await undone(recovery, error);
    await recovery.outbox.drain(DRAIN_MS);
    throw error;
  }
}

async function recover(recovery: Recovery): Promise<RecoveryResult> {
  recovery.announce();
  recovery.enter('plan', 'planning', 'cloud', 'Looking at the server and its volumes');
  const planned = await recovery.timed('plan', () => makePlan(recovery));
  if (planned.kind !== 'planned') return ended(recovery, planned.kind, planned.problems);

  recovery.enter('notify', 'planning', 'nobody', `Plan ${recovery.plan.digest} made`);
  recovery.outbox.send({ kind: 'owner-received' });
  recovery.outbox.send({ kind: 'owner-plan' });
  recovery.outbox.send({ kind: 'team-plan' });
  recovery.told.add(recovery.plan.digest);

  const decision = await decide(recovery);
  if (decision.kind !== 'approved') return ended(recovery, decision.kind, decision.problems);

  recovery.enter('preserve', 'preserving', 'cloud', 'Snapshots, copies and the recovery server are made side by side');
  const [volumes, access] = await sideBySide(
    () => recovery.timed('preserve', () => preserve(recovery)),
    () => recovery.timed('launch', () => launch(recovery)),
  );

  recovery.enter('move', 'moving', 'cloud', 'Moving the volumes');
  if (!(await recovery.timed('move', () => moveUnlocked(recovery, access, volumes))))
    return ended(recovery, 'expired', []);

  recovery.enter('inspect', 'inspecting', 'cloud', 'Reading the disks');
  await recovery.timed('inspect', () => inspect(recovery, access, volumes));

  recovery.enter('hand-over', 'handed-over', 'recovery-engineer', 'Mounted read-only and handed over');
  recovery.outbox.send({ kind: 'team-hand-over' });
  const by = await handOver(recovery);

  recovery.enter(
    'clean-up',
    'cleaning-up',
    'cloud',
    by === null
      ? 'The hand-over deadline has passed: cleaning up'
      : `${by} confirmed that the data is safe: cleaning up`,
  );
  return ended(recovery, 'recovered', []);
}

/** Somebody may lock the server again between the approval and the detach: then the unlock is asked for again. */
async function moveUnlocked(
  recovery: Recovery,
  access: RecoveryAccess,
  volumes: readonly ReadyVolume[],
): Promise<boolean> {
  for (;;) {
    try {
      await moveVolumes(recovery, access, volumes);
      return true;
    } catch (error) {
      if (!isLockedAgain(error)) throw error;
      // The work has begun: the approval is used, and does not lapse any more.
      if ((await verifyUnlock(recovery, () => true)) !== 'unlocked') return false;
      recovery.enter('move', 'moving', 'cloud', 'Unlocked again; moving the volumes');
    }
  }
}
