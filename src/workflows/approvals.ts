/** The answers to what is asked: which of them count, what they decide together, and when they cease to. */
import { objectionTo, type Question } from '../approval/objections.ts';
import { decisionOnDeletion, decisionOnPlan } from '../approval/tally.ts';
import {
  type Answer,
  type Decision,
  type RecordedSender,
  type Sent,
  samePerson,
  senderVerdict,
} from '../contract/decision.ts';
import { hasEnded } from '../contract/recovery.ts';
import type { Recovery } from './recovery.ts';

/** Somebody may send thousands before anything is decided. */
const MOST_STANDING = 20;

const MESSAGE: Readonly<Record<Answer['kind'], string>> = {
  approved: 'The approval',
  rejected: 'The rejection',
  'deletion-approved': 'The approval of the deletion',
};
const DONE: Readonly<Record<Answer['kind'], string>> = {
  approved: 'approved the plan',
  rejected: 'rejected the plan',
  'deletion-approved': 'approved the deletion of the server',
};

export class Approvals {
  readonly #recovery: Recovery;
  readonly #received = new Map<string, number>();
  #used = false;

  constructor(recovery: Recovery) {
    this.#recovery = recovery;
  }

  /** Counts a signal, whatever it holds: the number by which the history knows it. */
  numberOf(signal: string): number {
    const number = (this.#received.get(signal) ?? 0) + 1;
    this.#received.set(signal, number);
    return number;
  }

  /** @returns why the answer can't count now, or null. Changes nothing. */
  objectionTo(answer: Answer): string | null {
    const { phase, decision, deletion, answers } = this.#recovery.status;
    const decided = decision?.kind === 'rejected' || answer.kind !== 'deletion-approved' ? decision : deletion;
    if (decided !== null) return `it came after the decision of ${decided.by} (${decided.kind}) and changes nothing`;
    if (phase === 'cleaning-up' || hasEnded({ phase })) return 'the recovery is over';
    if (answers.length >= MOST_STANDING) return 'too many answers came before it';
    return this.#objection(answer, answers);
  }

  /** Takes an answer, and keeps one that does not count. @returns why it does not. */
  receive(answer: Answer): string | null {
    const objection = this.objectionTo(answer);
    if (objection !== null) {
      this.#recovery.keep(`${MESSAGE[answer.kind]} by ${answer.by} was not counted: ${objection}`);
      return objection;
    }
    this.#recovery.status = { ...this.#recovery.status, answers: [...this.#recovery.status.answers, answer] };
    this.#decide();
    this.#note(answer);
    return null;
  }

  /**
   * Looks at all that stands again: rules, plan, senders or clock are others now.
   *
   * @returns what does not count any more.
   */
  review(): Answer[] {
    if (this.#used) return [];
    const standing: Answer[] = [];
    const dropped: Answer[] = [];
    for (const answer of this.#recovery.status.answers) {
      const objection = this.#objection(answer, standing);
      (objection === null ? standing : dropped).push(answer);
      if (objection !== null) this.#recovery.keep(`${MESSAGE[answer.kind]} by ${answer.by} is void: ${objection}`);
    }
    this.#recovery.status = { ...this.#recovery.status, answers: standing };
    this.#decide();
    return dropped;
  }

  /** The plan is another one: whoever approved it has not seen this one. @returns what does not count any more. */
  voidForNewPlan(before: string, after: string): Answer[] {
    const { answers } = this.#recovery.status;
    const dropped = answers.filter(({ kind }) => kind !== 'rejected');
    for (const { kind, by } of dropped)
      this.#recovery.keep(`${MESSAGE[kind]} by ${by} is void: the plan was ${before} and is ${after} now`);
    this.#recovery.status = { ...this.#recovery.status, answers: answers.filter((each) => !dropped.includes(each)) };
    this.#decide();
    return dropped;
  }

  /** From here on the work goes on; an approval does not lapse any more. */
  use(): void {
    this.#used = true;
  }

  /** The answers whose sender was not read yet. */
  get unread(): Answer[] {
    return this.#recovery.status.answers.filter(({ sender }) => sender === null);
  }

  /** Keeps who sent an answer, and says where that is somebody else than it claims. */
  learn(answer: Answer, sender: RecordedSender): void {
    const known = { ...answer, sender };
    const { answers } = this.#recovery.status;
    this.#recovery.status = {
      ...this.#recovery.status,
      answers: answers.map((each) => (each.sent === answer.sent ? known : each)),
    };
    if (senderVerdict(known) === 'another')
      this.#recovery.note(
        `${MESSAGE[answer.kind]} says it is by ${answer.by}; Temporal recorded ${sender.principal ?? sender.identity ?? 'nobody'}`,
      );
  }

  /** What became of an answer that was taken, for who sent it. */
  standingOf(answer: Answer): string {
    const { decision, deletion } = this.#recovery.status;
    const { approversNeeded } = this.#recovery.knownPolicy?.approval ?? { approversNeeded: 1 };
    const decided = answer.kind === 'deletion-approved' ? deletion : decision;
    if (decided?.answers.some(({ sent }) => sent === answer.sent) === true) return 'It counts.';
    if (decided !== null) return `It is kept; ${decided.by} decided before.`;
    return approversNeeded > 1
      ? 'It counts; another person has to approve too.'
      : 'It is kept and counts when the question is asked.';
  }

  /** The messages that the decisions rest on. */
  get grounds(): readonly Sent[] {
    const { decision, deletion } = this.#recovery.status;
    return [decision, deletion].flatMap((each) => each?.answers ?? []).map(({ sent }) => sent);
  }

  /** True while it rests on nothing but what was looked at before: whatever came meanwhile has to be looked at too. */
  isDecidedOn(grounds: readonly Sent[]): boolean {
    return this.isDecided && this.grounds.every((sent) => grounds.includes(sent));
  }

  /** Nothing is missing for the work to begin, or for the recovery to end. */
  get isDecided(): boolean {
    const { decision, deletion, plan } = this.#recovery.status;
    if (decision === null) return false;
    return decision.kind === 'rejected' || plan?.deletesServer !== true || deletion !== null;
  }

  #objection(answer: Answer, standing: readonly Answer[]): string | null {
    const question = this.#question();
    return question === null ? null : objectionTo(answer, question, standing);
  }

  /** Null before the site's rules are known: then nothing is decided either. */
  #question(): Question | null {
    const { knownPolicy } = this.#recovery;
    if (knownPolicy === null) return null;
    const { plan } = this.#recovery.status;
    return {
      plan:
        plan === null ? null : { digest: plan.digest, serverName: plan.server.name, deletesServer: plan.deletesServer },
      requestedBy: this.#recovery.input.requestedBy ?? null,
      rules: knownPolicy.approval,
      now: Date.now(),
    };
  }

  #decide(): void {
    const { knownPolicy, status } = this.#recovery;
    if (knownPolicy === null) return;
    const { approval } = knownPolicy;
    this.#recovery.status = {
      ...status,
      decision: decisionOnPlan(status.answers, approval),
      deletion: decisionOnDeletion(status.answers, approval),
    };
  }

  #note({ kind, by, reason }: Answer): void {
    const { decision, deletion, plan } = this.#recovery.status;
    const decided: Decision | null = kind === 'deletion-approved' ? deletion : decision;
    const counts = decided?.answers.some((each) => samePerson(each.by, by)) === true;
    const open = counts ? '' : plan === null ? ' (kept until the plan is made)' : ' (not enough yet)';
    this.#recovery.note(`${by} ${DONE[kind]}${reason === null ? '' : `: ${reason}`}${open}`);
  }
}
