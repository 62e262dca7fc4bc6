import { expect, it } from 'vitest';
import { SERVER_BFV, SERVER_DATA } from '../../simulators/openstack/seed.ts';
import {
  approveUnlockSignal,
  confirmRecoveredSignal,
  extendHandOverSignal,
  rejectUnlockSignal,
} from '../../src/contract/messages.ts';
import { confirm, ENGINEER, recoverUntilHandOver, startAndPlan, SYSADMIN, worldForEach } from '../support/story.ts';

const each = worldForEach();
const REQUEST = { serverId: SERVER_DATA };

it('an approval that came before the question counts', async () => {
  const { world } = each;
  world.cloud.cloud.unlock(SERVER_DATA);
  const handle = await world.start(REQUEST);
  await handle.signal(approveUnlockSignal, { by: SYSADMIN });
  expect((await world.reach(handle, 'handed-over')).decision).toMatchObject({ kind: 'approved', by: SYSADMIN });
  await confirm(world, handle);
});

it('an approval by nobody, in the wrong shape or misspelt is kept and shown, and nothing starts', async () => {
  const { world } = each;
  const handle = await startAndPlan(world, REQUEST);
  for (const payload of [undefined, {}, { by: '  ' }, { by: 7 }, 'approve', [], { By: SYSADMIN }])
    await handle.signal(approveUnlockSignal, payload);
  const status = await world.status(handle);
  expect(status).toMatchObject({ phase: 'awaiting-approval', decision: null });
  expect(status.otherAnswers).toHaveLength(7);
  expect(status.otherAnswers[0]).toContain('expected { "by": "who you are" }, received nothing');
  expect(world.auditor.serversMade()).toEqual([]);
  await handle.signal(rejectUnlockSignal, { by: SYSADMIN });
  await world.result(handle);
});

it('the first answer counts; a second one, however different, is kept and changes nothing', async () => {
  const { world } = each;
  const handle = await startAndPlan(world, REQUEST);
  await handle.signal(rejectUnlockSignal, { by: 'first@example.org', reason: 'the owner asked us to wait' });
  await handle.signal(approveUnlockSignal, { by: 'second@example.org' });
  expect(await world.result(handle)).toMatchObject({
    outcome: 'rejected',
    decision: { by: 'first@example.org' },
    summary: 'first@example.org rejected the plan: the owner asked us to wait. Nothing was changed.',
    left: [],
  });
});

it('an approval of another plan is void, and says so', async () => {
  const { world } = each;
  const handle = await startAndPlan(world, REQUEST);
  await handle.signal(approveUnlockSignal, { by: SYSADMIN, plan: 'ffffffff' });
  const { plan, decision, otherAnswers } = await world.status(handle);
  expect(decision).toBeNull();
  expect(otherAnswers.join()).toContain(
    `was not counted: it names plan ffffffff, but the plan is ${String(plan?.digest)}`,
  );
  await handle.signal(rejectUnlockSignal, { by: SYSADMIN });
  await world.result(handle);
});

it('a rejection touches nothing and tells the owner', async () => {
  const { world } = each;
  const before = world.auditor.whereabouts();
  const handle = await startAndPlan(world, { ...REQUEST, owner: { email: 'alice@example.org' } });
  await handle.signal(rejectUnlockSignal, { by: SYSADMIN, reason: 'image the disk first' });
  expect(await world.result(handle)).toMatchObject({ outcome: 'rejected', left: [] });
  expect(world.auditor.whereabouts()).toEqual(before);
  expect(
    world.cloud.calls.filter(({ method, operation }) => method !== 'GET' && operation !== 'identity.tokens.create'),
  ).toEqual([]);
  const subjects = world.mails.messages.filter(({ to }) => to.includes('alice@example.org'));
  expect(subjects).toHaveLength(3);
});

it('nobody answers: reminders grow apart, and after the deadline everything is as it was', async () => {
  const { world } = each;
  const before = world.auditor.whereabouts();
  const handle = await startAndPlan(world, REQUEST);
  const result = await world.result(handle);
  expect(result).toMatchObject({ outcome: 'expired', left: [] });
  expect(result.summary).toBe('Nobody decided in time. Everything is as it was. Start again to reopen it.');
  const days = result.timeline
    .filter(({ text }) => text.startsWith('Nobody has decided yet: reminder'))
    .map(({ secondsSinceStart }) => Math.round(secondsSinceStart / 86_400));
  expect(days).toEqual([1, 3, 7, 15]);
  expect(world.mails.messages.filter(({ subject }) => subject.toLowerCase().includes('reminder'))).toHaveLength(
    days.length,
  );
  expect(world.auditor.whereabouts()).toEqual(before);
});

it('an approval without the unlock is not believed: it waits, says what to do, and goes on when Nova says unlocked', async () => {
  const { world } = each;
  const handle = await startAndPlan(world, REQUEST);
  await handle.signal(approveUnlockSignal, { by: SYSADMIN });
  const { timeline, waitingFor } = await world.reach(handle, 'awaiting-unlock');
  expect(waitingFor).toMatch(/sysadmin|cloud/);
  await world.until(handle, ({ timeline: now }) =>
    now.some(({ text }) => text.includes(`openstack server unlock ${SERVER_DATA}`)),
  );
  expect(timeline.length).toBeGreaterThan(0);
  expect(world.auditor.serversMade()).toEqual([]);
  world.cloud.cloud.unlock(SERVER_DATA);
  await handle.signal(approveUnlockSignal, { by: SYSADMIN });
  await world.reach(handle, 'handed-over');
  await confirm(world, handle);
});

it('a confirmation before anything was handed over is not counted', async () => {
  const { world } = each;
  const handle = await startAndPlan(world, { serverId: SERVER_BFV });
  await handle.signal(confirmRecoveredSignal, { by: ENGINEER });
  expect((await world.status(handle)).otherAnswers.join()).toContain('came while nothing was handed over');
  await handle.signal(approveUnlockSignal, { by: SYSADMIN });
  await world.reach(handle, 'handed-over');
  expect(await confirm(world, handle)).toMatchObject({ outcome: 'recovered' });
});

it('nobody confirms: after the extended deadline the recovery server is removed, and the result says so', async () => {
  const { world } = each;
  const { handle } = await recoverUntilHandOver(world, { serverId: SERVER_BFV });
  await handle.signal(extendHandOverSignal, { by: ENGINEER, days: 5 });
  const result = await world.result(handle);
  expect(result.summary).toContain('The hand-over deadline passed without a confirmation');
  const handedOver = result.timeline.find(({ text }) => text.startsWith('Mounted read-only'))?.secondsSinceStart ?? 0;
  const cleaned = result.timeline.find(({ text }) => text.includes('deadline has passed'))?.secondsSinceStart ?? 0;
  expect(Math.round((cleaned - handedOver) / 86_400)).toBe(30 + 5);
  expect(world.cloud.cloud.leftovers('recovery-').filter((each) => !each.startsWith('snapshot'))).toEqual([]);
});
