/** The CLI's way to Temporal, and a recovery by whatever name a person gives. */
import { Client, Connection, type WorkflowHandle, WorkflowNotFoundError } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { loadConfig } from '../config.ts';
import { recoveryWorkflowId } from '../contract/identifiers.ts';
import { statusQuery } from '../contract/messages.ts';
import type { RecoveryResult, RecoveryStatus } from '../contract/recovery.ts';
import { CliError } from './exit-codes.ts';

export type RecoveryHandle = WorkflowHandle<(input?: unknown) => Promise<RecoveryResult>>;

const CONNECT_TIMEOUT = '5 seconds';

/** Connects as Temporal's own variables and profiles say, and closes whatever `use` does. */
export async function withTemporal<T>(use: (client: Client, connection: Connection) => Promise<T>): Promise<T> {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const address = connectionOptions.address ?? 'localhost:7233';
  let connection: Connection;
  try {
    connection = await Connection.connect({ ...connectionOptions, connectTimeout: CONNECT_TIMEOUT });
  } catch {
    throw new CliError(
      `Temporal does not answer at ${address}. Start it (temporal server start-dev), or set TEMPORAL_ADDRESS to where it is.`,
    );
  }
  try {
    return await use(new Client({ connection, namespace }), connection);
  } finally {
    await connection.close();
  }
}

/** The named cloud, or the configuration's default. */
export function cloudOr(named: string | undefined): string {
  if (named !== undefined) return named;
  try {
    return loadConfig().defaultCloud;
  } catch (error) {
    throw new CliError(
      `--cloud is not given, and the configuration can't tell: ${error instanceof Error ? error.message : String(error)}`,
      2,
    );
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @param name - a workflow id, or a server id. */
export function recoveryOf(client: Client, name: string, cloud: string | undefined): RecoveryHandle {
  return client.workflow.getHandle(UUID.test(name) ? recoveryWorkflowId(cloudOr(cloud), name) : name);
}

/** @throws CliError when there is no such recovery, or no worker answers for it. */
export async function statusOf(handle: RecoveryHandle): Promise<RecoveryStatus> {
  try {
    return await handle.query(statusQuery);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError)
      throw new CliError(`No recovery ${handle.workflowId}. \`npm run recovery -- list\` shows those that exist.`);
    throw new CliError(
      `${handle.workflowId} does not answer (is a recovery worker running?): ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
