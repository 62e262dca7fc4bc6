/** `start`, `plan` and `provide`: what they ask of Temporal. */
import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { FailureType } from '../contract/failure-types.ts';
import { RECOVERY_WORKFLOW_TYPE, recoveryWorkflowId, TASK_QUEUE } from '../contract/identifiers.ts';
import { provideInputUpdate } from '../contract/messages.ts';
import type { DryRun, RecoveryResult } from '../contract/recovery.ts';
import { type Request, wantedBy } from '../input/request.ts';
import { plainText } from '../report/plain-text.ts';
import { recoverySummary } from '../report/summary-text.ts';
import { CliError, EXIT } from './exit-codes.ts';
import { type Fields, isServerId, sent } from './request.ts';
import { cloudOr, type RecoveryHandle, statusOf } from './temporal.ts';

/**
 * A server given by its id is recovered under its own workflow id at once. By any other name, the worker finds it first.
 *
 * @throws CliError with exit code 3 when the server is being recovered already.
 */
export async function startRecovery(client: Client, request: Request): Promise<RecoveryHandle> {
  const { server, cloud, ticketId } = wantedBy(request);
  if (server === null || !isServerId(server))
    return settled(client, await startAs(client, `recover-server-data-input:${randomUUID()}`, sent(request)));
  const inCloud = cloudOr(cloud ?? undefined);
  const workflowId = recoveryWorkflowId(inCloud, server);
  try {
    const summary = recoverySummary({ ticket: ticketId ?? undefined, server: `server ${server}`, cloud: inCloud });
    return await startAs(client, workflowId, { ...sent(request), cloud: inCloud }, summary);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw alreadyRunning(workflowId);
  }
}

const startAs = (
  client: Client,
  workflowId: string,
  request: Fields,
  staticSummary?: string,
): Promise<RecoveryHandle> =>
  client.workflow.start<(input?: unknown) => Promise<RecoveryResult>>(RECOVERY_WORKFLOW_TYPE, {
    workflowId,
    taskQueue: TASK_QUEUE,
    args: [request],
    ...(staticSummary === undefined ? {} : { staticSummary }),
  });

const alreadyRunning = (workflowId: string): CliError =>
  new CliError(
    `This server is already being recovered, by ${workflowId}. \`npm run recovery -- status ${workflowId}\` shows how far it is.`,
    EXIT.alreadyRunning,
  );

const LOOK_EVERY_MS = 200;

/** Waits until it is known which server is meant. @returns the run to follow: the recovery, or the one that asks. */
async function settled(client: Client, handle: RecoveryHandle): Promise<RecoveryHandle> {
  for (;;) {
    const { goesOnAs, phase } = await statusOf(handle);
    if (goesOnAs !== null) {
      const { outcome } = await handle.result();
      if (outcome === 'already-running') throw alreadyRunning(goesOnAs.workflowId);
      return client.workflow.getHandle(goesOnAs.workflowId);
    }
    if (phase !== 'planning') return handle;
    await pause(LOOK_EVERY_MS);
  }
}

/** A dry run: nothing is changed, nobody is told. @throws CliError with exit code 2 when the input is wrong. */
export async function dryRun(client: Client, request: Request): Promise<DryRun> {
  try {
    return await client.workflow.execute<(input?: unknown) => Promise<DryRun>>('planServerRecovery', {
      workflowId: `plan-server-recovery:${randomUUID()}`,
      taskQueue: TASK_QUEUE,
      args: [sent(request)],
    });
  } catch (error) {
    const cause = error instanceof WorkflowFailedError ? error.cause : undefined;
    if (!(cause instanceof ApplicationFailure) || cause.type !== FailureType.InvalidInput) throw error;
    throw new CliError(plainText(cause.message, 2000), EXIT.badInput);
  }
}

/** `provide`: completes or mends the input. @throws CliError with exit code 2 and what is still wrong. */
export async function provideInput(handle: RecoveryHandle, patch: unknown): Promise<string> {
  try {
    return await handle.executeUpdate(provideInputUpdate, { args: [patch] });
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    throw new CliError(plainText(error.cause?.message ?? error.message, 2000), EXIT.badInput);
  }
}
