import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decisionOnDeletion, decisionOnPlan } from '../../src/approval/tally.ts';
import type { Answer } from '../../src/contract/decision.ts';
import { answer, RULES } from './answers.ts';

const TWO = { ...RULES, approversNeeded: 2 };
const CHECKED = { ...RULES, identities: ['alice@example.org', 'bob@example.org'] };
const bob = (change: Partial<Answer> = {}): Answer => answer({ by: 'bob@example.org', ...change });
const READ = { identity: 'bob@example.org', principal: null };

it('nobody has decided: no decision', () => {
  expect(decisionOnPlan([], RULES)).toBeNull();
  expect(decisionOnDeletion([], RULES)).toBeNull();
});

it('the first of an approval and a rejection decides', () => {
  expect(decisionOnPlan([answer(), bob({ kind: 'rejected' })], RULES)).toMatchObject({
    kind: 'approved',
    by: 'alice@example.org',
  });
  expect(decisionOnPlan([bob({ kind: 'rejected' }), answer()], RULES)).toMatchObject({
    kind: 'rejected',
    by: 'bob@example.org',
  });
});

it('two approvers: one is not enough, and a rejection in between decides', () => {
  expect(decisionOnPlan([answer()], TWO)).toBeNull();
  expect(decisionOnPlan([answer(), bob({ at: '2026-11-25T11:30:00.000Z' })], TWO)).toMatchObject({
    kind: 'approved',
    by: 'alice@example.org and bob@example.org',
    at: '2026-11-25T11:30:00.000Z',
  });
  expect(decisionOnPlan([answer(), bob({ kind: 'rejected' })], TWO)).toMatchObject({ kind: 'rejected' });
});

it('two approvals hold as long as the shorter one', () => {
  const until = (day: string): string => `2026-12-${day}T00:00:00.000Z`;
  expect(decisionOnPlan([answer({ until: until('20') }), bob({ until: until('10') })], TWO)?.until).toBe(until('10'));
  expect(decisionOnPlan([answer({ until: until('20') }), bob()], TWO)?.until).toBe(until('20'));
});

it('nothing is decided past an answer whose sender is still to be read', () => {
  expect(decisionOnPlan([answer(), bob({ sender: READ })], CHECKED)).toBeNull();
  expect(decisionOnPlan([bob({ sender: READ }), answer()], CHECKED)).toMatchObject({ by: 'bob@example.org' });
});

it('an approval of the plan is none of the deletion, nor the other way round', () => {
  expect(decisionOnDeletion([answer()], RULES)).toBeNull();
  expect(decisionOnPlan([answer({ kind: 'deletion-approved' })], RULES)).toBeNull();
  expect(decisionOnDeletion([answer(), answer({ kind: 'deletion-approved' })], RULES)).toMatchObject({
    kind: 'deletion-approved',
  });
});

describe('whatever the answers and their order', () => {
  const kinds = fc.constantFrom<Answer['kind']>('approved', 'rejected', 'deletion-approved');
  const answers = fc.array(
    fc
      .record({ kind: kinds, by: fc.integer({ min: 0, max: 30 }), read: fc.boolean() })
      .map(({ kind, by, read }) => answer({ kind, by: `person${String(by)}`, sender: read ? READ : null })),
    { maxLength: 12 },
  );

  it('a plan is approved only by as many approvals as it takes, with no rejection before the last of them', () => {
    fc.assert(
      fc.property(answers, fc.integer({ min: 1, max: 2 }), fc.boolean(), (given, approversNeeded, checked) => {
        const rules = { ...RULES, approversNeeded, identities: checked ? ['x'] : [] };
        const decision = decisionOnPlan(given, rules);
        if (decision === null) return;
        const until = given.indexOf(decision.answers.at(-1) ?? answer());
        const before = given.slice(0, until + 1).filter(({ kind }) => kind !== 'deletion-approved');
        if (checked) expect(before.every(({ sender }) => sender !== null)).toBe(true);
        if (decision.kind === 'rejected') expect(before.filter(({ kind }) => kind === 'rejected')).toHaveLength(1);
        else {
          expect(decision.answers).toHaveLength(approversNeeded);
          expect(before.map(({ kind }) => kind)).toEqual(before.map(() => 'approved'));
        }
      }),
    );
  });

  it('what came after the decision changes nothing', () => {
    fc.assert(
      fc.property(answers, answers, (given, later) => {
        const decision = decisionOnPlan(given, RULES);
        if (decision !== null) expect(decisionOnPlan([...given, ...later], RULES)).toEqual(decision);
      }),
    );
  });
});
