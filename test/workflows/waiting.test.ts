/** Waiting is never silent: reminders at working hours, escalation, deadlines, extensions, over simulated weeks. */
import { DateTime } from 'luxon';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { SERVER_BFV, SERVER_DATA } from '../../simulators/openstack/seed.ts';
import {
  approveUnlockSignal,
  extendDeadlineSignal,
  extendDeadlineUpdate,
  rejectUnlockSignal,
} from '../../src/contract/messages.ts';
import type { RecoveryResult } from '../../src/contract/recovery.ts';
import { isWorking, WEEKDAYS } from '../../src/waiting/working-hours.ts';
import type { World } from '../support/recovery-world.ts';
import { recoverUntilHandOver, startAndPlan, SYSADMIN, worldForEach } from '../support/story.ts';

const ZONE = 'America/Toronto';
const HOURS = { timeZone: ZONE, days: WEEKDAYS.slice(0, 5), from: '09:00', to: '17:00', holidays: [] };
const OFFICE = "{ timeZone: America/Toronto, from: '09:00', to: '17:00' }";

const local = (iso: string): string => DateTime.fromISO(iso, { zone: ZONE }).toFormat('ccc HH:mm ZZ');
/** Weekday, time and offset on the clock in Toronto of each line that says so. */
const told = (result: RecoveryResult, words: string): string[] =>
  result.timeline.filter(({ text }) => text.includes(words)).map(({ at }) => local(at));
const daysAt = (result: RecoveryResult, words: string): number[] =>
  result.timeline
    .filter(({ text }) => text.includes(words))
    .map(({ secondsSinceStart }) => Math.round(secondsSinceStart / 86_400));
const subjects = (world: World, words: string): string[] =>
  world.mails.messages.filter(({ subject }) => subject.includes(words)).map(({ to }) => to.join());

/** The Thursday before the next Sunday on which the clock in Toronto is changed, at 11:00 there. */
async function untilThursdayBefore(env: TestWorkflowEnvironment, change: 'forward' | 'back'): Promise<void> {
  const now = DateTime.fromMillis(await env.currentTimeMs(), { zone: ZONE });
  for (let day = now.startOf('day').plus({ days: 4 }); ; day = day.plus({ days: 1 })) {
    const hours = day.plus({ days: 1 }).diff(day, 'hours').hours;
    if (hours !== (change === 'forward' ? 23 : 25)) continue;
    const thursday = day.minus({ days: 3 }).set({ hour: 11 });
    if (thursday <= now) continue;
    await env.sleep(thursday.toMillis() - now.toMillis());
    return;
  }
}

describe('in an office in Toronto', () => {
  const each = worldForEach({ workingHours: OFFICE });

  it.each([
    ['forward', '-05:00', '-04:00'],
    ['back', '-04:00', '-05:00'],
  ] as const)(
    'reminders keep to the clock on the wall when it is put %s, and a second address is told once',
    async (change, before, after) => {
      const { world } = each;
      await untilThursdayBefore(each.env, change);
      const handle = await startAndPlan(world, { serverId: SERVER_DATA });
      const result = await world.result(handle);
      expect(result).toMatchObject({ outcome: 'expired', left: [] });
      // After 1, 3, 7 and 15 working days; the fourth comes three weeks later, still before the deadline.
      expect(told(result, 'Nobody has decided yet: reminder')).toEqual([
        `Fri 11:00 ${before}`,
        `Tue 11:00 ${after}`,
        `Mon 11:00 ${after}`,
        `Thu 11:00 ${after}`,
      ]);
      expect(told(result, 'Nobody has decided yet: escalated')).toEqual([`Tue 11:00 ${after}`]);
      expect(subjects(world, 'Reminder')).toEqual(Array(4).fill('cloud@tech.example.org'));
      expect(subjects(world, 'Nobody answers')).toEqual(['lead@tech.example.org']);
    },
  );

  it('whoever is asked on a weekend is reminded on Tuesday, when work begins', async () => {
    const { world } = each;
    const now = DateTime.fromMillis(await each.env.currentTimeMs(), { zone: ZONE });
    const saturday = now.plus({ weeks: 1 }).set({ weekday: 6, hour: 15, minute: 0 });
    await each.env.sleep(saturday.toMillis() - now.toMillis());
    const handle = await startAndPlan(world, { serverId: SERVER_DATA });
    const result = await world.result(handle);
    expect(told(result, 'Nobody has decided yet: reminder 1')[0]).toMatch(/^Tue 09:00/);
    for (const { at, text } of result.timeline)
      if (/reminder|escalated/.test(text)) expect(isWorking(Date.parse(at), HOURS)).toBe(true);
  });

  it('a hand-over that nobody confirms is reminded of, escalated, and ended', async () => {
    const { world } = each;
    await untilThursdayBefore(each.env, 'forward');
    const { handle } = await recoverUntilHandOver(world, { serverId: SERVER_BFV });
    const result = await world.result(handle);
    // After 5 and 15 working days.
    expect(told(result, 'to be confirmed: reminder').map((text) => text.slice(0, 9))).toEqual([
      'Thu 11:00',
      'Thu 11:00',
    ]);
    expect(told(result, 'to be confirmed: escalated')).toHaveLength(1);
    expect(result.summary).toContain('The hand-over deadline passed');
  });
});

