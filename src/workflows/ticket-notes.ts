/** Notes on the recovery's ticket, written beside it: a ticket system that is down must not keep anybody from their data. */
import { ActivityFailure, CancellationScope, condition, workflowInfo } from '@temporalio/workflow';
import type { PlanAgain } from '../activities/notification.ts';
import type { TicketNoteActivities, TicketNoteRequest } from '../activities/ticket-notes.ts';
import type { Phase } from '../contract/recovery.ts';
import { activitiesOf } from './activities-of.ts';
import { NOTE } from './activity-options.ts';
import type { Recovery } from './recovery.ts';
import { reasonOf } from './undo-list.ts';

const { writeTicketNote } = activitiesOf<TicketNoteActivities>(NOTE);

type NoteKind = TicketNoteRequest['kind'];

/** What a phase is told by, the first time that it is reached. */
const KIND_OF: Readonly<Partial<Record<Phase, NoteKind>>> = {
  'awaiting-input': 'asks',
  'awaiting-approval': 'plan',
  'awaiting-unlock': 'decision',
  'handed-over': 'handed-over',
  recovered: 'ended',
  refused: 'ended',
  rejected: 'ended',
  expired: 'ended',
  cancelled: 'ended',
  failed: 'ended',
};

interface About {
  workflowId?: string;
  again?: PlanAgain;
}

export class TicketNotes {
  readonly #recovery: Recovery;
  /** How often each kind was told. */
  readonly #told = new Map<NoteKind, number>();
  /** What was told and has to be told once more, when it comes to it again. */
  readonly #anew = new Set<NoteKind>();
  readonly #underWay: NoteKind[] = [];
  /** One after the other: a ticket is read from top to bottom. */
  #last: Promise<void> = Promise.resolve();

  constructor(recovery: Recovery) {
    this.#recovery = recovery;
  }

  reached(phase: Phase): void {
    const kind = KIND_OF[phase];
    if (kind !== undefined) this.write(kind);
  }

  /** What was told before does not hold: it is said, and so is the next decision. */
  startAnew(again: PlanAgain): void {
    this.#anew.add('plan-again').add('decision');
    this.write('plan-again', { again });
  }

  /**
   * Returns at once; each kind is written once, unless it has to be told anew. Does nothing where the recovery has no
   * ticket that can be written to.
   *
   * @param about - `workflowId` that the note leads to, this one by default; `again`, of `plan-again`.
   */
  write(kind: NoteKind, { workflowId = workflowInfo().workflowId, again }: About = {}): void {
    const { given } = this.#recovery.intake.request;
    const [system, ticketId] = [given.get('ticket.system'), given.get('ticket.internalId') ?? given.get('ticket.id')];
    if (typeof system !== 'string' || typeof ticketId !== 'string') return;
    const times = this.#told.get(kind) ?? 0;
    const isAnew = this.#anew.delete(kind);
    if (times > 0 && !isAnew) return;
    this.#told.set(kind, times + 1);
    this.#underWay.push(kind);
    const { status } = this.#recovery;
    const request: TicketNoteRequest = {
      system,
      ticketId,
      kind,
      author: authorOf(status.recoveryId, times),
      workflowId,
      recoveryId: status.recoveryId,
      input: status.recoveryId === null ? null : this.#recovery.input,
      status: this.#recovery.snapshot(),
      ...(again === undefined ? {} : { again }),
    };
    // Not cancellable: the note that says "cancelled" must be written too.
    this.#last = this.#last.then(() => CancellationScope.nonCancellable(async () => this.#deliver(request)));
  }

  get isIdle(): boolean {
    return this.#underWay.length === 0;
  }

  /** Waits for the notes under way, but not for ever. */
  async drain(atMostMs: number): Promise<void> {
    await CancellationScope.nonCancellable(async () =>
      condition(() => this.isIdle, atMostMs, { summary: 'Wait for the last notes on the ticket' }),
    );
    this.nameLost();
  }

  /** The run ends now: what is not on the ticket yet is named, for it will never be. */
  nameLost(): void {
    for (const kind of this.#underWay)
      this.#recovery.note(`Note ${kind} could not be written on the ticket before the end`);
  }

  async #deliver(request: TicketNoteRequest): Promise<void> {
    const { kind } = request;
    try {
      const outcome = await writeTicketNote(request);
      if (outcome !== 'nowhere') this.#recovery.note(`Note ${kind} written on the ticket`);
    } catch (error) {
      if (!(error instanceof ActivityFailure)) throw error;
      this.#recovery.note(`Note ${kind} could not be written on the ticket: ${reasonOf(error)}`);
    } finally {
      this.#underWay.splice(this.#underWay.indexOf(kind), 1);
    }
  }
}

/** @param times - how often this kind was told before: the marker of a further note must be another one. */
function authorOf(recoveryId: string | null, times: number): string {
  const author = recoveryId ?? `run-${workflowInfo().firstExecutionRunId.slice(-8)}`;
  return times === 0 ? author : `${author}.${String(times + 1)}`;
}
