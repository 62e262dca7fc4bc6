/** From whatever a run was started with to a recovery under its own workflow id. */
import { allHandlersFinished, condition, isCancellation, workflowInfo } from '@temporalio/workflow';
import { recoveryWorkflowId, serverOfWorkflowId } from '../contract/identifiers.ts';
import type { RecoveryResult } from '../contract/recovery.ts';
import { TEMPLATE_MEMO, TEMPLATE_WORKFLOW_ID } from '../contract/template.ts';
import { recoverySummary } from '../report/summary-text.ts';
import { type Continuation, goOnUnder, NOTES_MS, resultOf } from './go-on-under.ts';
import { type Collected, collectInput } from './phases/collect-input.ts';
import type { Recovery } from './recovery.ts';
import { reasonOf } from './undo-list.ts';

/** @returns null when the recovery goes on in this run; else the result of this run. */
export async function takeIn(recovery: Recovery, request: unknown): Promise<RecoveryResult | null> {
  const { workflowId, runId, memo } = workflowInfo();
  if (memo?.['template'] === TEMPLATE_MEMO.template)
    return endedAs(recovery, 'template', 'A template: choose More Actions, Start Workflow Like This One.');

  const named = serverOfWorkflowId(workflowId);
  if (named !== null) recovery.intake.assume(named);
  const collected = await collectedOf(recovery, workflowId !== TEMPLATE_WORKFLOW_ID);
  if (collected.kind === 'expired')
    return endedAs(
      recovery,
      'expired',
      'Nobody completed the input in time; nothing was begun. Start again to reopen it.',
    );
  if (collected.kind === 'incomplete') return goOnUnder(recovery, whereItIsAsked(runId, request));

  const { input, cloud, serverName } = collected;
  recovery.begin(input, cloud, serverName);
  const ownId = recoveryWorkflowId(cloud, input.serverId);
  if (workflowId === ownId) {
    recovery.intake.goesOnAs = ownId;
    return null;
  }
  const staticSummary = recoverySummary({ ticket: input.ticket?.id, server: serverName, cloud });
  return goOnUnder(recovery, { workflowId: ownId, request: input, staticSummary });
}

/** The template's id must be free for the next person, so nobody is waited for under it. */
const whereItIsAsked = (runId: string, request: unknown): Continuation => ({
  workflowId: `recover-server-data-input:${runId}`,
  request,
  staticSummary: null,
});

/** Nothing was made and nobody was told yet, so there is nothing to undo. */
async function collectedOf(recovery: Recovery, mayWait: boolean): Promise<Collected> {
  try {
    return await collectInput(recovery, mayWait);
  } catch (error) {
    recovery.intake.ended = true;
    if (isCancellation(error)) recovery.enter('plan', 'cancelled', 'nobody', 'Cancelled before anything was begun.');
    else recovery.enter('plan', 'failed', 'nobody', `Failed before anything was begun: ${reasonOf(error)}`);
    await recovery.ticketNotes.drain(NOTES_MS);
    throw error;
  }
}

async function endedAs(recovery: Recovery, outcome: 'expired' | 'template', summary: string): Promise<RecoveryResult> {
  recovery.intake.ended = true;
  recovery.enter('plan', outcome === 'expired' ? 'expired' : 'continued', 'nobody', summary);
  await recovery.ticketNotes.drain(NOTES_MS);
  await condition(allHandlersFinished);
  return resultOf(recovery, outcome, summary);
}
