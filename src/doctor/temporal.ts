/** Temporal: does it answer, does it keep the history, does it know the search attributes, does a worker poll. */
import type { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { SEARCH_ATTRIBUTES, type SearchAttributeName, TASK_QUEUE } from '../contract/identifiers.ts';
import { indexedTypes } from '../search-attributes.ts';
import { fail, type Looked, ok, warn } from './check.ts';
import { sideBySide } from './examination.ts';
import { clockCheck } from './clock.ts';

export interface TemporalSite {
  address: string;
  namespace: string;
  /** @throws when it does not answer. */
  connect: () => Promise<Connection>;
}

const DAY_S = 86_400;
/** The report of an ended recovery is in its history: gone sooner, nobody can look it up any more. */
const SHORT_RETENTION_DAYS = 30;
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;

export async function examineTemporal(site: TemporalSite, signal: AbortSignal): Promise<Looked[]> {
  let connection: Connection;
  try {
    connection = await site.connect();
  } catch {
    return [
      fail(
        'connection',
        `nothing answers at ${site.address}`,
        'Start Temporal, or set TEMPORAL_ADDRESS (and TEMPORAL_TLS_…, TEMPORAL_API_KEY) to where it is.',
      ),
    ];
  }
  try {
    return await lookAround(connection, site, signal);
  } finally {
    await connection.close();
  }
}

async function lookAround(connection: Connection, { address, namespace }: TemporalSite, signal: AbortSignal) {
  const { serverVersion } = await connection.workflowService.getSystemInfo({});
  const answers = ok('connection', `${address} answers, server ${serverVersion || 'of an unknown version'}`);
  const [retention, exists] = await namespaceCheck(connection, namespace);
  if (!exists) return [answers, retention];
  const rest = await sideBySide(signal, {
    'search attributes': () => searchAttributes(connection, namespace),
    worker: () => worker(connection, namespace),
  });
  return [answers, retention, ...rest];
}

/** @returns what was seen, and whether there is such a namespace to go on with. */
async function namespaceCheck(
  { workflowService }: Connection,
  namespace: string,
): Promise<[check: Looked, exists: boolean]> {
  try {
    const { config } = await workflowService.describeNamespace({ namespace });
    const days = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / DAY_S;
    return [retentionCheck(namespace, days), true];
  } catch (error) {
    const code = codeOf(error);
    if (code === NOT_FOUND) return [missingNamespace(namespace), false];
    if (code === PERMISSION_DENIED) return [refusedNamespace(namespace), false];
    throw error;
  }
}

function retentionCheck(namespace: string, days: number): Looked {
  const seen = `${namespace} keeps an ended recovery for ${Number(days.toFixed(1))} days`;
  if (days >= SHORT_RETENTION_DAYS) return ok('namespace', seen);
  return warn(
    'namespace',
    seen,
    `The report is gone with it: temporal operator namespace update --namespace ${namespace} --retention 365d`,
  );
}

const missingNamespace = (namespace: string): Looked =>
  fail(
    'namespace',
    `there is no namespace ${namespace}`,
    `Make it: temporal operator namespace create --namespace ${namespace} --retention 365d; or set TEMPORAL_NAMESPACE to the right one.`,
  );

const refusedNamespace = (namespace: string): Looked =>
  fail(
    'namespace',
    `Temporal refuses namespace ${namespace} to this credential`,
    'Give the API key or certificate (TEMPORAL_API_KEY, TEMPORAL_TLS_…) access to the namespace, or set TEMPORAL_NAMESPACE to its own.',
  );

async function searchAttributes({ operatorService }: Connection, namespace: string): Promise<Looked> {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const wanted = indexedTypes();
  const names = Object.keys(SEARCH_ATTRIBUTES) as SearchAttributeName[];
  const missing = names.filter((name) => !(name in customAttributes));
  const other = names.filter((name) => name in customAttributes && customAttributes[name] !== wanted[name]);
  if (missing.length > 0)
    return fail(
      'search attributes',
      `${missing.join(', ')} of namespace ${namespace} missing: a recovery would stand still`,
      'Register them: npm run recovery -- register',
    );
  if (other.length > 0)
    return fail(
      'search attributes',
      `${other.join(', ')} of namespace ${namespace} with another type than a recovery writes`,
      `An administrator of the namespace removes or renames them, then: npm run recovery -- register`,
    );
  return ok('search attributes', `all ${names.length} are there`);
}

/** Temporal notes when a worker last asked for work: that is its own clock, which nothing else tells. */
async function worker({ workflowService }: Connection, namespace: string): Promise<Looked[]> {
  const { pollers } = await workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: TASK_QUEUE },
    taskQueueType: proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
  });
  const asked = pollers.map(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000);
  if (asked.length === 0)
    return [
      warn(
        'worker',
        `none asks for work on task queue ${TASK_QUEUE}`,
        'Start one: npm run worker. Until then recoveries wait.',
      ),
    ];
  const identities = pollers.map(({ identity }) => identity ?? '').join(', ');
  return [ok('worker', `${pollers.length} on task queue ${TASK_QUEUE}: ${identities}`), pollClock(Math.max(...asked))];
}

/** A poll waits for a minute at most, so the last one is between now and then by any right clock. */
const LONGEST_POLL_MS = 70_000;

function pollClock(askedAt: number): Looked {
  const behind = askedAt - Date.now();
  const skewMs = behind > 0 ? behind : Math.min(0, behind + LONGEST_POLL_MS);
  return clockCheck("Temporal's", skewMs);
}

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
