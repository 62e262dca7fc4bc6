/** One server has one recovery at a time: its workflow id says so, under whatever id a person started it. */
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { allHandlersFinished, condition, ParentClosePolicy, startChild } from '@temporalio/workflow';
import { RECOVERY_WORKFLOW_TYPE } from '../contract/identifiers.ts';
import type { RecoveryResult } from '../contract/recovery.ts';
import { workflowLink } from '../report/links.ts';
import type { Recovery } from './recovery.ts';

/** How long a run that is over stays open for notes on its ticket. */
export const NOTES_MS = 600_000;

export interface Continuation {
  workflowId: string;
  /** The one argument of the run that goes on. */
  request: unknown;
  /** One line for the UI's list. */
  staticSummary: string | null;
}

/** Starts the recovery under its own id and ends this run with where it is; where it runs already, with that. */
export async function goOnUnder(recovery: Recovery, continuation: Continuation): Promise<RecoveryResult> {
  const { workflowId } = continuation;
  const { temporalUi } = recovery.intake;
  const outcome = await startUnder(continuation);
  const said =
    recovery.status.answers.length === 0 ? '' : ' What was answered here does not count there: send it again.';
  const summary =
    outcome === 'continued'
      ? `The recovery goes on as ${workflowId}.${said}`
      : `This server is already being recovered, by ${workflowId}.${said}`;
  const goesOnAs = { workflowId, link: temporalUi === null ? null : workflowLink(temporalUi, workflowId) };
  recovery.status = { ...recovery.status, goesOnAs, recoveryId: null };
  recovery.intake.goesOnAs = workflowId;
  if (recovery.status.serverId !== null) recovery.announce();
  recovery.enter('plan', 'continued', 'nobody', summary);
  if (outcome === 'already-running') recovery.ticketNotes.write('already-running', { workflowId });
  await recovery.ticketNotes.drain(NOTES_MS);
  await condition(allHandlersFinished);
  return resultOf(recovery, outcome, summary);
}

async function startUnder({
  workflowId,
  request,
  staticSummary,
}: Continuation): Promise<'continued' | 'already-running'> {
  try {
    await startChild(RECOVERY_WORKFLOW_TYPE, {
      workflowId,
      args: [request],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      ...(staticSummary === null ? {} : { staticSummary }),
    });
    return 'continued';
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return 'already-running';
  }
}

/** The result of a run that recovered nothing itself. */
export const resultOf = (
  { status }: Recovery,
  outcome: RecoveryResult['outcome'],
  summary: string,
): RecoveryResult => ({
  outcome,
  summary,
  goesOnAs: status.goesOnAs,
  recoveryId: null,
  problems: status.problems,
  decision: null,
  deletion: null,
  report: null,
  volumes: [],
  undone: [],
  left: [],
  timeline: status.timeline,
});
