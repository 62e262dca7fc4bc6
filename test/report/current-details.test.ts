import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PHASES, type RecoveryStatus } from '../../src/contract/recovery.ts';
import { CURRENT_DETAILS_LIMIT_BYTES, currentDetails } from '../../src/report/current-details.ts';
import { hostileStatus, hostileText } from './hostile-recovery.ts';
import { activeMarkup } from './active-markup.ts';
import { HANDED_OVER, PLAN, STATUS, WORKFLOW_ID } from './sample-recovery.ts';

const CONTEXT = {
  now: '2026-11-23T10:00:00.000Z',
  workflowId: WORKFLOW_ID,
  approvalDeadline: '2026-12-20T09:30:00.000Z',
  nextReminder: '2026-11-24T09:30:00.000Z',
};
const pastedJson = (details: string): unknown[] =>
  [...details.matchAll(/```\n(\{.*\})\n```/g)].map(([, json]) => JSON.parse(json ?? '') as unknown);

describe('while the approval is awaited', () => {
  const details = currentDetails(STATUS, CONTEXT);

  it('says what is waited for, from whom, since when and until when', () => {
    expect(details).toContain('Waiting for the approval of the plan');
    expect(details).toContain('Waiting for: sysadmin');
    expect(details).toContain('since 2026-11-20 09:30 UTC (3 days)');
    expect(details).toContain('Next reminder: 2026-11-24 09:30 UTC');
    expect(details).toContain('Deadline: 2026-12-20 09:30 UTC');
  });

  it('gives the exact JSON to paste, with the digest of the plan', () => {
    expect(pastedJson(details)).toEqual([
      { by: 'you@example.org', plan: PLAN.digest },
      { by: 'you@example.org', reason: 'why', plan: PLAN.digest },
    ]);
    expect(details).toContain('`approveUnlock`');
    expect(details).toContain('`rejectUnlock`');
  });

  it('shows the plan in short', () => {
    expect(details).toContain(String.raw`- samples, 500 GiB, data: **detach**, snapshot first`);
    expect(details).toContain('**clone**');
    expect(details).toContain('Read this: Volume samples has delete');
  });
});

describe('after the hand-over', () => {
  const details = currentDetails(HANDED_OVER, CONTEXT);

  it('shows how to log in and where everything is mounted', () => {
    expect(details).toContain('ssh -J cloud@jump.example.org:22 debian@10.66.0.17');
    expect(details).toContain('`/recovery/m0`');
    expect(details).toContain('`/recovery/m1`');
    expect(details).toContain('1 more on the disks, not mounted');
    expect(details).toContain(String.raw`Ubuntu 22\.04\.4 LTS, genomics\-web`);
  });

  it('gives both answers to paste', () => {
    expect(pastedJson(details)).toEqual([{ by: 'you@example.org' }, { by: 'you@example.org', days: 7 }]);
  });
});

it('shows a problem with its advice while the cloud is not ready', () => {
  const problem = {
    code: 'server-not-locked',
    mayPass: true,
    message: 'The server is not locked.',
    advice: 'Lock it.',
  };
  const details = currentDetails({ ...STATUS, phase: 'waiting-for-cloud', problems: [problem] }, CONTEXT);
  expect(details).toContain(String.raw`**The server is not locked\.** Lock it\.`);
  expect(details).toContain('`server-not-locked`');
});

it.each(PHASES)('in phase %s it has a headline, and offers answers only where they count', (phase) => {
  const details = currentDetails({ ...HANDED_OVER, phase }, CONTEXT);
  expect(details).toMatch(/^## [A-Z]/);
  const answers = { 'awaiting-approval': 2, 'handed-over': 2 }[phase as string] ?? 0;
  expect(pastedJson(details)).toHaveLength(answers);
});

describe('whatever the status holds', () => {
  it('stays under the limit in bytes', () => {
    fc.assert(
      fc.property(hostileStatus, hostileText, (status, workflowId) => {
        const details = currentDetails(status, { ...CONTEXT, workflowId });
        expect(Buffer.byteLength(details)).toBeLessThan(CURRENT_DETAILS_LIMIT_BYTES);
      }),
    );
  });

  it('says that it was shortened, and keeps the question and the answers', () => {
    const long: RecoveryStatus = {
      ...STATUS,
      problems: Array.from({ length: 50 }, () => ({
        code: 'volume-busy',
        mayPass: true,
        message: '𝕏'.repeat(400),
        advice: '*'.repeat(400),
      })),
      serverName: '€'.repeat(5000),
    };
    const details = currentDetails(long, CONTEXT);
    expect(Buffer.byteLength(details)).toBeLessThan(CURRENT_DETAILS_LIMIT_BYTES);
    expect(details).toContain('There is more: run the query `status`');
    expect(details).toContain('Waiting for: sysadmin');
    expect(pastedJson(details)).toHaveLength(2);
  });

  it('holds no markup of others', () => {
    fc.assert(
      fc.property(hostileStatus, (status) => {
        expect(activeMarkup(currentDetails(status, CONTEXT))).toBeNull();
      }),
    );
  });
});
