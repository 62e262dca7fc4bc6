/** When a wait for a person is remembered: reminders that grow apart. */
import { laterAtWork, type Span, type WorkingHours } from './working-hours.ts';

/** Far beyond every deadline, extended ones too. */
const HORIZON_MS = 2 * 366 * 86_400_000;

/** A second, doubled so often, is longer than that. */
const MOST_REMINDERS = 32;

const times = (span: Span, factor: number): Span =>
  'ms' in span ? { ms: span.ms * factor } : { workingDays: span.workingDays * factor };

/**
 * Each pause is twice the one before: with a working day, after 1, 3, 7 and 15 of them. All are counted from the
 * question, so that what is moved into the working hours does not move the rest.
 *
 * @param askedMs - when the question was asked, in milliseconds since 1970.
 * @returns instants within the working hours, each later than the one before; short spans that meet in the same
 *   opening hour are one reminder.
 */
export function reminderTimes(askedMs: number, first: Span, hours: WorkingHours): number[] {
  const reminders: number[] = [];
  for (let number = 1; number <= MOST_REMINDERS; number += 1) {
    const at = laterAtWork(askedMs, times(first, 2 ** number - 1), hours);
    if (at > askedMs + HORIZON_MS) break;
    if (at > (reminders.at(-1) ?? askedMs)) reminders.push(at);
  }
  return reminders;
}
