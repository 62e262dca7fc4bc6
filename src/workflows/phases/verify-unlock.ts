/** Step 4: the approval is a claim, Nova's `locked` is the fact. */
import type { CompromisedServerActivities, LockState } from '../../activities/compromised-server.ts';
import { activitiesOf } from '../activities-of.ts';
import { CHANGE, READ, UNDO } from '../activity-options.ts';
import type { Recovery } from '../recovery.ts';
import { Wait } from '../wait.ts';

const { readLock } = activitiesOf<CompromisedServerActivities>(READ);
const { liftLock } = activitiesOf<CompromisedServerActivities>(CHANGE);
const { restoreLock } = activitiesOf<CompromisedServerActivities>(UNDO);

/** The sysadmin is usually just doing it; later any signal makes us look at once. */
const FIRST_LOOK_MS = 2000;
const LOOK_FACTOR = 1.5;
const LAST_LOOK_MS = 3_600_000;

/**
 * @param stillHolds - asked with every look: an approval may lapse meanwhile.
 * @returns `expired` when the deadline passed with the server still locked or running.
 */
export async function verifyUnlock(
  recovery: Recovery,
  stillHolds: (recovery: Recovery) => boolean,
): Promise<'unlocked' | 'expired' | 'void'> {
  const { scope, plan, policy, input } = recovery;
  let told: string | null = null;
  let wait: Wait | null = null;
  try {
    for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * LOOK_FACTOR, LAST_LOOK_MS)) {
      if (!stillHolds(recovery)) return 'void';
      const state = await readLock(scope, input.serverId);
      if (state.locked && plan.needsUnlock && policy.sysadminMayUnlock) {
        await lift(recovery, state);
        continue;
      }
      const obstacle = obstacleIn(state, plan.needsUnlock, input.serverId);
      if (obstacle === null) return 'unlocked';
      wait ??= await Wait.begin(recovery, 'decision', { what: 'the unlock', still: 'Still not unlocked and shut off' });
      if (told !== obstacle) recovery.enter('verify-unlock', 'awaiting-unlock', 'sysadmin', obstacle);
      told = obstacle;
      if ((await wait.next(() => false, pause)) === 'expired') return 'expired';
    }
  } finally {
    wait?.end();
  }
}

/** A lock that we lift is restored at the end, whatever the end is. */
async function lift(recovery: Recovery, { lockedReason }: LockState): Promise<void> {
  const { scope, input, undo } = recovery;
  recovery.liftedLock = { reason: lockedReason };
  undo.push(
    `the sysadmin lock of server ${input.serverId} (lifted)`,
    () => restoreLiftedLock(recovery),
    () => recovery.serverDeleted || recovery.liftedLock === null,
  );
  await liftLock(scope, input.serverId);
  recovery.note('Lock lifted with the sysadmin credential; it is restored at the end');
}

/** Also when the approval is void: nobody wants the server unlocked then. A server that is gone needs no lock. */
export async function restoreLiftedLock(recovery: Recovery): Promise<void> {
  const { scope, input, liftedLock, serverDeleted } = recovery;
  if (liftedLock === null || serverDeleted) return;
  await restoreLock(scope, input.serverId, liftedLock.reason);
  recovery.liftedLock = null;
}

function obstacleIn(state: LockState, needsUnlock: boolean, serverId: string): string | null {
  if (state.status === 'ACTIVE')
    return `Approved, but the compromised server is running: shut it off again (openstack server stop ${serverId}).`;
  if (needsUnlock && state.locked)
    return `Approved, but Nova says the server is still locked: unlock it (openstack server unlock ${serverId}).`;
  return null;
}
