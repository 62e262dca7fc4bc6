/** `list`: running and recent recoveries, as the search attributes tell. */
import type { Client } from '@temporalio/client';
import { ALL_RECOVERIES } from '../contract/identifiers.ts';
import { TEMPLATE_MEMO } from '../contract/template.ts';
import { plainText } from '../report/plain-text.ts';

export interface ListedRecovery {
  workflowId: string;
  state: string;
  phase: string;
  waitingFor: string;
  /** ISO 8601; empty before it has begun. */
  waitingSince: string;
  ticket: string;
  startedAt: string;
}

/** More than this is what the Temporal UI's list is for. */
const MOST = 200;

export interface ListFilter {
  running?: boolean;
  /** `sysadmin`, `recovery-engineer`, … */
  waitingFor?: string;
  /** Whole days that it has been waited for them at least. */
  waitingDays?: number;
}

const DAY_MS = 86_400_000;

/** Temporal's query language has no "now", so a span becomes a moment here. */
export function queryOf({ running, waitingFor, waitingDays }: ListFilter, now: number): string {
  return [
    ALL_RECOVERIES,
    ...(running === true || waitingFor !== undefined || waitingDays !== undefined
      ? ["ExecutionStatus = 'Running'"]
      : []),
    ...(waitingFor === undefined ? [] : [`WaitingFor = '${waitingFor.replaceAll(/[^\w-]/g, '')}'`]),
    ...(waitingDays === undefined ? [] : [`WaitingSince < '${new Date(now - waitingDays * DAY_MS).toISOString()}'`]),
  ].join(' AND ');
}

export async function listRecoveries(client: Client, filter: ListFilter): Promise<ListedRecovery[]> {
  const query = queryOf(filter, Date.now());
  const listed: ListedRecovery[] = [];
  for await (const run of client.workflow.list({ query })) {
    if (run.memo?.['template'] === TEMPLATE_MEMO.template) continue;
    const attributes = new Map(run.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, shown(value)]));
    listed.push({
      workflowId: run.workflowId,
      state: run.status.name.toLowerCase(),
      phase: attributes.get('RecoveryPhase') ?? '',
      waitingFor: attributes.get('WaitingFor') ?? '',
      waitingSince: attributes.get('WaitingSince') ?? '',
      ticket: attributes.get('TicketId') ?? '',
      startedAt: run.startTime.toISOString(),
    });
    if (listed.length === MOST) break;
  }
  return listed;
}

const shown = (value: unknown): string => (value instanceof Date ? value.toISOString() : String(value));

/** Columns as wide as their widest entry. */
export function table(recoveries: readonly ListedRecovery[]): string[] {
  const columns = ['workflowId', 'state', 'phase', 'waitingFor', 'waitingSince', 'ticket', 'startedAt'] as const;
  // A ticket is whatever somebody typed.
  const rows = recoveries.map((each) => ({ ...each, ticket: plainText(each.ticket, 64) }));
  const width = (column: (typeof columns)[number]): number =>
    Math.max(column.length, ...rows.map((row) => row[column].length));
  const line = (cells: Record<(typeof columns)[number], string>): string =>
    columns
      .map((column) => cells[column].padEnd(width(column)))
      .join('  ')
      .trimEnd();
  const heading = Object.fromEntries(columns.map((column) => [column, column])) as Record<
    (typeof columns)[number],
    string
  >;
  return [line(heading), ...rows.map(line)];
}
