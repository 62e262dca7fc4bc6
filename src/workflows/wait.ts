/** A wait for people: they are reminded at their working hours, somebody else is told later, and a deadline ends it. */
import { condition } from '@temporalio/workflow';
import type { Timetable, WaitingActivities, WaitKind } from '../activities/waiting.ts';
import { activitiesOf } from './activities-of.ts';
import { READ } from './activity-options.ts';
import { now, type Recovery } from './recovery.ts';

const { timetable } = activitiesOf<WaitingActivities>(READ);

const DAY_MS = 86_400_000;
/** An extension of thousands of years is a slip of the finger. */
const MOST_AHEAD_MS = 366 * DAY_MS;

const iso = (ms: number): string => new Date(ms).toISOString();

export interface WaitWords {
  /** `the approval` */
  what: string;
  /** What is said of each reminder: `Nobody has decided yet`. */
  still: string;
}

export class Wait {
  readonly #recovery: Recovery;
  readonly #kind: WaitKind;
  readonly #times: Timetable;
  readonly #words: WaitWords;
  /** The wait that this one is part of, if it is. */
  readonly #outer: Wait | null;
  #deadline: number;
  /** Nudges that were answered with a look. */
  #seen: number;
  #lookAt = Number.POSITIVE_INFINITY;
  #reminded = 0;
  #escalated = false;

  private constructor(recovery: Recovery, kind: WaitKind, times: Timetable, words: WaitWords) {
    this.#recovery = recovery;
    this.#kind = kind;
    this.#times = times;
    this.#words = words;
    this.#deadline = Date.parse(times.deadline);
    this.#outer = recovery.wait;
    this.#seen = recovery.nudges;
  }

  static async begin(recovery: Recovery, kind: WaitKind, words: WaitWords): Promise<Wait> {
    const wait = new Wait(recovery, kind, await timetable(kind, now()), words);
    recovery.wait = wait;
    // Whoever asked while the times were still reckoned, or before, asked for this.
    wait.#extendAsFarAsMayBe(recovery.daysAhead + (kind === 'hand-over' ? recovery.extensionDays : 0));
    recovery.daysAhead = 0;
    return wait;
  }

  get deadline(): string {
    return iso(this.#deadline);
  }

  /** Nobody is waited for any more. */
  end(): void {
    if (this.#recovery.wait === this) this.#recovery.wait = this.#outer;
    this.#recovery.foresee();
  }

  /** @returns why it can't be extended by so much, or null when it was. */
  extend(days: number): string | null {
    const objection = this.objectionTo(days);
    if (objection === null) {
      this.#deadline += days * DAY_MS;
      this.#show();
    }
    return objection;
  }

  #extendAsFarAsMayBe(days: number): void {
    const most = Math.floor((Date.now() + MOST_AHEAD_MS - this.#deadline) / DAY_MS);
    this.#deadline += Math.max(0, Math.min(days, most)) * DAY_MS;
  }

  objectionTo(days: number): string | null {
    return this.#deadline + days * DAY_MS > Date.now() + MOST_AHEAD_MS
      ? `the deadline is ${iso(this.#deadline)} and can't be more than a year ahead`
      : null;
  }

  /**
   * Sleeps, reminding on the way, until `done` holds; until somebody sends anything or `lookAgainMs` have passed, where
   * there is something to look at; or until the deadline.
   */
  async next(done: () => boolean, lookAgainMs?: number): Promise<'done' | 'look' | 'expired'> {
    this.#lookAt = lookAgainMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + lookAgainMs;
    for (;;) {
      if (done()) return 'done';
      if (Date.now() >= this.#deadline) return 'expired';
      this.#tellWhatIsDue();
      if (Date.now() >= this.#lookAt) return 'look';
      this.#show();
      const wake = Math.min(this.#lookAt, this.#deadline, this.#nextReminder(), this.#escalation());
      await condition(() => done() || this.#recovery.nudges > this.#seen, Math.max(1, wake - Date.now()), {
        summary: `Wait for ${this.#words.what}, then ${this.#doingAt(wake)}`,
      });
      const nudged = this.#recovery.nudges > this.#seen;
      this.#seen = this.#recovery.nudges;
      if (nudged && lookAgainMs !== undefined && !done()) return 'look';
    }
  }

  #nextReminder(): number {
    return Date.parse(this.#times.reminders[this.#reminded] ?? '9999-12-31');
  }

  #escalation(): number {
    const { escalation } = this.#times;
    return this.#escalated || escalation === null ? Number.POSITIVE_INFINITY : Date.parse(escalation);
  }

  #doingAt(instant: number): string {
    if (instant === this.#deadline) return this.#kind === 'hand-over' ? 'clean up' : 'give up';
    if (instant === this.#nextReminder()) return `remind (${this.#reminded + 1})`;
    return instant === this.#lookAt ? 'look at the cloud again' : 'tell a second address';
  }

  #tellWhatIsDue(): void {
    const { outbox } = this.#recovery;
    const deadline = iso(this.#deadline);
    const before = this.#reminded;
    while (this.#nextReminder() <= Date.now()) this.#reminded += 1;
    // One mail, though the worker may have been away for several.
    if (this.#reminded > before) {
      this.#recovery.note(`${this.#words.still}: reminder ${this.#reminded}`);
      outbox.send({ kind: 'team-reminder', reminder: { number: this.#reminded, deadline } });
    }
    if (this.#escalation() > Date.now()) return;
    this.#escalated = true;
    this.#recovery.note(`${this.#words.still}: escalated`);
    outbox.send({ kind: 'team-escalation', reminder: { number: this.#reminded, deadline } });
  }

  /** What happens by itself if nobody does anything. */
  #show(): void {
    const acts = [
      { act: 'look-again' as const, atMs: this.#lookAt },
      { act: 'remind' as const, atMs: this.#nextReminder() },
      { act: 'escalate' as const, atMs: this.#escalation() },
    ];
    this.#recovery.foresee(...acts.filter(({ atMs }) => atMs < this.#deadline), {
      act: this.#kind === 'hand-over' ? 'clean-up' : 'expire',
      atMs: this.#deadline,
    });
  }
}
