/** Whatever is sent as an answer: reading it never throws, for a signal's handler must not. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  DecideMessage,
  DecisionMessage,
  ExtensionMessage,
  ServerDeletionMessage,
} from '../../src/contract/messages.ts';
import { messageFaults } from '../../src/contract/message-faults.ts';
import { anyJson } from '../input/any-json.ts';

const instant = fc.oneof(
  fc.date().map((date) => (Number.isNaN(date.getTime()) ? 'never' : date.toISOString())),
  fc.constantFrom('2026-12-31', '2026-02-30', '9999-12-31', '0000-01-01', '2026-12-31T17:00:00-05:00'),
  fc.constantFrom(
    '2026-12-31T24:00:00Z',
    '2026-12-31T23:59:60Z',
    '9999-12-31T23:59:59-23:59',
    '2026-12-31T17:00+23:59',
  ),
  fc.nat().map((digits) => `2026-12-31T17:00:00.${'1'.repeat(digits % 400)}Z`),
);
const field = fc.oneof(anyJson, fc.string(), instant);
const nearlyRight = fc.record(
  { by: field, decision: field, reason: field, plan: field, until: field, serverName: field, days: field },
  { requiredKeys: [] },
);

it.each([
  ['a decision', DecisionMessage],
  ['a decision with its kind', DecideMessage],
  ['an approval of the deletion', ServerDeletionMessage],
  ['an extension', ExtensionMessage],
])('%s is taken, or it is said in a line what was expected', (_what, shape) => {
  fc.assert(
    fc.property(fc.oneof(anyJson, nearlyRight), (payload) => {
      const { error } = shape.safeParse(payload);
      if (error === undefined) return;
      const fault = messageFaults(error, payload, ['by']);
      expect(fault).toMatch(/^expected \{ .+ \}, received /s);
      expect(fault.length).toBeLessThan(600);
    }),
    { numRuns: 300 },
  );
});

it.each([
  ['2026-12-31', '2027-01-01T00:00:00.000Z'],
  ['2026-12-31T17:00:00-05:00', '2026-12-31T22:00:00.000Z'],
])('until %s holds until %s', (until, holds) => {
  expect(DecisionMessage.parse({ by: 'a', until }).until).toBe(holds);
});

it('an instant of any look is refused, or is one that a clock knows', () => {
  fc.assert(
    fc.property(instant, (until) => {
      const { data } = DecisionMessage.safeParse({ by: 'a', until });
      if (data?.until !== undefined) expect(Date.parse(data.until)).not.toBeNaN();
    }),
  );
});
