/**
 * When people are reminded of what is waited for. An activity, because the zone data of two workers may differ: what
 * one has reckoned stays in the history, and every replay goes by it (docs/decisions/0007-times-are-kept.md).
 */
import { reminderTimes } from '../waiting/timetable.ts';
import { laterAtWork } from '../waiting/working-hours.ts';
import type { ActivityDependencies } from './dependencies.ts';

export type WaitingActivities = ReturnType<typeof createWaitingActivities>;

/** `decision` stands for all that comes between the input and the work: a cloud that is not ready, approval, unlock. */
export type WaitKind = 'input' | 'decision' | 'hand-over';

/** ISO 8601, all of them. */
export interface Timetable {
  /** Growing apart, far beyond the deadline, for it may be extended. */
  reminders: string[];
  /** Null where nobody is configured to be told. */
  escalation: string | null;
  deadline: string;
}

const iso = (ms: number): string => new Date(ms).toISOString();

export function createWaitingActivities({ config }: ActivityDependencies) {
  const { times, workingHours, mail } = config;
  const spans = {
    input: { first: times.firstReminder, escalation: times.escalation, deadlineMs: times.inputDeadline },
    decision: { first: times.firstReminder, escalation: times.escalation, deadlineMs: times.approvalDeadline },
    'hand-over': {
      first: times.handOverReminder,
      escalation: times.handOverEscalation,
      deadlineMs: times.handOverDeadline,
    },
  };
  return {
    /** @param from - ISO 8601, of the workflow's clock: when the question was asked. */
    timetable(wait: WaitKind, from: string): Promise<Timetable> {
      const { first, escalation, deadlineMs } = spans[wait];
      const asked = Date.parse(from);
      return Promise.resolve({
        reminders: reminderTimes(asked, first, workingHours).map(iso),
        escalation: mail.escalation === undefined ? null : iso(laterAtWork(asked, escalation, workingHours)),
        deadline: iso(asked + deadlineMs),
      });
    },
  };
}
