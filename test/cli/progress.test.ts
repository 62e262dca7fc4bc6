import { describe, expect, it } from 'vitest';
import { timelineLine } from '../../src/cli/follow.ts';
import { table } from '../../src/cli/list.ts';
import { nextCommand, progressLines } from '../../src/cli/progress.ts';
import { hasEnded, PHASES, type RecoveryStatus, STEPS } from '../../src/contract/recovery.ts';
import { HANDED_OVER, STATUS, WORKFLOW_ID } from '../report/sample-recovery.ts';

const ESCAPE = '\u001B[2J\u001B]0;owned\u0007';
const marksOf = (status: RecoveryStatus): string =>
  progressLines(status)
    .slice(0, STEPS.length)
    .map((line) => line[0])
    .join('');

describe('the ten steps on a terminal', () => {
  it('are one line each, numbered, with the newest line of their story, and who is waited for below', () => {
    const timeline = [
      { at: STATUS.since, step: 'plan' as const, secondsSinceStart: 1, text: 'Reading the cloud' },
      { at: STATUS.since, step: 'plan' as const, secondsSinceStart: 2, text: 'Planned 2 volumes' },
    ];
    expect(progressLines({ ...STATUS, timeline })).toEqual([
      '✓  1 Plan                         Planned 2 volumes',
      '✓  2 Tell owner and cloud team  ',
      '▸  3 Wait for the approval      ',
      '·  4 Verify the unlock in Nova  ',
      '·  5 Preserve the evidence      ',
      '·  6 Launch the recovery server ',
      '·  7 Move the volumes           ',
      '·  8 Inspect the disks          ',
      '·  9 Hand over                  ',
      '· 10 Clean up                   ',
      '',
      'awaiting-approval, waiting for sysadmin since 2026-11-20T09:30:00.000Z',
    ]);
  });

  it('show preserve and launch side by side', () => {
    const status = { ...STATUS, phase: 'preserving' as const, step: 'preserve' as const };
    expect(marksOf({ ...status, finishedSteps: STEPS.slice(0, 4) })).toBe('✓✓✓✓▸▸····');
    expect(marksOf({ ...status, finishedSteps: [...STEPS.slice(0, 4), 'launch'] })).toBe('✓✓✓✓▸✓····');
  });

  it('show where a recovery failed, and that it has ended', () => {
    const status = { ...STATUS, phase: 'failed' as const, step: 'move' as const, finishedSteps: STEPS.slice(0, 6) };
    expect(marksOf(status)).toBe('✓✓✓✓✓✓✗···');
    expect(progressLines(status)).toContain('Ended: failed');
  });

  it('tell what stands in the way with advice, and answers that did not count', () => {
    const problems = [{ code: 'x', mayPass: true, message: 'The server is ACTIVE.', advice: 'Shut it off.' }];
    const lines = progressLines({ ...STATUS, problems, otherAnswers: ['approveUnlock was not counted'] });
    expect(lines.slice(-3)).toEqual(['! The server is ACTIVE.', '  Shut it off.', '? approveUnlock was not counted']);
  });

  it('never pass on what would drive the terminal', () => {
    const hostile = `a${ESCAPE}\nb`;
    const lines = progressLines({
      ...STATUS,
      timeline: [{ at: STATUS.since, step: 'plan', secondsSinceStart: 1, text: hostile }],
      problems: [{ code: 'x', mayPass: false, message: hostile, advice: hostile }],
      otherAnswers: [hostile],
    });
    expect(lines).toHaveLength(STEPS.length + 5);
    // eslint-disable-next-line no-control-regex -- control characters are what must not be there
    for (const line of lines) expect(line).not.toMatch(/[\u0000-\u001F\u007F]/);
  });
});

describe('the end of a recovery', () => {
  it('is every phase from which nothing goes on', () => {
    expect(PHASES.filter((phase) => hasEnded({ ...STATUS, phase }))).toEqual([
      'recovered',
      'refused',
      'rejected',
      'expired',
      'cancelled',
      'failed',
      'continued',
    ]);
  });
});

describe('the next command', () => {
  it('approves the very plan that is shown, while the approval is waited for', () => {
    expect(nextCommand(STATUS, WORKFLOW_ID)).toBe(
      `npm run recovery -- approve ${WORKFLOW_ID} --by you@example.org --plan 1a2b3c4d`,
    );
  });

  it('approves the deletion of the server, where only that is open', () => {
    const { decision } = HANDED_OVER;
    expect(nextCommand({ ...STATUS, decision }, WORKFLOW_ID)).toBe(
      `npm run recovery -- approve-server-deletion ${WORKFLOW_ID} --by you@example.org --server-name <its name> --plan 1a2b3c4d`,
    );
  });

  it("is Nova's while the unlock is waited for", () => {
    expect(nextCommand({ ...STATUS, phase: 'awaiting-unlock' }, WORKFLOW_ID)).toBe(
      `openstack server unlock ${STATUS.serverId}`,
    );
  });

  it('confirms after the hand-over', () => {
    expect(nextCommand(HANDED_OVER, WORKFLOW_ID)).toBe(
      `npm run recovery -- confirm ${WORKFLOW_ID} --by you@example.org`,
    );
  });

  it('is none where no person is waited for', () => {
    const waiting = new Set(['awaiting-input', 'awaiting-approval', 'awaiting-unlock', 'handed-over']);
    for (const phase of PHASES.filter((each) => !waiting.has(each)))
      expect(nextCommand({ ...STATUS, phase }, WORKFLOW_ID), phase).toBeNull();
  });
});

describe('a line of the story', () => {
  it('has the seconds since the start, the step and the text, on one harmless line', () => {
    const entry = { at: STATUS.since, step: 'move' as const, secondsSinceStart: 174_600.04, text: `moved${ESCAPE}\nx` };
    expect(timelineLine(entry)).toBe('174600.0 s  move           moved\uFFFD[2J\uFFFD]0;owned\uFFFD x');
  });
});

describe('the list of recoveries', () => {
  const row = {
    workflowId: WORKFLOW_ID,
    state: 'running',
    phase: 'awaiting-approval',
    waitingFor: 'sysadmin',
    waitingSince: '2026-11-20T09:30:00.000Z',
    ticket: 'T-1',
    startedAt: '2026-11-20T09:30:00.000Z',
  };

  it('has a heading, and columns below one another', () => {
    const lines = table([row, { ...row, phase: 'moving', waitingFor: '', ticket: '' }]);
    expect(lines).toHaveLength(3);
    for (const word of ['state', 'phase', 'waitingFor', 'waitingSince', 'ticket', 'startedAt'])
      expect(lines[0]?.indexOf(word), word).toBeGreaterThan(0);
    for (const line of lines.slice(1)) expect(line.lastIndexOf('2026-')).toBe(lines[0]?.indexOf('startedAt'));
  });

  it('is the heading alone when there is none', () => {
    expect(table([])).toEqual(['workflowId  state  phase  waitingFor  waitingSince  ticket  startedAt']);
  });

  it('stays one line a recovery, whatever was typed as a ticket', () => {
    expect(table([{ ...row, ticket: `T${ESCAPE}\n1` }])[1]).toContain('T\uFFFD[2J\uFFFD]0;owned\uFFFD 1  2026-');
  });
});
