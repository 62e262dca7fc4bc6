/** Deleting the compromised server to free its boot disk: only for who asks, approved apart, last of all, and never without proof. */
import { describe, expect, it } from 'vitest';
import { SERVER_BFV, VOLUME_ROOT } from '../../simulators/openstack/seed.ts';
import {
  approveServerDeletionSignal,
  approveServerDeletionUpdate,
  approveUnlockSignal,
  rejectUnlockSignal,
} from '../../src/contract/messages.ts';
import type { RecoveryRequest } from '../../src/contract/recovery-input.ts';
import type { RecoveryHandle, World } from '../support/recovery-world.ts';
import { confirm, failureOf, startAndPlan, SYSADMIN, worldForEach } from '../support/story.ts';

const REQUEST: RecoveryRequest = {
  serverId: SERVER_BFV,
  volumes: [{ volumeId: VOLUME_ROOT, strategy: 'delete-server' }],
};
const each = worldForEach();

const serverName = (world: World): string => world.cloud.cloud.server(SERVER_BFV).name;
const exists = (world: World): boolean => world.cloud.cloud.servers.has(SERVER_BFV);
const deletions = (world: World): string[] =>
  world.cloud.calls
    .filter(({ method, path }) => method === 'DELETE' && path.endsWith(`/servers/${SERVER_BFV}`))
    .map(({ path }) => path);

async function approveBoth(world: World, handle: RecoveryHandle): Promise<void> {
  world.auditor.approveDeletion(SERVER_BFV);
  world.cloud.cloud.unlock(SERVER_BFV);
  await handle.signal(approveServerDeletionSignal, { by: SYSADMIN, serverName: serverName(world) });
  await handle.signal(approveUnlockSignal, { by: SYSADMIN });
}

describe('with both approvals', () => {
  it('the recovery server gets the boot disk itself; the server is gone, the volume and its snapshot stay', async () => {
    const { world } = each;
    const name = serverName(world);
    const handle = await startAndPlan(world, REQUEST);
    await approveBoth(world, handle);
    const { timeline, deletion } = await world.reach(handle, 'handed-over');
    expect(deletion).toMatchObject({ kind: 'deletion-approved', by: SYSADMIN });
    const story = timeline.map(({ text }) => text);
    const order = [
      'Logged in; new disks',
      'Evidence snapshot of',
      `Deleting server ${name}`,
      `Server ${name} deleted`,
      'attached to the recovery server',
    ];
    const at = order.map((words) => story.findIndex((text) => text.includes(words)));
    expect(at).not.toContain(-1);
    expect(at.slice(2)).toEqual(at.slice(2).toSorted((a, b) => a - b));
    expect(Math.max(at[0] ?? 0, at[1] ?? 0)).toBeLessThan(at[2] ?? 0);
    const result = await confirm(world, handle);
    expect(result).toMatchObject({
      outcome: 'recovered',
      left: [],
      volumes: [{ volumeId: VOLUME_ROOT, where: 'detached' }],
    });
    expect(exists(world)).toBe(false);
    expect(world.cloud.cloud.volume(VOLUME_ROOT)).toMatchObject({ status: 'available', attachments: [] });
    expect([...world.cloud.cloud.snapshots.values()].map(({ volumeId }) => volumeId)).toEqual([VOLUME_ROOT]);
  });

  it('delete_on_termination is switched off first, and read back', async () => {
    const { world } = each;
    for (const attachment of world.cloud.cloud.volume(VOLUME_ROOT).attachments) attachment.deleteOnTermination = true;
    const handle = await startAndPlan(world, REQUEST);
    await approveBoth(world, handle);
    await world.reach(handle, 'handed-over');
    await confirm(world, handle);
    expect(world.cloud.cloud.volumes.has(VOLUME_ROOT)).toBe(true);
  });

  it('a lost answer to the deletion is looked up, and the server is deleted once', async () => {
    const { world } = each;
    world.cloud.faults.add({
      on: ({ operation, path }) => operation === 'compute.servers.delete' && path.includes(SERVER_BFV),
      when: 'after-effect',
      answer: 'reset',
    });
    const handle = await startAndPlan(world, REQUEST);
    await approveBoth(world, handle);
    await world.reach(handle, 'handed-over');
    await confirm(world, handle);
    expect(deletions(world)).toHaveLength(1);
  });

  it('cancelled after it, the volume stays in the project, the snapshot is kept, and it is said that the server is gone', async () => {
    const { world } = each;
    const handle = await startAndPlan(world, REQUEST);
    await approveBoth(world, handle);
    await world.reach(handle, 'handed-over');
    await handle.cancel();
    await failureOf(handle);
    const { left, phase } = await world.status(handle);
    expect(phase).toBe('cancelled');
    expect(left.join()).toContain(`(deleted): as approved by ${SYSADMIN}; its volume`);
    expect(left.join()).toContain('kept, because not everything could be put back');
    expect(world.cloud.cloud.volume(VOLUME_ROOT)).toMatchObject({ status: 'available', attachments: [] });
    expect(world.cloud.cloud.snapshots.size).toBe(1);
  });
});

