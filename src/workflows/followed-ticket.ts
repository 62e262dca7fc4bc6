/** The state of one followed ticket: which deliveries came, and which recovery was started. */
import { ActivityFailure, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { getExternalWorkflowHandle, log, ParentClosePolicy, startChild, workflowInfo } from '@temporalio/workflow';
import type { TicketNoteActivities } from '../activities/ticket-notes.ts';
import { RECOVERY_WORKFLOW_TYPE } from '../contract/identifiers.ts';
import { provideInputSignal, ticketNewsSignal } from '../contract/messages.ts';
import type { RecoveryResult } from '../contract/recovery.ts';
import { type TicketNews, TicketNewsSchema, type TicketReference } from '../contract/ticket.ts';
import { summaryText } from '../report/summary-text.ts';
import { activitiesOf } from './activities-of.ts';
import { NOTE } from './activity-options.ts';
import { reasonOf } from './undo-list.ts';

const { writeTicketNote } = activitiesOf<TicketNoteActivities>(NOTE);

/** What goes on from run to run. */
export interface Followed {
  /** Delivery ids, oldest first. */
  seen: string[];
  /** The recovery's workflow, once one was started. */
  recovery: string | null;
}

/** Senders try again for days, with the same id; older ones can do no harm, since nothing starts twice. */
const MOST_SEEN = 500;

export class FollowedTicket {
  readonly ticket: TicketReference;
  #seen: string[];
  #recovery: string | null;
  /** False while the first run of the recovery may still go on elsewhere. */
  #isSettled = true;
  /** The server that the recovery was started with, as the ticket's field said. */
  #server: unknown = undefined;
  /** True while the note on the start is tried. */
  #isNoting = false;
  readonly #news: TicketNews[] = [];
  #doubled = 0;

  constructor(ticket: TicketReference, before?: Followed) {
    this.ticket = ticket;
    this.#seen = before?.seen ?? [];
    this.#recovery = before?.recovery ?? null;
  }

  /** Never throws: a handler that did would stop the ticket's workflow for ever. */
  take(payload: unknown): void {
    const parsed = TicketNewsSchema.safeParse(payload);
    if (!parsed.success) {
      log.warn('ticketNews was not understood and is left out');
      return;
    }
    if (this.#seen.includes(parsed.data.deliveryId)) {
      this.#doubled += 1;
      return;
    }
    this.#seen = [...this.#seen, parsed.data.deliveryId].slice(-MOST_SEEN);
    this.#news.push(parsed.data);
  }

  get hasNews(): boolean {
    return this.#news.length > 0;
  }

  /** False while something is under way that another run would not know of. */
  get mayMoveOn(): boolean {
    return this.#isSettled && !this.#isNoting && !this.hasNews;
  }

  get carriedOn(): Followed {
    return { seen: this.#seen, recovery: this.#recovery };
  }

  get shown(): { recovery: string | null; deliveries: number; doubled: number } {
    return { recovery: this.#recovery, deliveries: this.#seen.length, doubled: this.#doubled };
  }

  get summary(): string {
    return this.#recovery === null ? 'No recovery was started.' : `The recovery was ${this.#recovery}.`;
  }

  /** @returns how many news were handled. */
  async handle(): Promise<number> {
    const news = this.#news.splice(0);
    for (const each of news) {
      if (this.#recovery === null) await this.#begin(each);
      else await this.#tell(this.#recovery, each);
    }
    return news.length;
  }

  async #begin({ request }: TicketNews): Promise<void> {
    const { system, id, number } = this.ticket;
    const workflowId = `recover-server-data-input:${system}:${id}`;
    this.#recovery = workflowId;
    this.#server = request['server'];
    try {
      const child = await startChild<(request?: unknown) => Promise<RecoveryResult>>(RECOVERY_WORKFLOW_TYPE, {
        workflowId,
        args: [request],
        // The ticket's workflow may end; a recovery never does for that.
        parentClosePolicy: ParentClosePolicy.ABANDON,
        staticSummary: `Ticket ${summaryText(number, 64)} of ${summaryText(system, 64)}`,
      });
      this.#isSettled = false;
      void child.result().then(
        ({ goesOnAs }) => this.#settle(goesOnAs?.workflowId ?? workflowId),
        // It failed or was cancelled, and has told the ticket itself.
        () => this.#settle(workflowId),
      );
    } catch (error) {
      // Somebody has started one under this very id by hand: it is this ticket's recovery.
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
    // Beside the rest: where the token of the notes is wrong, it is tried for hours, and the field that support fills must
    // reach the recovery all the same.
    void this.#note(workflowId);
  }

  #settle(recovery: string): void {
    this.#recovery = recovery;
    this.#isSettled = true;
  }

  /** A recovery that has ended hears nothing any more, and doesn't need to. */
  async #tell(recovery: string, { kind, by, words, request }: TicketNews): Promise<void> {
    const handle = getExternalWorkflowHandle(recovery);
    const server = request['server'];
    try {
      // While the first run waits for its input, the ticket's field may get the server that it asks for.
      if (!this.#isSettled && server !== undefined && server !== this.#server) {
        this.#server = server;
        await handle.signal(provideInputSignal, { server });
      }
      if (kind === 'replied' || kind === 'closed') await handle.signal(ticketNewsSignal, { kind, by, words });
    } catch (error) {
      log.info(`${recovery} could not be told: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async #note(workflowId: string): Promise<void> {
    const { system, id } = this.ticket;
    const author = `ticket-${workflowInfo().firstExecutionRunId.slice(-8)}`;
    const nothing = { recoveryId: null, input: null, status: null };
    this.#isNoting = true;
    try {
      await writeTicketNote({ system, ticketId: id, kind: 'started', author, workflowId, ...nothing });
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      log.warn(`The note on the ticket could not be written: ${reasonOf(error)}`);
    } finally {
      this.#isNoting = false;
    }
  }
}
