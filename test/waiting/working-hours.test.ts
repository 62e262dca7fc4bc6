import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reminderTimes } from '../../src/waiting/timetable.ts';
import { isWorking, laterAtWork, type Span, WEEKDAYS, type WorkingHours } from '../../src/waiting/working-hours.ts';

const TORONTO: WorkingHours = {
  timeZone: 'America/Toronto',
  days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'],
  from: '09:00',
  to: '17:00',
  holidays: ['12-25', '01-01', '2027-03-26'],
};
const DAY_MS = 86_400_000;
const AROUND_THE_CLOCK: WorkingHours = { ...TORONTO, days: WEEKDAYS, from: '00:00', to: '24:00', holidays: [] };
const after = (iso: string, span: Span, hours = TORONTO): string =>
  new Date(laterAtWork(Date.parse(iso), span, hours)).toISOString();

describe('a working day later', () => {
  it.each([
    ['keeps the time of the day', '2026-11-24T15:00:00-05:00', '2026-11-25T20:00:00.000Z'],
    ['passes over the weekend', '2026-11-27T15:00:00-05:00', '2026-11-30T20:00:00.000Z'],
    ['counts from Monday for who asks on a Saturday', '2026-11-28T15:00:00-05:00', '2026-12-01T14:00:00.000Z'],
    ['counts from the next morning for who asks at night', '2026-11-24T22:00:00-05:00', '2026-11-26T14:00:00.000Z'],
    ['counts from the same morning for who asks before work', '2026-11-24T05:00:00-05:00', '2026-11-25T14:00:00.000Z'],
    ['passes over a holiday of every year', '2026-12-24T10:00:00-05:00', '2026-12-28T15:00:00.000Z'],
    ['passes over a holiday of one year', '2027-03-25T10:00:00-04:00', '2027-03-29T14:00:00.000Z'],
    ['is 25 hours more over the end of daylight saving', '2026-10-30T10:00:00-04:00', '2026-11-02T15:00:00.000Z'],
    ['is an hour less over its beginning', '2027-03-12T10:00:00-05:00', '2027-03-15T14:00:00.000Z'],
  ])('%s', (_what, asked, expected) => {
    expect(after(asked, { workingDays: 1 })).toBe(expected);
  });

  it('takes the next time that the clock shows where it skips the one that is meant', () => {
    // 02:30 does not exist on 14 March 2027 in Toronto.
    expect(after('2027-03-13T02:30:00-05:00', { workingDays: 1 }, AROUND_THE_CLOCK)).toBe('2027-03-14T07:30:00.000Z');
  });

  it('passes over a working day whose hours the clock skips', () => {
    const night = { ...AROUND_THE_CLOCK, from: '02:00', to: '03:00' };
    expect(after('2027-03-13T02:30:00-05:00', { workingDays: 1 }, night)).toBe('2027-03-15T06:00:00.000Z');
  });
});

it('a plain span is waited for, and then for the next working hour', () => {
  expect(after('2026-11-24T10:00:00-05:00', { ms: 7_200_000 })).toBe('2026-11-24T17:00:00.000Z');
  expect(after('2026-11-27T16:30:00-05:00', { ms: 7_200_000 })).toBe('2026-11-30T14:00:00.000Z');
});

it('a calendar without a working day is refused rather than searched for ever', () => {
  expect(() => laterAtWork(0, { workingDays: 1 }, { ...TORONTO, days: [] })).toThrow(/expected a working day/);
});

