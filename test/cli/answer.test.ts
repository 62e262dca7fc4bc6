import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../src/cli/answer.ts';
import { EXIT } from '../../src/cli/exit-codes.ts';
import { STATUS } from '../report/sample-recovery.ts';

const line = (text: string) => ({ at: STATUS.since, step: 'await-approval' as const, secondsSinceStart: 9, text });
const after = (...texts: string[]) => ({ ...STATUS, timeline: [...STATUS.timeline, ...texts.map(line)] });

describe('what came of an answer', () => {
  it('is not known before the recovery has recorded anything', () => {
    expect(outcomeOf(STATUS, STATUS)).toBeNull();
  });

  it('is that it counts, in the words that the story gained', () => {
    expect(outcomeOf(STATUS, after('Approved by sysadmin', 'Verifying the unlock'))).toEqual({
      counted: true,
      said: 'Approved by sysadmin; Verifying the unlock',
    });
  });

  it('is that it does not count, in the words that it was put aside with', () => {
    const status = { ...STATUS, otherAnswers: ['09:31 approveUnlock names another plan'] };
    expect(outcomeOf(STATUS, status)).toEqual({ counted: false, said: '09:31 approveUnlock names another plan' });
  });

  it('is that it does not count, even when the story went on meanwhile', () => {
    const status = { ...after('Reminded the cloud team'), otherAnswers: ['09:31 not counted'] };
    expect(outcomeOf(STATUS, status)).toEqual({ counted: false, said: '09:31 not counted' });
  });

  it('is not an older answer that did not count', () => {
    const before = { ...STATUS, otherAnswers: ['09:31 not counted'] };
    expect(outcomeOf(before, { ...after('Approved'), otherAnswers: ['09:31 not counted'] })).toEqual({
      counted: true,
      said: 'Approved',
    });
  });
});

describe('the exit codes', () => {
  it('are those that scripts were promised', () => {
    expect(EXIT).toEqual({ done: 0, failed: 1, badInput: 2, alreadyRunning: 3, otherOutcome: 4 });
  });
});
