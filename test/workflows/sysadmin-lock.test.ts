/** The sysadmin's lock: lifted and restored by the recovery where it may, guarded against everybody else. */
import { describe, expect, it } from 'vitest';
import { SERVER_DATA } from '../../simulators/openstack/seed.ts';
import { approveUnlockSignal } from '../../src/contract/messages.ts';
import { confirm, failureOf, startAndPlan, SYSADMIN, unlockAndApprove, worldForEach } from '../support/story.ts';

const REASON = 'Compromised: SSH brute force seen, ticket 4711';

describe('with the credential of a sysadmin cloud', () => {
  const each = worldForEach({ cloudSettings: ['sysadminCloud: sysadmin'] }, 'real');

  it('the lock is lifted after the approval, and stands again at the end with its reason', async () => {
    const { world } = each;
    const handle = await startAndPlan(world, { serverId: SERVER_DATA });
    expect(world.cloud.cloud.server(SERVER_DATA).lockedBy).toBe('sysadmin');
    await handle.signal(approveUnlockSignal, { by: SYSADMIN });
    await world.reach(handle, 'handed-over');
    expect(world.cloud.cloud.server(SERVER_DATA).lockedBy).toBeNull();
    expect(await confirm(world, handle)).toMatchObject({ outcome: 'recovered', left: [] });
    expect(world.cloud.cloud.server(SERVER_DATA)).toMatchObject({ lockedBy: 'sysadmin', lockedReason: REASON });
  });

  it('the lock stands again after a failure too, and the volumes are back', async () => {
    const { world } = each;
    const before = world.auditor.whereabouts();
    world.cloud.faults.noValidHost();
    const handle = await startAndPlan(world, { serverId: SERVER_DATA });
    await handle.signal(approveUnlockSignal, { by: SYSADMIN });
    expect(await failureOf(handle)).toMatchObject({ type: 'RecoveryServerFailed' });
    expect(world.cloud.cloud.server(SERVER_DATA)).toMatchObject({ lockedBy: 'sysadmin', lockedReason: REASON });
    expect(world.auditor.whereabouts()).toEqual(before);
  });

  it('only lock and unlock are asked for with that credential', async () => {
    const { world } = each;
    const handle = await startAndPlan(world, { serverId: SERVER_DATA });
    await handle.signal(approveUnlockSignal, { by: SYSADMIN });
    await world.reach(handle, 'handed-over');
    await confirm(world, handle);
    const asAdmin = world.cloud.calls.filter(({ user }) => user === 'admin').map(({ operation }) => operation);
    expect(new Set(asAdmin)).toEqual(new Set(['compute.servers.action']));
  });
});

describe('without it', () => {
  const each = worldForEach({ unitMs: 15 }, 'real');

  it('locked again before the volumes move: the recovery asks once more, and goes on when it is unlocked', async () => {
    const { world } = each;
    const { cloud } = world.cloud;
    const handle = await startAndPlan(world, { serverId: SERVER_DATA });
    await unlockAndApprove(world, handle, SERVER_DATA);
    await world.until(handle, ({ timeline }) => timeline.some(({ text }) => text.includes('its system boots')));
    cloud.lock(SERVER_DATA, 'sysadmin', 'locked again by mistake');
    await world.until(
      handle,
      ({ phase, timeline }) =>
        phase === 'awaiting-unlock' && timeline.some(({ text }) => text.includes('still locked')),
    );
    await unlockAndApprove(world, handle, SERVER_DATA);
    await world.reach(handle, 'handed-over');
    expect(world.auditor.serversMade()).toHaveLength(1);
    expect(await confirm(world, handle)).toMatchObject({ outcome: 'recovered', left: [] });
  });

  it('started by its owner after the approval: the recovery waits until it is off, and touches nothing meanwhile', async () => {
    const { world } = each;
    const { cloud } = world.cloud;
    const handle = await startAndPlan(world, { serverId: SERVER_DATA });
    Object.assign(cloud.server(SERVER_DATA), { status: 'ACTIVE' });
    await unlockAndApprove(world, handle, SERVER_DATA);
    const { problems, decision } = await world.reach(handle, 'waiting-for-cloud');
    expect(problems.map(({ code }) => code)).toEqual(['server-not-shut-off']);
    expect(decision?.by).toBe(SYSADMIN);
    expect(world.auditor.serversMade()).toEqual([]);
    Object.assign(cloud.server(SERVER_DATA), { status: 'SHUTOFF' });
    await handle.signal(approveUnlockSignal, { by: SYSADMIN });
    await world.reach(handle, 'handed-over');
    expect(await confirm(world, handle)).toMatchObject({ outcome: 'recovered', left: [] });
  });
});
