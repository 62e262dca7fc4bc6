/** Step 4: the approval is a claim, Nova's `locked` is the fact. */
import type { CompromisedServerActivities, LockState } from '../../activities/compromised-server.ts';
import type { RecoveryPolicy } from '../../contract/recovery.ts';
import { activitiesOf } from '../activities-of.ts';
import { CHANGE, READ, UNDO } from '../activity-options.ts';
import type { Recovery } from '../recovery.ts';

const { readLock } = activitiesOf<CompromisedServerActivities>(READ);
const { liftLock } = activitiesOf<CompromisedServerActivities>(CHANGE);
const { restoreLock } = activitiesOf<CompromisedServerActivities>(UNDO);

/** The sysadmin is usually just doing it; later any signal makes us look at once. */
const FIRST_LOOK_MS = 2000;
const LOOK_FACTOR = 1.5;
const LAST_LOOK_MS = 3_600_000;

/** @returns false when the deadline passed with the server still locked or running. */
export async function verifyUnlock(recovery: Recovery, policy: RecoveryPolicy): Promise<boolean> {
  const { scope, plan, input } = recovery;
  const deadline = Date.now() + policy.approvalDeadlineMs;
  let told: string | null = null;
  let reminder = { number: 1, at: Date.now() + policy.firstReminderMs };
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * LOOK_FACTOR, LAST_LOOK_MS)) {
    const state = await readLock(scope, input.serverId);
    if (state.locked && plan.needsUnlock && policy.sysadminMayUnlock) {
      await lift(recovery, state);
      continue;
    }
    const obstacle = obstacleIn(state, plan.needsUnlock, input.serverId);
    if (obstacle === null) return true;
    if (Date.now() > deadline) return false;
    if (told !== obstacle) recovery.enter('verify-unlock', 'awaiting-unlock', 'sysadmin', obstacle);
    told = obstacle;
    if (Date.now() >= reminder.at) {
      recovery.note(`Still not unlocked and shut off: reminder ${reminder.number}`);
      recovery.outbox.send({
        kind: 'team-reminder',
        reminder: { number: reminder.number, deadline: new Date(deadline).toISOString() },
      });
      // Growing apart, as before the approval.
      reminder = { number: reminder.number + 1, at: Date.now() + policy.firstReminderMs * 2 ** reminder.number };
    }
    recovery.foresee(
      { act: 'look-again', atMs: Date.now() + pause },
      ...(reminder.at < deadline ? [{ act: 'remind' as const, atMs: reminder.at }] : []),
      { act: 'expire', atMs: deadline },
    );
    await recovery.nudgedWithin(pause);
  }
}

/** A lock that we lift is restored at the end, whatever the end is. */
async function lift(recovery: Recovery, { lockedReason }: LockState): Promise<void> {
  const { scope, input, undo } = recovery;
  const what = `the sysadmin lock of server ${input.serverId} (lifted)`;
  undo.push(what, () => restoreLock(scope, input.serverId, lockedReason));
  await liftLock(scope, input.serverId);
  recovery.note('Lock lifted with the sysadmin credential; it is restored at the end');
}

function obstacleIn(state: LockState, needsUnlock: boolean, serverId: string): string | null {
  if (state.status === 'ACTIVE')
    return `Approved, but the compromised server is running: shut it off again (openstack server stop ${serverId}).`;
  if (needsUnlock && state.locked)
    return `Approved, but Nova says the server is still locked: unlock it (openstack server unlock ${serverId}).`;
  return null;
}
