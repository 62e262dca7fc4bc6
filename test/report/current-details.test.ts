import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PHASES, type RecoveryStatus } from '../../src/contract/recovery.ts';
import { CURRENT_DETAILS_LIMIT_BYTES, currentDetails } from '../../src/report/current-details.ts';
import { hostileStatus } from './hostile-recovery.ts';
import { hostileText } from './hostile-text.ts';
import { activeMarkup } from './active-markup.ts';
import { APPROVAL, HANDED_OVER, PLAN, STATUS, WORKFLOW_ID } from './sample-recovery.ts';

const CONTEXT = {
  now: '2026-11-23T10:00:00.000Z',
  workflowId: WORKFLOW_ID,
  cloud: 'arbutus',
  ticket: { id: 'TICKET-4711', url: 'https://tickets.example.org/4711' },
  docs: 'https://git.example.org/docs/',
  temporalUi: 'http://localhost:8233',
};
const pastedJson = (details: string): unknown[] =>
  [...details.matchAll(/```\n(\{.*\})\n```/g)].map(([, json]) => JSON.parse(json ?? '') as unknown);

it('quotes what was written on the ticket, and reads none of it as markup', () => {
  const reply = {
    at: '2026-11-21T08:00:00.000Z',
    by: 'Émilie',
    words: 'Please keep **/data** [x](http://evil.example)',
  };
  expect(currentDetails({ ...STATUS, ticketReplies: [reply] }, CONTEXT)).toContain(
    String.raw`- Émilie (2026-11-21 08:00 UTC): “Please keep \*\*/data\*\* \[x\]\(http\://evil\.example\)”`,
  );
});

