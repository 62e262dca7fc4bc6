/** The recovery itself: the real workflow, on whatever worker polls, approved by who rehearses. */
import { type Client, isGrpcServiceError, type WorkflowHandle, WorkflowNotFoundError } from '@temporalio/client';
import { RECOVERY_WORKFLOW_TYPE, recoveryWorkflowId, TASK_QUEUE } from '../../contract/identifiers.ts';
import { approveUnlockSignal, confirmRecoveredSignal, statusQuery } from '../../contract/messages.ts';
import type { RecoveryRequest } from '../../contract/recovery-input.ts';
import { hasEnded, type Phase, type RecoveryResult, type RecoveryStatus } from '../../contract/recovery.ts';
import { pollUntil } from '../../openstack/poll.ts';
import { RehearsalError } from './rehearsal-error.ts';
import type { StandIn } from './stand-in.ts';

export type RecoveryHandle = WorkflowHandle<(input?: unknown) => Promise<RecoveryResult>>;

const MINUTE_MS = 60_000;
/** Phases that wait for what a rehearsal does not give. */
const STUCK: readonly Phase[] = ['awaiting-input', 'waiting-for-cloud'];

export function start(client: Client, cloud: string, { serverId, volumeId, name }: StandIn): Promise<RecoveryHandle> {
  const request: RecoveryRequest = {
    ...{ serverId, cloud, requestedBy: 'npm run doctor -- --rehearse' },
    confirmation: { by: name, reason: 'A rehearsal: nothing was compromised' },
    volumes: [{ volumeId }],
    // Its snapshot goes with it: nothing here is evidence.
    options: { snapshot: true, deleteSnapshots: true },
  };
  return client.workflow.start<(input?: unknown) => Promise<RecoveryResult>>(RECOVERY_WORKFLOW_TYPE, {
    workflowId: recoveryWorkflowId(cloud, serverId),
    taskQueue: TASK_QUEUE,
    args: [request],
  });
}

/** @throws RehearsalError when it ends before. */
export async function reach(
  handle: RecoveryHandle,
  phase: Phase,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<RecoveryStatus> {
  const status = await pollUntil(
    () => handle.query(statusQuery),
    (each) => each.phase === phase || STUCK.includes(each.phase) || hasEnded(each),
    { timeoutMs, signal, firstMs: 500, maxMs: 1000 },
  );
  if (status.phase === phase) return status;
  const why = [...status.problems.map(({ message }) => message), status.timeline.at(-1)?.text ?? ''].join(' ');
  throw new RehearsalError(`The recovery is ${status.phase} instead of ${phase}: ${why}`);
}

/** @param by - somebody who may approve. */
export async function approve(handle: RecoveryHandle, by: string, digest: string | undefined): Promise<void> {
  await handle.signal(approveUnlockSignal, {
    by,
    reason: 'Rehearsal',
    ...(digest === undefined ? {} : { plan: digest }),
  });
}

export async function finish(handle: RecoveryHandle, by: string, signal: AbortSignal): Promise<RecoveryStatus> {
  await handle.signal(confirmRecoveredSignal, { by, note: 'Rehearsal' });
  const status = await reach(handle, 'recovered', 15 * MINUTE_MS, signal);
  const { outcome, left } = await handle.result();
  if (outcome !== 'recovered' || left.length > 0)
    throw new RehearsalError(`The recovery ended as ${outcome} and left ${left.join(', ') || 'nothing'}`);
  return status;
}

/** Undone to its end, whatever that is: what it holds can't be removed before. */
export async function cancel(handle: RecoveryHandle): Promise<void> {
  try {
    await handle.cancel();
    await handle.result();
  } catch (error) {
    // It is over, it fails by being cancelled, or it was never there.
    if (isGrpcServiceError(error) && !(error instanceof WorkflowNotFoundError)) throw error;
  }
}
