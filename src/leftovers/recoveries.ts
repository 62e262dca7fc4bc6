/** Which recoveries run, and how those that Temporal still remembers ended. */
import type { Client } from '@temporalio/client';
import { ALL_RECOVERIES, recoveryIdOf } from '../contract/identifiers.ts';

export interface EndedRecovery {
  workflowId: string;
  serverId: string;
  /** Such as `terminated`; of a completed one its phase, such as `recovered`. */
  how: string;
  /** ISO 8601. */
  at: string;
}

/** Ids (`recovery-…`) of all that run now. */
export async function runningRecoveries(client: Client): Promise<Set<string>> {
  const ids = new Set<string>();
  for await (const { workflowId, runId, typedSearchAttributes } of client.workflow.list({
    query: `${ALL_RECOVERIES} AND ExecutionStatus = 'Running'`,
  })) {
    const serverId = attribute(typedSearchAttributes, 'ServerId');
    if (serverId === null) continue; // it has not begun
    ids.add(recoveryIdOf(serverId, runId));
    // After a reset the run has another id, but what it made has the first one's.
    const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
    const firstRunId = raw.workflowExecutionInfo?.firstRunId;
    if (firstRunId != null && firstRunId !== '') ids.add(recoveryIdOf(serverId, firstRunId));
  }
  return ids;
}

/** By recovery id. What is older than the namespace's retention is not among them. */
export async function endedRecoveries(client: Client): Promise<Map<string, EndedRecovery>> {
  const ended = new Map<string, EndedRecovery>();
  for await (const run of client.workflow.list({ query: `${ALL_RECOVERIES} AND ExecutionStatus != 'Running'` })) {
    const serverId = attribute(run.typedSearchAttributes, 'ServerId');
    if (serverId === null) continue;
    const status = run.status.name.toLowerCase();
    ended.set(recoveryIdOf(serverId, run.runId), {
      workflowId: run.workflowId,
      serverId,
      how: status === 'completed' ? (attribute(run.typedSearchAttributes, 'RecoveryPhase') ?? status) : status,
      at: (run.closeTime ?? run.startTime).toISOString(),
    });
  }
  return ended;
}

type Attributes = { getAll: () => readonly { key: { name: string }; value: unknown }[] };
const attribute = (attributes: Attributes, name: string): string | null => {
  const found = attributes.getAll().find(({ key }) => key.name === name);
  return found === undefined ? null : String(found.value);
};