describe('while the approval is awaited', () => {
  const details = currentDetails(STATUS, CONTEXT);

  it('says what is waited for, from whom, since when and until when', () => {
    expect(details).toContain('Waiting for the approval of the plan');
    expect(details).toContain('**Waiting for: a sysadmin**, since 2026-11-20 09:30 UTC (3 days).');
  });

  it('says what happens by itself if nobody answers, and when', () => {
    expect(details).toContain(
      'By itself: a reminder goes out at 2026-11-24 09:30 UTC; it gives up at 2026-12-20 09:30 UTC, with everything undone.',
    );
  });

  it('has the ten steps with their times, and points at the present one', () => {
    expect(details).toContain(
      [
        '```',
        '✓  1 Plan                        2026-11-20 09:29 UTC  2.4 s',
        '✓  2 Tell owner and cloud team   2026-11-20 09:29 UTC  0.1 s',
        '▸  3 Wait for the approval       2026-11-20 09:30 UTC  …',
        '·  4 Verify the unlock in Nova',
      ].join('\n'),
    );
    expect(details).toMatch(/^· 10 Clean up\n```$/m);
  });

  it('says which server, and leads to the ticket and to the page of the docs that tells what to do', () => {
    expect(details).toContain(String.raw`Server **genomics\-web** · cloud arbutus · ticket [`);
    expect(details).toContain(String.raw`[TICKET\-4711](https://tickets.example.org/4711)`);
    expect(details).toContain('(https://git.example.org/docs/how-to/approve-an-unlock.md)');
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
    expect(details).toContain('Read this: Volume samples would be deleted');
  });
});

describe('after the hand-over', () => {
  const details = currentDetails(HANDED_OVER, CONTEXT);

  it('shows how to log in and where everything is mounted', () => {
    expect(details).toContain('ssh -J cloud@jump.example.org:22 debian@10.66.0.17');
    expect(details).toContain('`/recovery/m0`');
    expect(details).toContain('`/recovery/m1`');
    expect(details).toContain('**Mounted, read-only:** (1 more, not mounted: see the report)');
    expect(details).toContain(String.raw`Ubuntu 22\.04\.4 LTS, genomics\-web`);
  });

  it('gives the answers to paste: something was opened, the newest changes, the data is copied, more time', () => {
    const by = 'you@example.org';
    const volumeId = HANDED_OVER.report?.volumes[1]?.volumeId;
    expect(pastedJson(details)).toEqual([{ by }, { by, volumeId }, { by }, { by, days: 7 }]);
  });
});

describe('in the end', () => {
  const volumes: RecoveryStatus['volumes'] = [
    { volumeId: 'v', name: 'samples', where: 'detached', snapshotId: 'snap-1' },
  ];

  it('has the summary of the report: what was found, where the originals are, what is kept', () => {
    const details = currentDetails({ ...HANDED_OVER, phase: 'recovered', step: 'clean-up', volumes }, CONTEXT);
    expect(details).toContain(String.raw`- ext4 "cloudimg\-rootfs", 20 GiB, root (`);
    expect(details).toContain('- samples: detached, in its project; evidence snapshot `snap-1`');
    expect(details).not.toContain('Waiting for');
    expect(details).not.toContain('ssh ');
  });

  it('names what was undone, and what could not be', () => {
    const undone = ['attachment of samples to recovery-1', 'volume samples (detached from its server)'];
    const left = ['server recovery-1: Nova did not answer'];
    const details = currentDetails({ ...HANDED_OVER, phase: 'cancelled', volumes, undone, left }, CONTEXT);
    expect(details).toContain(
      String.raw`**Undone, in this order:**

- attachment of samples to recovery\-1
- volume samples \(detached from its server\)`,
    );
    expect(details).toContain(String.raw`- server recovery\-1\: Nova did not answer`);
  });

  it('marks the step that was broken off', () => {
    const { stepTimes } = STATUS;
    const step = 'clean-up' as const;
    const finishedSteps = [...STATUS.finishedSteps, step];
    const details = currentDetails({ ...STATUS, phase: 'cancelled', step, stepTimes, finishedSteps }, CONTEXT);
    expect(details).toMatch(/^✗ {2}3 Wait for the approval/m);
    expect(details).toMatch(/^✓ 10 Clean up$/m);
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

describe('while the input is awaited', () => {
  const question = {
    faults: [
      {
        field: 'server',
        expected: 'one server',
        received: '"web", which are 2',
        suggestion: null,
        candidates: ['web 0a2ef1aa-5f8d-4b28-b6b2-175ad7366afa, SHUTOFF', 'web 77e34a2e-09cc-4320-94e7-487d9994e2e0'],
        mend: { field: 'server', value: '0a2ef1aa-5f8d-4b28-b6b2-175ad7366afa' },
      },
      {
        field: 'owner.mail',
        expected: 'no such field',
        received: '"a@b.org"',
        suggestion: 'owner.email',
        candidates: [],
        mend: { field: 'owner.email', value: 'a@b.org' },
      },
    ],
    more: 3,
    mend: '{ "server": "0a2ef1aa-5f8d-4b28-b6b2-175ad7366afa", "owner": { "email": "a@b.org" } }',
  };
  const asked: RecoveryStatus = {
    ...STATUS,
    phase: 'awaiting-input',
    waitingFor: 'analyst',
    serverId: null,
    serverName: null,
    recoveryId: null,
    plan: null,
    question,
  };

  it('says what is wrong, what exists, and the JSON that would mend it', () => {
    const details = currentDetails(asked, CONTEXT);
    expect(details).toContain('**Waiting for: the analyst**');
    expect(details).toContain('- `server`: expected one server, received `"web", which are 2`.');
    expect(details).toContain('- `web 77e34a2e-09cc-4320-94e7-487d9994e2e0`');
    expect(details).toContain('Did you mean `owner.email`?');
    expect(details).toContain('And 3 more.');
    expect(details).toContain('Send an Update → `provideInput`');
    expect(pastedJson(details)).toEqual([JSON.parse(question.mend)]);
  });

  it('says that nothing was begun, if nobody answers', () => {
    const next: RecoveryStatus['next'] = [{ act: 'expire', at: '2026-12-04T09:30:00.000Z' }];
    expect(currentDetails({ ...asked, next }, CONTEXT)).toContain(
      'it gives up at 2026-12-04 09:30 UTC; nothing was begun.',
    );
  });

  it('leads to where the recovery goes on', () => {
    const goesOnAs = { workflowId: WORKFLOW_ID, link: 'http://localhost:8233/namespaces/default/workflows/x' };
    const continued: RecoveryStatus = { ...asked, phase: 'continued', question: null, goesOnAs };
    const details = currentDetails(continued, CONTEXT);
    expect(details).toMatch(/^## The recovery runs elsewhere\n/);
    expect(details).toContain('[Open the recovery](http://localhost:8233/namespaces/default/workflows/x)');
    expect(currentDetails({ ...continued, goesOnAs: { ...goesOnAs, link: null } }, CONTEXT)).toContain(
      `\`${WORKFLOW_ID}\``,
    );
  });
});

it.each(PHASES)('in phase %s it leads to a filled-in start form only where another try may be wanted', (phase) => {
  const form = `/namespaces/default/workflows/start-workflow?workflowId=${encodeURIComponent(WORKFLOW_ID)}&`;
  const offered = currentDetails({ ...HANDED_OVER, phase }, CONTEXT).includes(form);
  expect(offered).toBe(['refused', 'rejected', 'expired', 'cancelled', 'failed'].includes(phase));
});

it.each(PHASES)('in phase %s it has a headline, and offers answers only where they count', (phase) => {
  const { decision } = phase === 'awaiting-approval' ? STATUS : HANDED_OVER;
  const details = currentDetails({ ...HANDED_OVER, phase, decision }, CONTEXT);
  expect(details).toMatch(/^## [A-Z]/);
  const answers = { 'awaiting-approval': 2, 'handed-over': 4 }[phase as string] ?? 0;
  expect(pastedJson(details)).toHaveLength(answers);
});

it('offers the approval of the deletion apart from that of the plan, and only until it was given', () => {
  const plan = { ...PLAN, deletesServer: true, server: { ...PLAN.server, name: "web`'\n</a>-1" } };
  const { decision } = HANDED_OVER;
  const answer = { by: 'you@example.org', serverName: plan.server.name, plan: plan.digest };
  const asked = currentDetails({ ...STATUS, plan }, CONTEXT);
  expect(pastedJson(asked)).toHaveLength(3);
  expect(pastedJson(asked)).toContainEqual(answer);
  expect(asked).toContain(String.raw`web\u0060\u0027\n\u003c/a\u003e-1`);
  expect(pastedJson(currentDetails({ ...STATUS, plan, decision }, CONTEXT))).toEqual([answer]);
  expect(pastedJson(currentDetails({ ...STATUS, plan, decision, deletion: decision }, CONTEXT))).toEqual([]);
});

it('shows an approval that is not enough alone, and a sender that is another', () => {
  const details = currentDetails({ ...STATUS, answers: [APPROVAL] }, CONTEXT);
  expect(details).toContain('Not enough alone: Approved by sysadmin');
  expect(details).toContain('**Temporal recorded another sender: colleague');
});

describe('whatever the status holds', () => {
  it('stays under the limit in bytes', () => {
    fc.assert(
      fc.property(hostileStatus, hostileText, (status, workflowId) => {
        const ticket = { id: workflowId, url: `https://tickets.example.org/${workflowId}` };
        const details = currentDetails(status, { ...CONTEXT, workflowId, ticket });
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
    expect(details).toContain('Waiting for: a sysadmin');
    expect(pastedJson(details)).toHaveLength(2);
  });

  it('holds no markup of others', () => {
    fc.assert(
      fc.property(hostileStatus, hostileText, (status, text) => {
        const ticket = { id: text, url: `https://tickets.example.org/${text}` };
        expect(activeMarkup(currentDetails(status, { ...CONTEXT, ticket }))).toBeNull();
      }),
    );
  });
});
