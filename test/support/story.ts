/** How a recovery goes on in most tests: a world for each, an approval by a sysadmin who unlocks first, a confirmation. */
import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, beforeEach, inject } from 'vitest';
import { approveUnlockSignal, confirmRecoveredSignal } from '../../src/contract/messages.ts';
import type { RecoveryRequest } from '../../src/contract/recovery-input.ts';
import type { RecoveryResult, RecoveryStatus } from '../../src/contract/recovery.ts';
import { createWorld, type RecoveryHandle, type World, type WorldOptions } from './recovery-world.ts';
import { createDevServerEnv, createTimeSkippingEnv } from './workflow-env.ts';

export const SYSADMIN = 'sysadmin@example.org';
export const ENGINEER = 'engineer@example.org';

/**
 * One Temporal server a file, one world a test; closing it fails the test whose recovery harmed the evidence.
 *
 * @param temporal - `real` for what the time-skipping server gets wrong: it refuses a whole workflow task
 *   (ACTIVITY_UNKNOWN) when an activity ends just as its cancellation is asked for.
 */
export function worldForEach(
  options: WorldOptions = {},
  temporal: 'time-skipping' | 'real' = 'time-skipping',
): { readonly env: TestWorkflowEnvironment; readonly world: World } {
  let env: TestWorkflowEnvironment | undefined;
  let world: World | undefined;
  beforeAll(async () => {
    env = await (temporal === 'real' ? createDevServerEnv() : createTimeSkippingEnv());
  });
  afterAll(async () => {
    await env?.teardown();
  });
  beforeEach(async () => {
    if (env !== undefined) world = await createWorld(env, { codePath: inject('workflowBundlePath') }, options);
  });
  afterEach(async () => {
    await world?.close();
  });
  const present = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('only inside a test');
    return value;
  };
  return {
    get env() {
      return present(env);
    },
    get world() {
      return present(world);
    },
  };
}

/** Starts, and waits for the question. */
export async function startAndPlan(world: World, request: RecoveryRequest): Promise<RecoveryHandle> {
  const handle = await world.start(request);
  await world.reach(handle, 'awaiting-approval');
  return handle;
}

/** As a sysadmin does it: unlocks in Nova, then says so. */
export async function unlockAndApprove(world: World, handle: RecoveryHandle, serverId: string): Promise<void> {
  world.cloud.cloud.unlock(serverId);
  await handle.signal(approveUnlockSignal, { by: SYSADMIN });
}

export async function recoverUntilHandOver(
  world: World,
  request: RecoveryRequest,
): Promise<{ handle: RecoveryHandle; status: RecoveryStatus }> {
  const handle = await startAndPlan(world, request);
  await unlockAndApprove(world, handle, request.serverId);
  return { handle, status: await world.reach(handle, 'handed-over') };
}

export async function confirm(world: World, handle: RecoveryHandle): Promise<RecoveryResult> {
  await handle.signal(confirmRecoveredSignal, { by: ENGINEER });
  return world.result(handle);
}

/** The failure that ended a run: its type and its sentence. */
export async function failureOf(handle: Pick<WorkflowHandle, 'result'>): Promise<{ type: string; message: string }> {
  try {
    await handle.result();
  } catch (error) {
    let cause: unknown = error;
    while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
    const { type = (cause as Error).name, message } = cause as Error & { type?: string };
    return { type, message };
  }
  throw new Error('the recovery did not fail');
}
