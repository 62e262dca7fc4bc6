/** The simulator may not be kinder than the cloud: each case must go as it went in a real one. */
import { afterAll, describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../simulators/openstack/operations.ts';
import { CASES } from './cases/all.ts';
import { slug } from './suite/case.ts';
import { differences } from './suite/compare.ts';
import { skippedStates } from './suite/course.ts';
import { LEFT_OUT_FIELDS, leftOutAs } from './suite/left-out.ts';
import { unexplained } from './suite/listed-differences.ts';
import { type Outcomes, writeOutcomes } from './suite/outcome.ts';
import { play } from './suite/play.ts';
import { readRecording, recordedSlugs } from './suite/recording.ts';
import { simulatorTarget } from './targets/simulator.ts';

const outcomes: Outcomes = {};
const leftOut = new Set<string>();
function isLeftOut(field: string): boolean {
  const entry = leftOutAs(field);
  if (entry !== undefined) leftOut.add(entry);
  return entry !== undefined;
}
afterAll(() => {
  writeOutcomes('simulator', outcomes);
});

describe('the simulator answers as the recorded cloud', () => {
  it.each(CASES.map((each) => [each.name, each] as const))('%s', async (name, each) => {
    outcomes[name] = ['did not come to its end'];
    const recording = readRecording(each);
    const target = await simulatorTarget();
    try {
      const played = await play(each, target);
      if (recording === null) throw new Error('never recorded: `npm run lab -- record`');
      const { transcript } = recording;
      outcomes[name] = [...differences(transcript, played, isLeftOut), ...skippedStates(transcript, played)];
      expect(unexplained('simulator', name, outcomes[name])).toEqual([]);
    } finally {
      await target.close();
    }
  });
});

it('has a case for every recording, and names that tell cases apart', () => {
  const slugs = CASES.map(slug);
  expect(slugs.filter((each, place) => slugs.indexOf(each) !== place)).toEqual([]);
  expect(recordedSlugs().filter((each) => !slugs.includes(each))).toEqual([]);
});

it('has a case for every operation that the simulator knows', () => {
  const tried = new Set<string>(CASES.map(({ operation }) => operation));
  expect(OPERATIONS.filter((operation) => !tried.has(operation))).toEqual([]);
});

it('leaves out only what the cloud answers and the simulator does not', () => {
  const isWhole = Object.keys(outcomes).length === CASES.length;
  expect(isWhole ? LEFT_OUT_FIELDS.filter((field) => !leftOut.has(field)) : []).toEqual([]);
});