describe('without the second approval nothing is deleted', () => {
  it('the approval of the plan alone waits on', async () => {
    const { world } = each;
    const handle = await startAndPlan(world, REQUEST);
    await handle.signal(approveUnlockSignal, { by: SYSADMIN });
    await each.env.sleep('2 days');
    const { phase, decision, deletion } = await world.status(handle);
    expect({ phase, decided: decision?.kind, deletion }).toEqual({
      phase: 'awaiting-approval',
      decided: 'approved',
      deletion: null,
    });
    expect(world.auditor.serversMade()).toEqual([]);
    expect(await world.result(handle)).toMatchObject({ outcome: 'expired', left: [] });
  });

  it('another name, or none, does not count', async () => {
    const { world } = each;
    const handle = await startAndPlan(world, REQUEST);
    for (const payload of [{ by: SYSADMIN }, { by: SYSADMIN, serverName: 'another' }])
      await expect(handle.executeUpdate(approveServerDeletionUpdate, { args: [payload] })).rejects.toThrow();
    await handle.signal(approveServerDeletionSignal, { by: SYSADMIN, serverName: 'another' });
    const { deletion, otherAnswers } = await world.status(handle);
    expect(deletion).toBeNull();
    expect(otherAnswers.join()).toContain(`it names the server another, but it is called ${serverName(world)}`);
    await handle.signal(rejectUnlockSignal, { by: SYSADMIN });
    await world.result(handle);
  });

  it('of a plan that deletes nothing it does not count either', async () => {
    const { world } = each;
    const handle = await startAndPlan(world, { serverId: SERVER_BFV });
    await handle.signal(approveServerDeletionSignal, { by: SYSADMIN, serverName: serverName(world) });
    expect((await world.status(handle)).otherAnswers.join()).toContain('this plan deletes no server');
    await handle.signal(rejectUnlockSignal, { by: SYSADMIN });
    await world.result(handle);
  });
});

describe('what is not as it was approved stops it before the deletion, and everything is undone', () => {
  it.each<[string, (world: World) => void, string]>([
    [
      'a server that was renamed',
      (world) => (world.cloud.cloud.server(SERVER_BFV).name = 'renamed'),
      'is called renamed now',
    ],
    [
      'a snapshot that is gone',
      (world) => world.cloud.cloud.snapshots.clear(),
      'has no evidence snapshot of this recovery',
    ],
  ])('%s', async (_what, change, says) => {
    const { world } = each;
    // At the last moment: the deletion looks at the server first.
    let looks = 0;
    world.cloud.faults.add({
      on: ({ operation, path }) => {
        const launched = [...world.cloud.cloud.servers.values()].some(
          ({ name, status }) => name.startsWith('recovery-') && status === 'ACTIVE',
        );
        if (launched && operation === 'compute.servers.get' && path.endsWith(SERVER_BFV) && (looks += 1) === 1)
          change(world);
        return false;
      },
      answer: { status: 500 },
    });
    const handle = await startAndPlan(world, REQUEST);
    world.cloud.cloud.unlock(SERVER_BFV);
    await handle.signal(approveServerDeletionSignal, { by: SYSADMIN, serverName: serverName(world) });
    await handle.signal(approveUnlockSignal, { by: SYSADMIN });
    const { type, message } = await failureOf(handle);
    expect({ type, message }).toEqual({ type: 'DeletionRefused', message: expect.stringContaining(says) as string });
    expect(deletions(world)).toEqual([]);
    expect(exists(world)).toBe(true);
    expect(world.cloud.cloud.volume(VOLUME_ROOT).status).toBe('in-use');
  });
});
