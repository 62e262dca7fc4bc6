/** Mails, sent beside the recovery: a mail server that is down must not keep anybody from their data. */
import { ActivityFailure, CancellationScope, condition, sleep, workflowInfo } from '@temporalio/workflow';
import type { MailRequest, NotificationActivities } from '../activities/notification.ts';
import { FailureType } from '../contract/failure-types.ts';
import { activitiesOf } from './activities-of.ts';
import { NOTIFY } from './activity-options.ts';
import type { Recovery } from './recovery.ts';
import { isFailureOf, reasonOf } from './undo-list.ts';

const { sendMail } = activitiesOf<NotificationActivities>(NOTIFY);

/** Waits between tries of a mail that surely did not leave; after the last it is given up, and the timeline says so. */
const PAUSES_MS = [5000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 3_600_000, 3_600_000];

export class Outbox {
  readonly #recovery: Recovery;
  readonly #underWay = new Set<MailRequest>();
  readonly #sent = new Map<string, number>();

  constructor(recovery: Recovery) {
    this.#recovery = recovery;
  }

  /** Returns at once. The status is taken as it is now. */
  send(mail: Pick<MailRequest, 'kind' | 'result' | 'reminder' | 'again'>): void {
    const request: MailRequest = {
      ...mail,
      number: this.#count(`${mail.kind} ${this.#recovery.status.phase}`),
      ...this.#recovery.subject,
      status: this.#recovery.snapshot(),
      workflowId: workflowInfo().workflowId,
    };
    this.#underWay.add(request);
    // Not cancellable: the mail that says "cancelled" must leave too.
    void CancellationScope.nonCancellable(async () => this.#deliver(request));
  }

  #count(name: string): number {
    const number = this.#sent.get(name) ?? 0;
    this.#sent.set(name, number + 1);
    return number;
  }

  /** Waits for the mails under way, but not for ever; a cancelled recovery's mails too. What did not leave by then is named. */
  async drain(atMostMs: number): Promise<void> {
    await CancellationScope.nonCancellable(async () =>
      condition(() => this.#underWay.size === 0 && this.#recovery.ticketNotes.isIdle, atMostMs, {
        summary: 'Wait for the last mails to leave',
      }),
    );
    for (const { kind } of this.#underWay) this.#recovery.note(wordingOf(kind, null));
    this.#recovery.ticketNotes.nameLost();
  }

  async #deliver(request: MailRequest): Promise<void> {
    try {
      for (const pause of [...PAUSES_MS, null]) {
        const outcome = await this.#attempt(request);
        if (outcome === null && pause !== null)
          await sleep(pause, { summary: `Wait, then try the mail ${request.kind} again` });
        else {
          if (outcome !== 'no-recipient') this.#recovery.note(wordingOf(request.kind, outcome));
          return;
        }
      }
    } finally {
      this.#underWay.delete(request);
    }
  }

  /** @returns null when the mail surely did not leave. */
  async #attempt(request: MailRequest): Promise<string | null> {
    try {
      return await sendMail(request);
    } catch (error) {
      if (isFailureOf(error, FailureType.MailNotSent)) return null;
      if (!(error instanceof ActivityFailure)) throw error;
      return `unknown (${reasonOf(error)})`;
    }
  }
}

function wordingOf(kind: string, outcome: string | null): string {
  if (outcome === 'sent') return `Mail ${kind} sent`;
  if (outcome === 'refused') return `Mail ${kind} was refused by the mail server: tell the reader another way`;
  if (outcome === null) return `Mail ${kind} could not be sent: tell the reader another way`;
  return `Mail ${kind} may not have arrived (${outcome}); it is not sent twice`;
}
