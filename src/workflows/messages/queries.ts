/** What a recovery answers when it is asked: typed JSON, whatever the question brings along. */
import { setHandler } from '@temporalio/workflow';
import { planQuery, QUERIES, reportQuery, statusQuery } from '../../contract/messages.ts';
import type { Recovery } from '../recovery.ts';

export function answerQueries(recovery: Recovery): void {
  setHandler(statusQuery, () => recovery.snapshot(), { description: QUERIES.status });
  setHandler(planQuery, () => recovery.status.plan, { description: QUERIES.plan });
  setHandler(reportQuery, () => recovery.status.report, { description: QUERIES.report });
}
