/** Surveys in which every text is hostile. */
import fc from 'fast-check';
import { PLACE_KINDS, type SurveyOutcome, TRIAGE_KINDS } from '../../src/contract/survey.ts';
import { hostileText } from './hostile-text.ts';

const change = fc.option(fc.record({ path: fc.option(hostileText), at: hostileText }));
const size = fc.record({
  bytes: fc.nat(),
  files: fc.nat(),
  partial: fc.boolean(),
  newest: change,
  oldest: change,
});
const fact = fc.record({
  path: hostileText,
  owner: hostileText,
  modifiedAt: hostileText,
  changedAt: hostileText,
  packaged: fc.option(fc.boolean()),
  detail: fc.option(hostileText),
  count: fc.option(fc.nat()),
});
const triage = fc.array(
  fc.record({
    kind: fc.constantFrom(...TRIAGE_KINDS),
    facts: fc.array(fact, { maxLength: 3 }),
    more: fc.nat(),
    ordinary: fc.nat(),
  }),
  { maxLength: 4 },
);
const system = fc.record({
  root: hostileText,
  hostname: fc.option(hostileText),
  architecture: fc.option(hostileText),
  timeZone: fc.option(hostileText),
  packages: fc.constantFrom('dpkg' as const, 'rpm' as const, null),
  firstBootAt: fc.option(hostileText),
  lastActiveAt: fc.option(hostileText),
  users: fc.array(
    fc.record({ name: hostileText, uid: fc.nat(), home: hostileText, shell: hostileText, size: fc.option(size) }),
    { maxLength: 3 },
  ),
  moreUsers: fc.nat(),
  places: fc.array(fc.record({ kind: fc.constantFrom(...PLACE_KINDS), path: hostileText, at: hostileText, size }), {
    maxLength: 3,
  }),
  morePlaces: fc.nat(),
  triage,
});

export const hostileSurvey: fc.Arbitrary<SurveyOutcome | null> = fc.oneof(
  fc.constant(null),
  fc.record({ kind: fc.constant('failed' as const), reason: hostileText }),
  fc.record({
    kind: fc.constant('surveyed' as const),
    survey: fc.record({
      takenAt: hostileText,
      seconds: fc.nat(),
      cut: fc.boolean(),
      file: fc.option(hostileText),
      systems: fc.array(system, { maxLength: 2 }),
      filesystems: fc.array(
        fc.record({
          mountpoint: hostileText,
          size,
          folders: fc.array(fc.record({ name: hostileText, size }), { maxLength: 3 }),
          more: fc.nat(),
        }),
        { maxLength: 3 },
      ),
      loose: triage,
    }),
  }),
);
