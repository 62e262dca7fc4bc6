/** Every mail once, however often anything is tried again; a mail server that is down keeps nobody from their data. */
import { expect, it } from 'vitest';
import { SERVER_BFV } from '../../simulators/openstack/seed.ts';
import type { RecoveryRequest } from '../../src/contract/recovery-input.ts';
import { rejectUnlockSignal } from '../../src/contract/messages.ts';
import { startAndPlan, SYSADMIN, worldForEach } from '../support/story.ts';

const each = worldForEach();
const REQUEST: RecoveryRequest = { serverId: SERVER_BFV, owner: { name: 'Alice', email: 'alice@example.org' } };
const notes = (timeline: { text: string }[]): string[] =>
  timeline.map(({ text }) => text).filter((text) => text.startsWith('Mail '));

it('a mail server that refuses for now is tried again, and each mail arrives once', async () => {
  const { world } = each;
  for (const stage of ['connect', 'mail', 'rcpt', 'data'] as const) world.mails.faults.failNext(stage, 451);
  const handle = await startAndPlan(world, REQUEST);
  await handle.signal(rejectUnlockSignal, { by: SYSADMIN });
  const { timeline } = await world.result(handle);
  const ids = world.mails.messages.map(({ messageId }) => messageId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(5);
  expect(notes(timeline)).toHaveLength(5);
  expect(notes(timeline).every((text) => text.endsWith(' sent'))).toBe(true);
});

it('a mail whose receipt was lost is not sent twice, and the timeline says that it may not have arrived', async () => {
  const { world } = each;
  world.mails.faults.failNext('after-data', 'drop');
  const handle = await startAndPlan(world, REQUEST);
  await handle.signal(rejectUnlockSignal, { by: SYSADMIN });
  const { timeline } = await world.result(handle);
  expect(notes(timeline).filter((text) => text.includes('may not have arrived'))).toHaveLength(1);
  const ids = world.mails.messages.map(({ messageId }) => messageId);
  expect(new Set(ids).size).toBe(ids.length);
});

it('an address that the mail server refuses for good is named, and the recovery goes on', async () => {
  const { world } = each;
  world.mails.faults.failNext('rcpt', 550);
  const handle = await startAndPlan(world, REQUEST);
  await handle.signal(rejectUnlockSignal, { by: SYSADMIN });
  const { outcome, timeline } = await world.result(handle);
  expect(outcome).toBe('rejected');
  expect(notes(timeline).filter((text) => text.includes('was refused by the mail server'))).toHaveLength(1);
});

it('a mail server that is down all the time: the recovery is answered, and each mail is given up by name', async () => {
  const { world } = each;
  await world.mails.close();
  const handle = await startAndPlan(world, REQUEST);
  await handle.signal(rejectUnlockSignal, { by: SYSADMIN });
  const { outcome, timeline } = await world.result(handle);
  expect(outcome).toBe('rejected');
  expect(notes(timeline)).toHaveLength(5);
  expect(notes(timeline).every((text) => text.endsWith('could not be sent: tell the reader another way'))).toBe(true);
});

it('without an owner only the cloud team is written to', async () => {
  const { world } = each;
  const handle = await startAndPlan(world, { serverId: SERVER_BFV });
  await handle.signal(rejectUnlockSignal, { by: SYSADMIN });
  await world.result(handle);
  expect(new Set(world.mails.messages.flatMap(({ to }) => to))).toEqual(new Set(['cloud@tech.example.org']));
});