describe('reminders', () => {
  const days = (asked: string): string[] =>
    reminderTimes(Date.parse(asked), { workingDays: 1 }, TORONTO)
      .slice(0, 4)
      .map((at) => new Date(at).toISOString());

  it('come after 1, 3, 7 and 15 working days, at the same time on the clock, over the end of daylight saving', () => {
    expect(days('2026-10-29T11:00:00-04:00')).toEqual([
      '2026-10-30T15:00:00.000Z',
      '2026-11-03T16:00:00.000Z',
      '2026-11-09T16:00:00.000Z',
      '2026-11-19T16:00:00.000Z',
    ]);
  });

  it('and over its beginning', () => {
    expect(days('2027-03-11T11:00:00-05:00')).toEqual([
      '2027-03-12T16:00:00.000Z',
      '2027-03-16T15:00:00.000Z',
      '2027-03-22T15:00:00.000Z',
      // Good Friday, a holiday here, does not count.
      '2027-04-02T15:00:00.000Z',
    ]);
  });

  const clock = fc.integer({ min: 0, max: 24 * 60 });
  const asClock = (minute: number): string =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  const hoursOf = fc
    .record({
      timeZone: fc.constantFrom('America/Toronto', 'America/St_Johns', 'America/Vancouver', 'Europe/Paris', 'UTC'),
      days: fc.subarray([...WEEKDAYS], { minLength: 1 }),
      clocks: fc.tuple(clock, clock).filter(([a, b]) => a !== b),
      holidays: fc.subarray(['12-25', '01-01', '2026-11-02', '2027-03-15', '11-01'], {}),
    })
    .map(({ clocks, ...rest }): WorkingHours => {
      const [from, to] = clocks.toSorted((a, b) => a - b).map(asClock) as [string, string];
      return { ...rest, from, to };
    });
  const first = fc.oneof(
    fc.record({ workingDays: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ ms: fc.integer({ min: 1000, max: 30 * 86_400_000 }) }),
  );
  // Around both changes of the clock, and anywhere in between.
  const asked = fc
    .oneof(
      fc.integer({ min: Date.parse('2026-10-30T00:00Z'), max: Date.parse('2026-11-03T00:00Z') }),
      fc.integer({ min: Date.parse('2027-03-12T00:00Z'), max: Date.parse('2027-03-16T00:00Z') }),
      fc.integer({ min: Date.parse('2026-01-01T00:00Z'), max: Date.parse('2028-12-31T00:00Z') }),
    )
    .map((ms) => ms - (ms % 1000));

  it('never fall outside of the working hours, and each comes later than the one before', () => {
    fc.assert(
      fc.property(asked, first, hoursOf, (askedMs, span, hours) => {
        const reminders = reminderTimes(askedMs, span, hours);
        expect(reminders.length).toBeLessThanOrEqual(32);
        for (const [index, at] of reminders.entries()) {
          expect(isWorking(at, hours)).toBe(true);
          expect(onTheClock(at, hours)).toBe(true);
          expect(at).toBeGreaterThan(reminders[index - 1] ?? askedMs);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('grow apart: each pause has twice the working days of the one before', () => {
    fc.assert(
      fc.property(asked, fc.integer({ min: 1, max: 10 }), (askedMs, workingDays) => {
        const reminders = reminderTimes(askedMs, { workingDays }, TORONTO).slice(0, 5);
        const pauses = reminders.map((at, index) => workingDaysBetween(reminders[index - 1] ?? askedMs, at));
        for (const [index, pause] of pauses.entries()) if (index > 0) expect(pause).toBe(workingDays * 2 ** index);
      }),
      { numRuns: 20 },
    );
  });
});

/** The same question, asked of the platform instead of the library. */
function onTheClock(ms: number, { timeZone, days, from, to, holidays }: WorkingHours): boolean {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    weekday: 'long',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(ms);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
  const time = `${part('hour')}:${part('minute')}`;
  const date = `${part('year')}-${part('month')}-${part('day')}`;
  return (
    (days as readonly string[]).includes(part('weekday').toLowerCase()) &&
    time >= from &&
    time < to &&
    !holidays.includes(date) &&
    !holidays.includes(date.slice(5))
  );
}

/** Working days after the date of one instant, until that of another. */
function workingDaysBetween(fromMs: number, toMs: number): number {
  const { timeZone, holidays } = TORONTO;
  const dateOf = (ms: number): number =>
    Date.parse(new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(ms));
  let count = 0;
  for (let date = dateOf(fromMs) + DAY_MS; date <= dateOf(toMs); date += DAY_MS) {
    const iso = new Date(date).toISOString().slice(0, 10);
    const weekend = [0, 6].includes(new Date(date).getUTCDay());
    if (!weekend && !holidays.includes(iso) && !holidays.includes(iso.slice(5))) count += 1;
  }
  return count;
}
