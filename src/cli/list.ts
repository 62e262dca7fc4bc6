/** `list`: running and recent recoveries, as the search attributes tell. */
import type { Client } from '@temporalio/client';
import { TEMPLATE_MEMO } from '../contract/template.ts';
import { plainText } from '../report/plain-text.ts';
import { ALL_RECOVERIES } from './temporal.ts';

export interface ListedRecovery {
  workflowId: string;
  state: string;
  phase: string;
  waitingFor: string;
  ticket: string;
  startedAt: string;
}

/** More than this is what the Temporal UI's list is for. */
const MOST = 200;

export async function listRecoveries(client: Client, onlyRunning: boolean): Promise<ListedRecovery[]> {
  const query = onlyRunning ? `${ALL_RECOVERIES} AND ExecutionStatus = 'Running'` : ALL_RECOVERIES;
  const listed: ListedRecovery[] = [];
  for await (const run of client.workflow.list({ query })) {
    if (run.memo?.['template'] === TEMPLATE_MEMO.template) continue;
    const attributes = new Map(run.typedSearchAttributes.getAll().map(({ key, value }) => [key.name, String(value)]));
    listed.push({
      workflowId: run.workflowId,
      state: run.status.name.toLowerCase(),
      phase: attributes.get('RecoveryPhase') ?? '',
      waitingFor: attributes.get('WaitingFor') ?? '',
      ticket: attributes.get('TicketId') ?? '',
      startedAt: run.startTime.toISOString(),
    });
    if (listed.length === MOST) break;
  }
  return listed;
}

/** Columns as wide as their widest entry. */
export function table(recoveries: readonly ListedRecovery[]): string[] {
  const columns = ['workflowId', 'state', 'phase', 'waitingFor', 'ticket', 'startedAt'] as const;
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
