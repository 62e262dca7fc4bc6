/** The state of one running recovery, and everything that shows it: status, Current Details, search attributes, timeline. */
import { log, setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import { recoveryIdOf, type KeywordName } from '../contract/identifiers.ts';
import type { RecoveryInput } from '../contract/recovery-input.ts';
import {
  type AutomaticAct,
  hasEnded,
  type Phase,
  type RecoveryPlan,
  type RecoveryPolicy,
  type RecoveryStatus,
  type Step,
  STEPS,
  type VolumeOutcome,
} from '../contract/recovery.ts';
import type { RecoveryScope } from '../activities/dependencies.ts';
import type { AttachedVolume } from '../activities/inspection.ts';
import { currentDetails } from '../report/current-details.ts';
import { Approvals } from './approvals.ts';
import { plainText } from '../report/plain-text.ts';
import { Intake } from './intake.ts';
import { Outbox } from './outbox.ts';
import { TicketNotes } from './ticket-notes.ts';
import { UndoList } from './undo-list.ts';
import type { Wait } from './wait.ts';

/** With the deadline's own span within the year that a wait may be extended to. */
export const MOST_DAYS_AHEAD = 300;
/** A whole recovery tells 50 lines. Somebody may send thousands, and a payload of more than 2 MiB is refused. */
const LINES_OF_THE_STORY = 300;
const iso = (ms: number): string => new Date(ms).toISOString();
export const now = (): string => iso(Date.now());

type WaitedFor = 'analyst' | 'sysadmin' | 'recovery-engineer' | 'cloud' | 'nobody';

export class Recovery {
  #policy: RecoveryPolicy | null = null;
  #input: RecoveryInput | null = null;
  #scope: RecoveryScope | null = null;
  /** The request, until it is complete. */
  readonly intake: Intake;
  readonly undo = new UndoList();
  readonly outbox: Outbox;
  readonly ticketNotes: TicketNotes;
  readonly startedAt = Date.now();
  /** Where each original is, for the result. */
  readonly volumes: VolumeOutcome[] = [];
  status: RecoveryStatus;
  /** Seconds by step, by the workflow's own clock. */
  readonly stepSeconds: Partial<Record<Step, number>> = {};
  /** Any signal counts as a nudge: look at the cloud again now. */
  nudges = 0;
  confirmation: { by: string; note: string | null; at: string } | null = null;
  /** Asked for before the hand-over began. */
  extensionDays = 0;
  /** Asked for while nothing was waited for: for the next wait. */
  daysAhead = 0;
  /** The wait for people that is on now. */
  wait: Wait | null = null;
  readonly approvals: Approvals;
  /** When the cloud was last looked at, by the workflow's clock. */
  lookedAt = 0;
  /** Digests of the plans that people were told by mail. */
  readonly told = new Set<string>();
  /** What is in the recovery server, to be inspected; empty before it is. */
  attached: AttachedVolume[] = [];
  /** The disks are being read again; the hand-over does not end meanwhile. */
  inspecting = false;
  /** A lock that the recovery itself lifted, with its reason; null once it is back. */
  liftedLock: { reason: string | null } | null = null;
  /** The deletion of the compromised server was done: nothing can be put back to it. */
  serverDeleted = false;

  /** @param request - what the run was started with, unchecked. */
  constructor(request: unknown) {
    this.intake = new Intake(request);
    this.status = {
      phase: 'planning',
      waitingFor: 'cloud',
      since: now(),
      serverId: null,
      serverName: null,
      recoveryId: null,
      question: null,
      goesOnAs: null,
      step: 'plan',
      finishedSteps: [],
      stepTimes: {},
      next: [],
      plan: null,
      problems: [],
      decision: null,
      deletion: null,
      answers: [],
      otherAnswers: [],
      ticketReplies: [],
      report: null,
      made: [],
      undone: [],
      left: [],
      volumes: [],
      timeline: [],
    };
    this.outbox = new Outbox(this);
    this.ticketNotes = new TicketNotes(this);
    this.approvals = new Approvals(this);
  }

  /** From here on it is known what is recovered. */
  begin(input: RecoveryInput, cloud: string, serverName: string): void {
    this.#input = input;
    const recoveryId = recoveryIdOf(input.serverId, workflowInfo().firstExecutionRunId);
    this.#scope = { cloud, project: input.project ?? null, recoveryId };
    this.status = { ...this.status, serverId: input.serverId, serverName, recoveryId };
  }

  /** Who a mail is about, and what is known of it; before the input is complete, no more than the run's id. */
  get subject(): { recoveryId: string; input: RecoveryInput | null } {
    const recoveryId = this.#scope?.recoveryId ?? `recovery-${workflowInfo().firstExecutionRunId.slice(-8)}`;
    return { recoveryId, input: this.#input };
  }

  get input(): RecoveryInput {
    if (this.#input === null) throw new Error('the input is read before it was complete');
    return this.#input;
  }

  get scope(): RecoveryScope {
    if (this.#scope === null) throw new Error('the scope is read before the input was complete');
    return this.#scope;
  }

  /** What the site decides, as of the newest look at the cloud. */
  get policy(): RecoveryPolicy {
    if (this.#policy === null) throw new Error('the policy is read before the plan was made');
    return this.#policy;
  }

  set policy(policy: RecoveryPolicy) {
    this.#policy = policy;
  }

  /** Null before the first look at the cloud. */
  get knownPolicy(): RecoveryPolicy | null {
    return this.#policy;
  }

  /** The status with what exists right now. */
  snapshot(): RecoveryStatus {
    const { pending, undone, left } = this.undo;
    return {
      ...this.status,
      made: pending,
      undone: [...undone],
      left: [...left],
      volumes: this.volumes.map((volume) => ({ ...volume })),
    };
  }

  get plan(): RecoveryPlan {
    if (this.status.plan === null) throw new Error('the plan is read before it was made');
    return this.status.plan;
  }

  /** Keeps where an original is. */
  place(volumeId: string, where: VolumeOutcome['where']): void {
    for (const volume of this.volumes) if (volume.volumeId === volumeId) volume.where = where;
  }

  /** Moves to a step; the steps before count as finished. */
  enter(step: Step, phase: Phase, waitingFor: WaitedFor, text: string): void {
    const finishedSteps = phase === 'recovered' ? [...STEPS] : STEPS.slice(0, STEPS.indexOf(step));
    this.#move(step, phase, waitingFor, finishedSteps, text);
  }

  /** Goes to the clean-up from wherever it is: what was under way is not finished. */
  breakOff(phase: 'cleaning-up' | 'cancelled' | 'failed', text: string): void {
    const { finishedSteps } = this.status;
    const isOver = phase !== 'cleaning-up';
    this.#move(
      'clean-up',
      phase,
      isOver ? 'nobody' : 'cloud',
      isOver ? [...finishedSteps, 'clean-up'] : finishedSteps,
      text,
    );
  }

  #move(step: Step, phase: Phase, waitingFor: WaitedFor, finishedSteps: Step[], text: string): void {
    const { status } = this;
    const since = phase === status.phase && waitingFor === status.waitingFor ? status.since : now();
    this.#end(status.step);
    this.#begin(step);
    const { stepTimes } = this.status;
    this.status = { ...status, step, phase, waitingFor, since, finishedSteps, stepTimes, next: [] };
    if (hasEnded(this.status)) this.#end(step);
    this.note(text);
    this.ticketNotes.reached(phase);
    upsertSearchAttributes([
      keyword('RecoveryPhase', phase),
      keyword('WaitingFor', waitingFor),
      { key: defineSearchAttributeKey('WaitingSince', 'DATETIME'), value: new Date(since) },
    ]);
  }

  /** Says what happens by itself if nobody does anything, soonest first; until the next phase. */
  foresee(...next: { act: AutomaticAct; atMs: number }[]): void {
    const inOrder = next.toSorted((a, b) => a.atMs - b.atMs);
    this.status = { ...this.status, next: inOrder.map(({ act, atMs }) => ({ act, at: iso(atMs) })) };
    this.show();
  }

  #begin(step: Step): void {
    const began = this.status.stepTimes[step]?.began ?? now();
    this.status = { ...this.status, stepTimes: { ...this.status.stepTimes, [step]: { began, ended: null } } };
  }

  #end(step: Step): void {
    const { stepTimes } = this.status;
    const time = stepTimes[step];
    if (time?.ended !== null) return;
    this.status = { ...this.status, stepTimes: { ...stepTimes, [step]: { ...time, ended: now() } } };
  }

  /** What a list of the Temporal UI can be filtered by; no personal data, search attributes are never encrypted. */
  announce(): void {
    const { serverId, ticket } = this.input;
    upsertSearchAttributes([
      keyword('Cloud', this.scope.cloud),
      keyword('ServerId', serverId),
      // The form of the Temporal UI copies those of the run that it was filled in from.
      keyword('TicketId', ticket === undefined ? null : plainText(ticket.id, 64)),
    ]);
  }

  /** Runs a step and keeps how long it took; a step that is done again adds up. */
  async timed<T>(step: Step, run: () => Promise<T>): Promise<T> {
    const began = Date.now();
    this.#begin(step);
    try {
      return await run();
    } finally {
      this.#end(step);
      const tenths = Math.round((Date.now() - began) / 100) + Math.round((this.stepSeconds[step] ?? 0) * 10);
      this.stepSeconds[step] = tenths / 10;
    }
  }

  /** One line of the story. */
  note(text: string, step: Step = this.status.step): void {
    const { timeline } = this.status;
    const secondsSinceStart = Math.round((Date.now() - this.startedAt) / 100) / 10;
    const told = [...timeline, { at: now(), step, secondsSinceStart, text }].slice(-LINES_OF_THE_STORY);
    this.status = { ...this.status, timeline: told };
    log.info(text, { step, recoveryId: this.status.recoveryId });
    this.show();
  }

  /** Refreshes what the Temporal UI shows under User Metadata. */
  show(): void {
    const { workflowId } = workflowInfo();
    setCurrentDetails(
      currentDetails(this.snapshot(), {
        now: now(),
        workflowId,
        cloud: this.#scope?.cloud ?? '',
        ticket: this.#input?.ticket ?? null,
        docs: this.#policy?.docs ?? this.intake.docs,
        temporalUi: this.intake.temporalUi,
      }),
    );
  }

  /** Keeps an answer that did not count, and shows it. Bounded: somebody may send thousands. */
  keep(text: string): void {
    this.status = { ...this.status, otherAnswers: [...this.status.otherAnswers, `${now()} ${text}`].slice(-20) };
    log.warn(text);
    this.show();
  }
}

const keyword = (name: KeywordName, value: string | null) => ({
  key: defineSearchAttributeKey(name, 'KEYWORD'),
  value,
});
