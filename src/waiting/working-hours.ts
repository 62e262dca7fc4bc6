/** When people are at work: a time zone, a week, its hours and its holidays. Pure but for the zone data of the machine. */
import { DateTime } from 'luxon';

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
type Weekday = (typeof WEEKDAYS)[number];

export interface WorkingHours {
  /** IANA name, such as `America/Toronto`. */
  timeZone: string;
  days: readonly Weekday[];
  /** `HH:MM`, on the clock of the time zone; the first minute that counts. */
  from: string;
  /** `HH:MM`, the first minute that does not count any more; `24:00` is midnight. */
  to: string;
  /** `YYYY-MM-DD`, or `MM-DD` for a day of every year. */
  holidays: readonly string[];
}

/** How long to wait: days on which people work, or plain milliseconds. */
export type Span = { workingDays: number } | { ms: number };

/** No calendar that the configuration lets through is without a working day for so long. */
const MOST_DAYS = 3660;

const clockOf = (text: string): { hour: number; minute: number } => {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return { hour, minute };
};
const minutesOf = ({ hour, minute }: { hour: number; minute: number }): number => hour * 60 + minute;

/** @param ms - an instant, in milliseconds since 1970. */
export function isWorking(ms: number, hours: WorkingHours): boolean {
  return isWorkingAt(DateTime.fromMillis(ms, { zone: hours.timeZone }), hours);
}

/**
 * The first instant that is a span after another one and within the working hours. Who asks on a Saturday asks on
 * Monday; a working day later is then Tuesday, when work begins.
 *
 * @throws RangeError when no working day comes within ten years.
 */
export function laterAtWork(ms: number, span: Span, hours: WorkingHours): number {
  const asked = DateTime.fromMillis(ms, { zone: hours.timeZone });
  if ('ms' in span) return nextWorking(asked.plus({ milliseconds: span.ms }), hours).toMillis();
  const from = nextWorking(asked, hours);
  let day = from;
  for (let counted = 0; counted < span.workingDays; counted += 1) day = nextWorkingDay(day, hours);
  // The same time on the clock, whatever the clock did in between; where it skipped that time, the next that counts.
  return nextWorking(day, hours).toMillis();
}

function isWorkingDay(day: DateTime, { days, holidays }: WorkingHours): boolean {
  const weekday = WEEKDAYS[day.weekday - 1];
  return (
    weekday !== undefined &&
    days.includes(weekday) &&
    !holidays.includes(day.toFormat('yyyy-MM-dd')) &&
    !holidays.includes(day.toFormat('MM-dd'))
  );
}

function isWorkingAt(at: DateTime, hours: WorkingHours): boolean {
  const minute = minutesOf(at);
  return isWorkingDay(at, hours) && minute >= minutesOf(clockOf(hours.from)) && minute < minutesOf(clockOf(hours.to));
}

function nextWorkingDay(day: DateTime, hours: WorkingHours): DateTime {
  for (let ahead = 1; ahead <= MOST_DAYS; ahead += 1) {
    const candidate = day.plus({ days: ahead });
    if (isWorkingDay(candidate, hours)) return candidate;
  }
  throw new RangeError(`workingHours: expected a working day within ${MOST_DAYS} days of ${day.toISODate() ?? '?'}`);
}

function nextWorking(at: DateTime, hours: WorkingHours): DateTime {
  if (isWorkingAt(at, hours)) return at;
  for (let day = at.startOf('day'); ; day = nextWorkingDay(day, hours)) {
    const opening = day.startOf('day').set(clockOf(hours.from));
    // A clock that is put forward may skip the opening, and with short hours the whole day.
    if (opening >= at && isWorkingAt(opening, hours)) return opening;
  }
}
