/** Cancelled at every step: everything of ours is removed, and the evidence is where it was. */
import { expect, it } from 'vitest';
import { SERVER_BFV, SERVER_DATA } from '../../simulators/openstack/seed.ts';
import type { RecoveryStatus } from '../../src/contract/recovery.ts';
import { failureOf, recoverUntilHandOver, startAndPlan, unlockAndApprove, worldForEach } from '../support/story.ts';

// Slow enough that a test sees each step while it lasts.
const each = worldForEach({ unitMs: 15 }, 'real');
const said =
  (words: string) =>
  ({ timeline }: RecoveryStatus): boolean =>
    timeline.some(({ text }) => text.includes(words));

const MOMENTS: { when: string; serverId: string; so: (status: RecoveryStatus) => boolean }[] = [
  { when: 'as it begins to preserve', serverId: SERVER_BFV, so: ({ phase }) => phase === 'preserving' },
  { when: 'when the snapshot is made', serverId: SERVER_BFV, so: said('Evidence snapshot') },
  { when: 'when the recovery server was asked for', serverId: SERVER_DATA, so: said('Recovery server asked for') },
  { when: 'while its system boots', serverId: SERVER_DATA, so: said('its system boots') },
  { when: 'as the volumes begin to move', serverId: SERVER_DATA, so: ({ phase }) => phase === 'moving' },
  { when: 'when a volume is detached', serverId: SERVER_DATA, so: said('detached from the compromised server') },
  { when: 'when a volume is attached', serverId: SERVER_DATA, so: said('attached to the recovery server') },
  { when: 'while the disks are read', serverId: SERVER_DATA, so: ({ phase }) => phase === 'inspecting' },
];

it.each(MOMENTS)('$when', async ({ serverId, so }) => {
  const { world } = each;
  const before = world.auditor.whereabouts();
  const handle = await startAndPlan(world, { serverId });
  await unlockAndApprove(world, handle, serverId);
  await world.until(handle, (status) => so(status) || status.phase === 'handed-over');
  await handle.cancel();
  expect(await failureOf(handle)).toMatchObject({ type: 'CancelledFailure' });
  expect(world.cloud.cloud.leftovers('recovery-')).toEqual([]);
  expect(world.auditor.whereabouts()).toEqual(before);
});

it('before the approval', async () => {
  const { world } = each;
  const before = world.auditor.whereabouts();
  const handle = await startAndPlan(world, { serverId: SERVER_DATA, owner: { email: 'alice@example.org' } });
  await handle.cancel();
  expect(await failureOf(handle)).toMatchObject({ type: 'CancelledFailure' });
  expect(await world.status(handle)).toMatchObject({ phase: 'cancelled', undone: [], left: [], next: [] });
  expect(world.auditor.whereabouts()).toEqual(before);
  expect(world.mails.messages.filter(({ to }) => to.includes('alice@example.org'))).toHaveLength(3);
});

it('after the hand-over', async () => {
  const { world } = each;
  const before = world.auditor.whereabouts();
  const { handle, status } = await recoverUntilHandOver(world, { serverId: SERVER_DATA });
  await handle.cancel();
  expect(await failureOf(handle)).toMatchObject({ type: 'CancelledFailure' });
  const { undone, made, volumes, finishedSteps } = await world.status(handle);
  expect(undone).toEqual(status.made.toReversed());
  expect(made).toEqual([]);
  expect(volumes.map(({ where, snapshotId }) => [where, snapshotId])).toEqual([
    ['untouched', null],
    ['untouched', null],
  ]);
  expect(finishedSteps).not.toContain('hand-over');
  const told = world.mails.messages.find(({ subject }) => subject.includes('Ended'))?.text ?? '';
  for (const name of undone) expect(told.replaceAll(/\s+/g, ' ')).toContain(name);
  expect(world.cloud.cloud.leftovers('recovery-')).toEqual([]);
  expect(world.auditor.whereabouts()).toEqual(before);
});
