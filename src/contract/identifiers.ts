/** Names that caller, worker and Temporal Service agree on. Changing one strands running recoveries. */

/** The task queue that the recovery worker polls. */
export const TASK_QUEUE = 'server-recovery';

/** Workflow type; equal to the exported function's name, because the Temporal UI asks people to type it. */
export const RECOVERY_WORKFLOW_TYPE = 'recoverServerData';

/** Visibility query for all recoveries. */
export const ALL_RECOVERIES = `WorkflowType = '${RECOVERY_WORKFLOW_TYPE}'`;

/**
 * The one workflow id of a server's recovery, so that Temporal itself refuses a second one at the same time.
 *
 * @param cloud - the cloud's name in the recovery configuration.
 * @param serverId - the compromised server's id (UUID).
 */
export const recoveryWorkflowId = (cloud: string, serverId: string): string =>
  `recover-server-data:${cloud}:${serverId}`;

/** The server that a workflow id of {@link recoveryWorkflowId} names; null for any other id. */
export function serverOfWorkflowId(workflowId: string): { cloud: string; serverId: string } | null {
  const [, cloud, serverId] =
    /^recover-server-data:([^:]+):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(workflowId) ?? [];
  return cloud === undefined || serverId === undefined ? null : { cloud, serverId };
}

/**
 * The short name under which everything that one recovery makes can be found again: it is the prefix of resource
 * names and the value of the metadata key {@link RECOVERY_METADATA_KEY}.
 *
 * @param serverId - the compromised server's id (UUID).
 * @param runId - Temporal's id of the first run, so that a later recovery of the same server gets other names. Its end:
 *   it may be a UUID of version 7, whose beginning is a clock that stands still for a minute.
 */
export const recoveryIdOf = (serverId: string, runId: string): string =>
  `recovery-${serverId.slice(0, 8)}-${runId.slice(-8)}`;

/** Metadata key on servers, volumes and snapshots that we made; what lacks it is never deleted by us. */
export const RECOVERY_METADATA_KEY = 'recovery_id';

/** Search attributes and their types. They are never encrypted: no personal data in them. */
export const SEARCH_ATTRIBUTES = {
  RecoveryPhase: 'Keyword',
  WaitingFor: 'Keyword',
  WaitingSince: 'Datetime',
  TicketId: 'Keyword',
  ServerId: 'Keyword',
  Cloud: 'Keyword',
} as const;
type SearchAttributes = typeof SEARCH_ATTRIBUTES;
export type SearchAttributeName = keyof SearchAttributes;
export type KeywordName = {
  [K in SearchAttributeName]: SearchAttributes[K] extends 'Keyword' ? K : never;
}[SearchAttributeName];
