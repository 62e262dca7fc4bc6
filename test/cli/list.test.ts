import { expect, it } from 'vitest';
import { queryOf } from '../../src/cli/list.ts';

const NOW = Date.parse('2026-11-24T10:00:00.000Z');
const ALL = "WorkflowType = 'recoverServerData'";

it.each([
  [{}, ALL],
  [{ running: true }, `${ALL} AND ExecutionStatus = 'Running'`],
  [{ waitingFor: 'sysadmin' }, `${ALL} AND ExecutionStatus = 'Running' AND WaitingFor = 'sysadmin'`],
  [
    { waitingFor: 'sysadmin', waitingDays: 7 },
    `${ALL} AND ExecutionStatus = 'Running' AND WaitingFor = 'sysadmin' AND WaitingSince < '2026-11-17T10:00:00.000Z'`,
  ],
])('asks Temporal for %j', (filter, query) => {
  expect(queryOf(filter, NOW)).toBe(query);
});

it('lets nobody write a query of their own', () => {
  expect(queryOf({ waitingFor: "x' OR ExecutionStatus = 'Failed" }, NOW)).toContain(
    "WaitingFor = 'xORExecutionStatusFailed'",
  );
});
