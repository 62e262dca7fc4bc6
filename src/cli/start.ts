/** `start` and `plan`: a request from options or from a JSON document, checked before anything is sent. */
import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { RECOVERY_WORKFLOW_TYPE, recoveryWorkflowId, TASK_QUEUE } from '../contract/identifiers.ts';
import { parseRecoveryInput, type RecoveryInput } from '../contract/recovery-input.ts';
import type { PlanOutcome, RecoveryResult } from '../contract/recovery.ts';
import { recoverySummary } from '../report/summary-text.ts';
import { CliError, EXIT } from './exit-codes.ts';
import { cloudOr, type RecoveryHandle } from './temporal.ts';

export interface StartOptions {
  input?: string;
  server?: string;
  cloud?: string;
  project?: string;
  ticket?: string;
  ticketUrl?: string;
  requestedBy?: string;
  confirmedBy?: string;
  reason?: string;
  ownerEmail?: string;
  ownerName?: string;
  language?: string;
  volume?: string[];
  snapshot?: boolean;
  returnVolumes?: boolean;
  includeRootDisk?: boolean;
  deleteSnapshots?: boolean;
}

/** Options beside a document win over what it says. Left-out options leave no field behind. */
export function requestFrom(options: StartOptions, readDocument: (file: string) => string = readInput): RecoveryInput {
  const document = options.input === undefined ? {} : parseJson(readDocument(options.input), options.input);
  const parsed = parseRecoveryInput(isObject(document) ? merged(document, fromOptions(options)) : document);
  if (!parsed.ok) {
    const lines = parsed.faults.map(
      ({ field, expected, received }) => `  ${field}: expected ${expected}, received ${received}`,
    );
    throw new CliError(`The input is wrong; nothing was started.\n${lines.join('\n')}`, EXIT.badInput);
  }
  return parsed.input;
}

type Fields = Record<string, unknown>;
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const given = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
const group = (fields: Fields): Fields | undefined =>
  Object.keys(given(fields)).length === 0 ? undefined : given(fields);

function merged(base: Fields, over: Fields): Fields {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = result[key];
    result[key] = isObject(old) && isObject(value) ? merged(old, value) : value;
  }
  return result;
}

const fromOptions = (options: StartOptions): Fields =>
  given({
    serverId: options.server,
    cloud: options.cloud,
    project: options.project,
    ticket: group({ id: options.ticket, url: options.ticketUrl }),
    requestedBy: options.requestedBy,
    confirmation: group({ by: options.confirmedBy, reason: options.reason }),
    owner: group({ email: options.ownerEmail, name: options.ownerName, language: options.language }),
    volumes: options.volume?.map((each) => {
      const [volumeId, ...strategy] = each.split(':');
      return given({ volumeId, strategy: strategy.length === 0 ? undefined : strategy.join(':') });
    }),
    options: group({
      snapshot: options.snapshot === false ? false : undefined,
      returnVolumes: options.returnVolumes,
      includeRootDisk: options.includeRootDisk,
      deleteSnapshots: options.deleteSnapshots,
    }),
  });

function readInput(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new CliError(
      `--input: ${file} can't be read: ${error instanceof Error ? error.message : String(error)}`,
      EXIT.badInput,
    );
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CliError(
      `--input: ${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`,
      EXIT.badInput,
    );
  }
}

/** @throws CliError with exit code 3 when the server is being recovered already. */
export async function startRecovery(client: Client, input: RecoveryInput): Promise<RecoveryHandle> {
  const cloud = cloudOr(input.cloud);
  const workflowId = recoveryWorkflowId(cloud, input.serverId);
  try {
    return await client.workflow.start<(input?: unknown) => Promise<RecoveryResult>>(RECOVERY_WORKFLOW_TYPE, {
      workflowId,
      taskQueue: TASK_QUEUE,
      args: [{ ...input, cloud }],
      staticSummary: recoverySummary({ ticket: input.ticket?.id, server: `server ${input.serverId}`, cloud }),
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new CliError(
      `This server is already being recovered, by ${workflowId}. \`npm run recovery -- status ${workflowId}\` shows how far it is.`,
      EXIT.alreadyRunning,
    );
  }
}

/** A dry run: nothing is changed, nobody is told. */
export async function dryRun(client: Client, input: RecoveryInput): Promise<PlanOutcome> {
  return client.workflow.execute<(input?: unknown) => Promise<PlanOutcome>>('planServerRecovery', {
    workflowId: `plan-server-recovery:${randomUUID()}`,
    taskQueue: TASK_QUEUE,
    args: [{ ...input, cloud: cloudOr(input.cloud) }],
  });
}
