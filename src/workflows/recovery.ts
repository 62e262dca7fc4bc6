/** The state of one running recovery, and everything that shows it: status, Current Details, search attributes, timeline. */
import {
  condition,
  log,
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import { recoveryIdOf, type SearchAttributeName } from '../contract/identifiers.ts';
import {
  approveUnlockSignal,
  ConfirmationMessage,
  confirmRecoveredSignal,
  DecisionMessage,
  extendHandOverSignal,
  ExtensionMessage,
  MESSAGE_DESCRIPTIONS,
  rejectUnlockSignal,
  statusQuery,
} from '../contract/messages.ts';
import type { RecoveryInput } from '../contract/recovery-input.ts';
import {
  type Decision,
  type Phase,
  type RecoveryPlan,
  type RecoveryPolicy,
  type RecoveryStatus,
  type Step,
  STEPS,
  type VolumeOutcome,
} from '../contract/recovery.ts';
import type { RecoveryScope } from '../activities/dependencies.ts';
import { currentDetails } from '../report/current-details.ts';
import { Outbox } from './outbox.ts';
import { UndoList } from './undo-list.ts';

const DAY_MS = 86_400_000;
const now = (): string => new Date(Date.now()).toISOString();

export class Recovery {
  #policy: RecoveryPolicy | null = null;
  readonly input: RecoveryInput;
  readonly scope: RecoveryScope;
  readonly undo = new UndoList();
  readonly outbox: Outbox;
  readonly startedAt = Date.now();
  /** Where each original is, for the result. */
  readonly volumes: VolumeOutcome[] = [];
  status: RecoveryStatus;
  /** Seconds by step, by the workflow's own clock. */
  readonly stepSeconds: Partial<Record<Step, number>> = {};
  /** Any signal counts as a nudge: look at the cloud again now. */
  nudges = 0;
  confirmation: { by: string; note: string | null; at: string } | null = null;
  extensionMs = 0;
  /** Shown in Current Details: when the wait for a person ends, and when somebody is reminded. */
  deadlines: { approvalDeadline: string | null; nextReminder: string | null } = {
    approvalDeadline: null,
    nextReminder: null,
  };

  constructor(input: RecoveryInput, cloud: string) {
    this.input = input;
    const recoveryId = recoveryIdOf(input.serverId, workflowInfo().firstExecutionRunId);
    this.scope = { cloud, project: input.project ?? null, recoveryId };
    this.status = {
      phase: 'planning',
      waitingFor: 'cloud',
      since: now(),
      serverId: input.serverId,
      serverName: null,
      recoveryId,
      step: 'plan',
      finishedSteps: [],
      plan: null,
      problems: [],
      decision: null,
      otherAnswers: [],
      report: null,
      made: [],
      timeline: [],
    };
    this.outbox = new Outbox(this);
  }

  /** Registers every handler; synchronously, before the first await, or an early approval would be lost. */
  listen(): void {
    setHandler(statusQuery, () => this.snapshot(), {
      description: MESSAGE_DESCRIPTIONS.status,
    });
    setHandler(approveUnlockSignal, (payload) => this.#answer('approved', payload), {
      description: MESSAGE_DESCRIPTIONS.approveUnlock,
    });
    setHandler(rejectUnlockSignal, (payload) => this.#answer('rejected', payload), {
      description: MESSAGE_DESCRIPTIONS.rejectUnlock,
    });
    setHandler(confirmRecoveredSignal, (payload) => this.#confirm(payload), {
      description: MESSAGE_DESCRIPTIONS.confirmRecovered,
    });
    setHandler(extendHandOverSignal, (payload) => this.#extend(payload), {
      description: MESSAGE_DESCRIPTIONS.extendHandOver,
    });
  }

  /** What the site decides; fixed by the first look at the cloud. */
  get policy(): RecoveryPolicy {
    if (this.#policy === null) throw new Error('the policy is read before the plan was made');
    return this.#policy;
  }

  set policy(policy: RecoveryPolicy) {
    this.#policy = policy;
  }

  /** The status with what exists right now. */
  snapshot(): RecoveryStatus {
    return { ...this.status, made: this.undo.pending };
  }

  get plan(): RecoveryPlan {
    if (this.status.plan === null) throw new Error('the plan is read before it was made');
    return this.status.plan;
  }

  /** Moves to a step; the step before counts as finished. */
  enter(
    step: Step,
    phase: Phase,
    waitingFor: 'sysadmin' | 'recovery-engineer' | 'cloud' | 'nobody',
    text: string,
  ): void {
    const { status } = this;
    const finishedSteps = phase === 'recovered' ? [...STEPS] : STEPS.slice(0, STEPS.indexOf(step));
    const since = phase === status.phase ? status.since : now();
    this.status = { ...status, step, phase, waitingFor, since, finishedSteps };
    this.note(text);
    upsertSearchAttributes([keyword('RecoveryPhase', phase), keyword('WaitingFor', waitingFor)]);
  }

  /** What a list of the Temporal UI can be filtered by; no personal data, search attributes are never encrypted. */
  announce(): void {
    const { serverId, ticket } = this.input;
    upsertSearchAttributes([
      keyword('Cloud', this.scope.cloud),
      keyword('ServerId', serverId),
      ...(ticket === undefined ? [] : [keyword('TicketId', ticket.id)]),
    ]);
  }

  /** Runs a step and keeps how long it took. */
  async timed<T>(step: Step, run: () => Promise<T>): Promise<T> {
    const began = Date.now();
    try {
      return await run();
    } finally {
      this.stepSeconds[step] = Math.round((Date.now() - began) / 100) / 10;
    }
  }

  /** One line of the story. */
  note(text: string, step: Step = this.status.step): void {
    const { timeline } = this.status;
    const secondsSinceStart = Math.round((Date.now() - this.startedAt) / 100) / 10;
    this.status = { ...this.status, timeline: [...timeline, { at: now(), step, secondsSinceStart, text }] };
    log.info(text, { step, recoveryId: this.scope.recoveryId });
    this.show();
  }

  /** Refreshes what the Temporal UI shows under User Metadata. */
  show(): void {
    setCurrentDetails(
      currentDetails(this.snapshot(), { now: now(), workflowId: workflowInfo().workflowId, ...this.deadlines }),
    );
  }

  /** Waits at most `ms`, or until somebody sends anything. @returns true when nudged. */
  async nudgedWithin(ms: number): Promise<boolean> {
    const seen = this.nudges;
    return condition(() => this.nudges > seen, ms);
  }

  /** An approval that names another plan than the present one is void; it is kept and shown. */
  dropStaleDecision(): void {
    const { decision, plan } = this.status;
    if (decision?.kind !== 'approved' || decision.plan === null || plan === null || decision.plan === plan.digest)
      return;
    this.status = { ...this.status, decision: null };
    this.#keep(`${decision.by} approved plan ${decision.plan}, but the plan is ${plan.digest}: not counted`);
  }

  // Handlers never throw: a failure thrown in one would end the whole recovery, an error would stop it for ever.

  #answer(kind: Decision['kind'], payload: unknown): void {
    this.nudges += 1;
    const parsed = DecisionMessage.safeParse(payload);
    const verb = kind === 'approved' ? 'approveUnlock' : 'rejectUnlock';
    if (!parsed.success) {
      this.#keep(`${verb} was not counted: expected { "by": "who you are" }, received ${shown(payload)}`);
      return;
    }
    const { by, reason = null, plan = null } = parsed.data;
    const { decision } = this.status;
    if (decision !== null) {
      this.#keep(`${verb} by ${by} came after the decision of ${decision.by} (${decision.kind}) and changes nothing`);
      return;
    }
    this.status = { ...this.status, decision: { kind, by, reason, plan, at: now() } };
    this.dropStaleDecision();
    if (this.status.decision !== null) this.note(`${by} ${kind} the plan${reason === null ? '' : `: ${reason}`}`);
  }

  #confirm(payload: unknown): void {
    this.nudges += 1;
    const parsed = ConfirmationMessage.safeParse(payload);
    if (!parsed.success)
      this.#keep(`confirmRecovered was not counted: expected { "by": "who you are" }, received ${shown(payload)}`);
    else if (this.status.phase !== 'handed-over')
      this.#keep(`confirmRecovered by ${parsed.data.by} came while nothing was handed over and was not counted`);
    else this.confirmation ??= { by: parsed.data.by, note: parsed.data.note ?? null, at: now() };
  }

  #extend(payload: unknown): void {
    this.nudges += 1;
    const parsed = ExtensionMessage.safeParse(payload);
    if (!parsed.success) {
      this.#keep(
        `extendHandOver was not counted: expected { "by": "who you are", "days": 1 to 365 }, received ${shown(payload)}`,
      );
      return;
    }
    this.extensionMs += parsed.data.days * DAY_MS;
    this.note(`${parsed.data.by} keeps the recovery server ${parsed.data.days} days longer`);
  }

  /** Bounded: somebody may send thousands. */
  #keep(text: string): void {
    this.status = { ...this.status, otherAnswers: [...this.status.otherAnswers, `${now()} ${text}`].slice(-20) };
    log.warn(text);
    this.show();
  }
}

const keyword = (name: SearchAttributeName, value: string) => ({
  key: defineSearchAttributeKey(name, 'KEYWORD'),
  value,
});

function shown(payload: unknown): string {
  const json = payload === undefined ? 'nothing' : JSON.stringify(payload);
  return json.length > 120 ? `${json.slice(0, 120)}…` : json;
}
