/** A recovery server that is not what it should be, and disks that are not what anybody hoped for. */
import { expect, it } from 'vitest';
import { SERVER_BFV, SERVER_DATA, VOLUME_LVM, VOLUME_PART } from '../../simulators/openstack/seed.ts';
import {
  confirm,
  failureOf,
  recoverUntilHandOver,
  startAndPlan,
  unlockAndApprove,
  worldForEach,
} from '../support/story.ts';

const each = worldForEach({}, 'real');

async function failing(serverId: string): Promise<{ type: string; message: string }> {
  const { world } = each;
  const before = world.auditor.whereabouts();
  const handle = await startAndPlan(world, { serverId });
  await unlockAndApprove(world, handle, serverId);
  const failure = await failureOf(handle);
  expect(world.auditor.whereabouts()).toEqual(before);
  expect(world.cloud.cloud.leftovers('recovery-')).toEqual([]);
  return failure;
}

it('another host key than the console showed: nobody logs in, nothing is attached', async () => {
  each.world.guests.faults.changeHostKey();
  expect(await failing(SERVER_DATA)).toMatchObject({ type: 'HostKeyMismatch' });
  expect(
    each.world.cloud.calls.filter(({ operation }) => operation === 'compute.volume-attachments.create').length,
  ).toBe(0);
});

it('an image without cloud-init: without the armed write block nothing is attached', async () => {
  each.world.guests.faults.ignoreUserData();
  const { type, message } = await failing(SERVER_DATA);
  expect({ type, message }).toEqual({
    type: 'WriteBlockMissing',
    message: expect.stringContaining('does its image run cloud-init?') as string,
  });
  expect(
    each.world.cloud.calls.some(
      ({ method, operation }) => operation === 'compute.volume-attachments.delete' && method === 'DELETE',
    ),
  ).toBe(false);
});

it('a network that drops the first logins is borne', async () => {
  const { world } = each;
  world.guests.faults.dropNextConnections(3);
  const { handle } = await recoverUntilHandOver(world, { serverId: SERVER_BFV });
  await confirm(world, handle);
});

it('an inspection that fails once is repeated', async () => {
  const { world } = each;
  world.guests.faults.failNext('mount', 'mount: Resource temporarily unavailable');
  const { handle, status } = await recoverUntilHandOver(world, { serverId: SERVER_DATA });
  expect(status.report?.volumes).toHaveLength(2);
  await confirm(world, handle);
});

it('a survey that fails takes nothing from the inspection: the report says why, and the hand-over goes on', async () => {
  const { world } = each;
  world.guests.faults.failNext('survey', 'recovery-survey: no such interpreter');
  const { handle, status } = await recoverUntilHandOver(world, { serverId: SERVER_DATA });
  expect(status.report?.survey).toEqual({
    kind: 'failed',
    reason: 'recovery-survey ended with 1: recovery-survey: no such interpreter',
  });
  expect(status.report?.volumes).toHaveLength(2);
  await confirm(world, handle);
});

it('what lies on the disks is told with what they are', async () => {
  const { world } = each;
  const { handle, status } = await recoverUntilHandOver(world, { serverId: SERVER_BFV });
  expect(status.report?.survey).toMatchObject({
    kind: 'surveyed',
    survey: { systems: [{ root: '/recovery/m0', hostname: 'genomics-web' }] },
  });
  await confirm(world, handle);
});

it('an empty disk is handed over as empty', async () => {
  const { world } = each;
  world.guests.setDisk(VOLUME_PART, 'empty');
  const { handle, status } = await recoverUntilHandOver(world, { serverId: SERVER_DATA });
  expect(status.report?.volumes[0]?.filesystems).toMatchObject([
    { mount: { status: 'not-mounted', verdict: 'unknown-signature' } },
  ]);
  expect(await confirm(world, handle)).toMatchObject({ outcome: 'recovered' });
});

it('a volume group that lacks a physical volume is not activated, and the report says which volumes to add', async () => {
  const { world } = each;
  world.guests.setDisk(VOLUME_LVM, 'lvm-missing-pv');
  const { handle, status } = await recoverUntilHandOver(world, { serverId: SERVER_DATA });
  expect(status.report?.volumes[1]?.warnings.join()).toContain('Volume group vgdata lacks 1 of its physical volumes');
  expect(await confirm(world, handle)).toMatchObject({ outcome: 'recovered' });
});
