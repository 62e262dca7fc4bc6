/** One recovery as people live it: started, approved by a sysadmin, handed over, confirmed. */
import { readFileSync } from 'node:fs';
import type { WorkflowHandle } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { RECOVERY_WORKFLOW_TYPE, recoveryWorkflowId, TASK_QUEUE } from '../src/contract/identifiers.ts';
import { approveUnlockSignal, confirmRecoveredSignal, statusQuery } from '../src/contract/messages.ts';
import type { Phase, RecoveryResult, RecoveryStatus } from '../src/contract/recovery.ts';
import type { Language, RecoveryRequest } from '../src/contract/recovery-input.ts';
import { type Cloud, until } from './cloud.ts';
import { LabError } from './lab-error.ts';
import type { SeededServer, ServerKey } from './seeded.ts';
import type { Stack } from './stack.ts';

export const OWNERS: Record<ServerKey, { name: string; email: string; language: Language }> = {
  data: { name: 'Alice Data', email: 'alice.data@example.org', language: 'fr' },
  bfv: { name: 'Alice Root', email: 'alice.root@example.org', language: 'en' },
  dirty: { name: 'Alice Late', email: 'alice.late@example.org', language: 'en' },
};
const SYSADMIN = 'sysadmin@example.org';
export const ENGINEER = 'recovery-engineer@example.org';

const RECOVERY_PHASE = defineSearchAttributeKey('RecoveryPhase', 'KEYWORD');

/** Emulated guests boot in 70 to 160 s, two at a time in twice that; a killed worker adds its time-outs. */
const HAND_OVER_SECONDS = 1200;
const CLEAN_UP_SECONDS = 400;

export interface Story {
  handle: WorkflowHandle;
  server: SeededServer;
  key: ServerKey;
}

export async function start(stack: Stack, key: ServerKey, server: SeededServer): Promise<Story> {
  const request: RecoveryRequest = {
    serverId: server.id,
    ticket: { id: '4711', url: 'https://tickets.example.org/4711' },
    requestedBy: 'analyst@example.org',
    confirmation: { by: 'analyst@example.org', reason: 'SSH brute force seen in the flow logs' },
    owner: OWNERS[key],
  };
  const handle = await stack.client.workflow.start(RECOVERY_WORKFLOW_TYPE, {
    taskQueue: TASK_QUEUE,
    workflowId: recoveryWorkflowId('lab', server.id),
    args: [request],
  });
  return { handle, server, key };
}

/** Waits for a phase by the search attribute that people's lists use: it needs no worker, so a killed one may be dead. */
export async function reachPhase(
  stack: Stack,
  { handle, server }: Story,
  phase: Phase,
  seconds: number,
): Promise<void> {
  await until(
    `${server.name} to be ${phase}`,
    seconds,
    async () => {
      const ended = stack.worker().ended();
      if (ended !== null) throw new LabError(ended);
      const { typedSearchAttributes, status } = await handle.describe();
      const now = typedSearchAttributes.get(RECOVERY_PHASE);
      if (now === phase) return true;
      if (status.name !== 'RUNNING')
        throw new LabError(
          `${server.name}: the workflow ended (${status.name}, ${String(now)}) before it was ${phase}: ${await outcome(handle)}`,
        );
      return null;
    },
    150,
  );
}

async function outcome(handle: WorkflowHandle): Promise<string> {
  try {
    const { outcome: kind, summary, problems } = (await handle.result()) as RecoveryResult;
    return `${kind}: ${summary} ${problems.map(({ message }) => message).join(' ')}`;
  } catch (error) {
    return error instanceof Error ? `${error.message}: ${String(error.cause)}` : String(error);
  }
}

/** The status as people see it. Asks again while a worker is being replaced. */
export const readStatus = (stack: Stack, { handle }: Story): Promise<RecoveryStatus> =>
  until('an answer to the status query', 60, async () => {
    const ended = stack.worker().ended();
    if (ended !== null) throw new LabError(ended);
    try {
      return await handle.query(statusQuery);
    } catch {
      return null;
    }
  });

/** The approval in the middle: the sysadmin unlocks where the plan needs it, then sends the signal that names the plan. */
export async function approve(
  cloud: Cloud,
  { handle, server }: Story,
  { plan }: RecoveryStatus,
  { unlock }: { unlock: boolean },
): Promise<number> {
  if (unlock && plan?.needsUnlock === true)
    await cloud('compute', 'POST', `/servers/${server.id}/action`, { unlock: null });
  const approvedAt = Date.now();
  const answer = { by: SYSADMIN, reason: 'Recovery plan received', plan: plan?.digest };
  await handle.signal(approveUnlockSignal, answer);
  return approvedAt;
}

export const reachHandOver = (stack: Stack, story: Story): Promise<void> =>
  reachPhase(stack, story, 'handed-over', HAND_OVER_SECONDS);

/** The data is safe: clean up. @returns how it ended. */
export async function confirm(stack: Stack, { handle, server }: Story): Promise<RecoveryResult> {
  await handle.signal(confirmRecoveredSignal, { by: ENGINEER, note: 'Copied and compared' });
  await until(`${server.name} to be cleaned up`, CLEAN_UP_SECONDS, async () => {
    const ended = stack.worker().ended();
    if (ended !== null) throw new LabError(ended);
    return (await handle.describe()).status.name === 'RUNNING' ? null : true;
  });
  return (await handle.result()) as RecoveryResult;
}

/** What a person would want to see of a recovery that did not get to its end. */
export async function explain(stack: Stack, { handle }: Story): Promise<void> {
  console.log(`worker's last lines (all in ${stack.directory}/worker.log):`);
  const lines = readFileSync(`${stack.directory}/worker.log`, 'utf8').trimEnd().split('\n');
  for (const line of lines.slice(-15)) console.log(`  ${line.slice(0, 1000)}`);
  if (stack.worker().ended() !== null) return;
  const { timeline, problems, otherAnswers } = await handle.query(statusQuery);
  for (const entry of timeline) console.log(`  ${entry.secondsSinceStart} ${entry.step}: ${entry.text}`);
  for (const told of [...problems.map(({ message }) => message), ...otherAnswers]) console.log(`  ${told}`);
  const { raw } = await handle.describe();
  for (const { activityType, attempt, lastFailure } of raw.pendingActivities ?? [])
    console.log(`  under way: ${activityType?.name ?? '?'}, attempt ${attempt ?? '?'}: ${lastFailure?.message ?? ''}`);
}