describe('around the clock', () => {
  const each = worldForEach();

  it('the deadline parks the recovery with everything as it was, and starting again reopens it', async () => {
    const { world } = each;
    const before = world.auditor.whereabouts();
    const first = await world.result(await startAndPlan(world, { serverId: SERVER_DATA }));
    expect(first).toMatchObject({ outcome: 'expired', left: [] });
    expect(first.summary).toContain('Start again to reopen it.');
    expect(world.auditor.whereabouts()).toEqual(before);
    const again = await startAndPlan(world, { serverId: SERVER_DATA });
    await again.signal(rejectUnlockSignal, { by: SYSADMIN });
    expect(await world.result(again)).toMatchObject({ outcome: 'rejected', decision: { by: SYSADMIN } });
  });

  it('an extension moves the deadline, and the reminders go on growing apart', async () => {
    const { world } = each;
    const handle = await startAndPlan(world, { serverId: SERVER_DATA });
    await handle.signal(extendDeadlineSignal, { by: SYSADMIN, days: 10 });
    const { next } = await world.status(handle);
    expect(next.map(({ act }) => act)).toEqual(['look-again', 'remind', 'escalate', 'expire']);
    const answer = await handle.executeUpdate(extendDeadlineUpdate, { args: [{ by: SYSADMIN, days: 20 }] });
    expect(answer).toMatch(/^The deadline is \d{4}-/);
    const result = await world.result(handle);
    expect(result.outcome).toBe('expired');
    expect(daysAt(result, 'Nobody has decided yet: reminder')).toEqual([1, 3, 7, 15, 31]);
    expect(daysAt(result, 'Nobody decided in time')).toEqual([60]);
  });

  it('an extension by nobody, of nonsense, beyond a year or of nothing is refused and kept', async () => {
    const { world } = each;
    const handle = await startAndPlan(world, { serverId: SERVER_DATA });
    for (const payload of [undefined, { days: 3 }, { by: SYSADMIN, days: 0 }, { by: SYSADMIN, days: 365 }])
      await expect(handle.executeUpdate(extendDeadlineUpdate, { args: [payload] })).rejects.toThrow();
    await handle.signal(extendDeadlineSignal, { by: SYSADMIN, days: 365 });
    const { otherAnswers } = await world.status(handle);
    expect(otherAnswers).toHaveLength(1);
    expect(otherAnswers[0]).toContain("can't be more than a year ahead");
    await handle.signal(rejectUnlockSignal, { by: SYSADMIN });
    await world.result(handle);
  });

  it('the wait for the input reminds, escalates and ends by itself, and can be extended', async () => {
    const { world } = each;
    const handle = await world.startWith('typed-by-hand', { requestedBy: 'analyst@example.org' });
    await world.reach(handle, 'awaiting-input');
    await handle.signal(extendDeadlineSignal, { by: SYSADMIN, days: 4 });
    const result = await world.result(handle);
    expect(result).toMatchObject({ outcome: 'expired', left: [] });
    expect(daysAt(result, 'The input is still not complete: reminder')).toEqual([1, 3, 7, 15]);
    expect(daysAt(result, 'The input is still not complete: escalated')).toEqual([3]);
    expect(daysAt(result, 'Nobody completed the input in time')).toEqual([18]);
    const mails = world.mails.messages.map(({ to, subject }) => `${to.join()} ${subject.replace(/^\[.*?\] /s, '')}`);
    // Of the two that leave at the same moment, either may be first.
    expect(mails.toSorted()).toEqual([
      'cloud@tech.example.org Reminder 1: a recovery waits for its input',
      'cloud@tech.example.org Reminder 2: a recovery waits for its input',
      'cloud@tech.example.org Reminder 3: a recovery waits for its input',
      'cloud@tech.example.org Reminder 4: a recovery waits for its input',
      'lead@tech.example.org Nobody answers: a recovery waits for its input',
    ]);
  });
});

describe('around the clock, for eight days of hourly looks', () => {
  const each = worldForEach({ approvalDeadline: '8 days' });

  it('the wait for the unlock reminds, escalates and ends by itself', async () => {
    const { world } = each;
    const handle = await startAndPlan(world, { serverId: SERVER_DATA });
    await handle.signal(approveUnlockSignal, { by: SYSADMIN });
    await world.reach(handle, 'awaiting-unlock');
    await handle.signal(extendDeadlineSignal, { by: SYSADMIN, days: 2 });
    const result = await world.result(handle);
    expect(result).toMatchObject({ outcome: 'expired', left: [] });
    expect(daysAt(result, 'was not unlocked and shut off in time')).toEqual([10]);
    expect(daysAt(result, 'Still not unlocked and shut off: reminder')).toEqual([1, 3, 7]);
    expect(daysAt(result, 'Still not unlocked and shut off: escalated')).toEqual([3]);
    expect(subjects(world, 'waits for the unlock')).toHaveLength(4);
    expect(new Set(world.mails.messages.map(({ messageId }) => messageId)).size).toBe(world.mails.messages.length);
  });

  it('the wait for a cloud that is not ready does too, and says what stands in the way', async () => {
    const { world } = each;
    world.cloud.cloud.unlock(SERVER_DATA);
    const handle = await world.start({ serverId: SERVER_DATA });
    await world.reach(handle, 'waiting-for-cloud');
    await handle.signal(extendDeadlineSignal, { by: SYSADMIN, days: 1 });
    const result = await world.result(handle);
    expect(result).toMatchObject({ outcome: 'expired', problems: [{ code: 'server-not-locked' }] });
    expect(daysAt(result, 'did not become ready for the recovery in time')).toEqual([9]);
    expect(daysAt(result, 'The cloud is still not ready: escalated')).toEqual([3]);
    expect(daysAt(result, 'The cloud is still not ready: reminder')).toEqual([1, 3, 7]);
    const [reminder] = world.mails.messages.filter(({ subject }) =>
      subject.includes('waits for the cloud to be ready'),
    );
    expect(reminder?.text).toContain('The server is not locked');
  });
});
