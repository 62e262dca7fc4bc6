/** Step 3: waits for a sysadmin's decision on the plan, and looks now and then whether it still is the plan. */
import { ActivityFailure } from '@temporalio/workflow';
import type { SenderActivities } from '../../activities/senders.ts';
import type { Answer, Sent } from '../../contract/decision.ts';
import type { Problem } from '../../contract/recovery.ts';
import { activitiesOf } from '../activities-of.ts';
import { READ } from '../activity-options.ts';
import type { Recovery } from '../recovery.ts';
import { tellAgain } from '../told-again.ts';
import { reasonOf } from '../undo-list.ts';
import { Wait } from '../wait.ts';
import { look, makePlan } from './make-plan.ts';

/** What can't be read within that is asked for again with the next answer; nothing waits for it. */
const { findSenders } = activitiesOf<SenderActivities>({ ...READ, scheduleToCloseTimeout: '5 minutes' });

/** Clouds change slowly, and people answer in hours: each pause is twice the one before. */
const FIRST_LOOK_MS = 900_000;
const LAST_LOOK_MS = 86_400_000;

export type ApprovalEnding = { kind: 'approved' | 'rejected' | 'expired' } | { kind: 'refused'; problems: Problem[] };

export function ask(recovery: Recovery): void {
  const { deletesServer, server } = recovery.plan;
  const deletion = deletesServer ? `, and apart from it the deletion of server ${server.name}` : '';
  recovery.enter(
    'await-approval',
    'awaiting-approval',
    'sysadmin',
    `Waiting for a sysadmin to approve the plan${deletion}`,
  );
}

/** An answer that came before the question counts. */
export async function awaitApproval(recovery: Recovery): Promise<ApprovalEnding> {
  const { approvals } = recovery;
  const wait = await Wait.begin(recovery, 'decision', { what: 'the approval', still: 'Nobody has decided yet' });
  try {
    // Answers that came before the question.
    await readSenders(recovery);
    reviewAnswers(recovery);
    for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 2, LAST_LOOK_MS)) {
      const turn = await wait.next(() => approvals.isDecided, pause);
      await readSenders(recovery);
      reviewAnswers(recovery);
      const { decision } = recovery.status;
      if (decision?.kind === 'rejected') return { kind: 'rejected' };
      if (turn === 'expired' && !approvals.isDecided) return { kind: 'expired' };
      const wasDecided = approvals.isDecided;
      const { grounds } = approvals;
      const blocked = wasDecided ? await confirmPlan(recovery) : await lookAhead(recovery);
      if (blocked !== null) return blocked;
      if (approvals.isDecidedOn(grounds)) return { kind: 'approved' };
      if (wasDecided) ask(recovery);
    }
  } finally {
    wait.end();
  }
}

/** Approved: the plan is made once more, and waited for where the cloud is not ready any more. */
async function confirmPlan(recovery: Recovery): Promise<ApprovalEnding | null> {
  const ending = await makePlan(recovery);
  if (ending.kind === 'planned') return null;
  return ending.kind === 'refused' ? ending : { kind: ending.kind };
}

/** Nobody has decided: what stands in the way meanwhile is shown, and only what can't pass ends the recovery. */
async function lookAhead(recovery: Recovery): Promise<ApprovalEnding | null> {
  const before = recovery.status.problems;
  const problems = await look(recovery);
  if (problems.some(({ mayPass }) => !mayPass)) return { kind: 'refused', problems };
  if (JSON.stringify(before) !== JSON.stringify(problems) && problems.length > 0)
    recovery.note(`The plan could not be carried out now: ${problems.map(({ message }) => message).join(' ')}`);
  return null;
}

/** Approvals lapse; with the whole decision gone, whoever waits for the work is told. */
export function reviewAnswers(recovery: Recovery): void {
  const had = recovery.status.decision;
  const voided = recovery.approvals.review();
  if (had === null || recovery.status.decision !== null) return;
  recovery.note(`The approval by ${had.by} does not hold any more`);
  tellAgain(recovery, { why: 'lapsed', before: recovery.plan.digest, voided });
}

/**
 * Who Temporal recorded for each answer, also for those that come meanwhile. Where no account has to be one of a list,
 * the recovery goes on without.
 */
async function readSenders(recovery: Recovery): Promise<void> {
  const tried = new Set<Sent>();
  for (;;) {
    const unread = recovery.approvals.unread.filter(({ sent }) => !tried.has(sent));
    if (unread.length === 0) return;
    for (const { sent } of unread) tried.add(sent);
    await readSendersOf(recovery, unread);
  }
}

async function readSendersOf(recovery: Recovery, unread: readonly Answer[]): Promise<void> {
  try {
    const senders = await findSenders(unread.map(({ sent }) => sent));
    for (const [index, answer] of unread.entries()) {
      const sender = senders[index];
      if (sender !== undefined && sender !== null) recovery.approvals.learn(answer, sender);
    }
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    recovery.note(`Who sent the answers could not be read from Temporal: ${reasonOf(error)}`);
  }
}
