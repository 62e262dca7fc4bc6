/** The same cases in the lab, a real OpenStack. With `CONTRACT_RECORD=1` what is played is recorded, not compared. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CASES } from './cases/all.ts';
import type { Case } from './suite/case.ts';
import { differences } from './suite/compare.ts';
import { unexplained } from './suite/listed-differences.ts';
import { type Outcomes, writeOutcomes } from './suite/outcome.ts';
import { play } from './suite/play.ts';
import { readRecording, writeRecording } from './suite/recording.ts';
import type { Target } from './suite/target.ts';
import { labTarget } from './targets/lab.ts';

const isRecording = process.env['CONTRACT_RECORD'] === '1';
const CLOUD = 'OpenStack Zed of Debian 12 (compute 2.93, volume 3.70)';

const outcomes: Outcomes = {};
let target: Target;
beforeAll(async () => {
  target = await labTarget();
});
afterAll(async () => {
  await target.close();
  if (!isRecording) writeOutcomes('lab', outcomes);
});

async function playInLab(each: Case): Promise<void> {
  outcomes[each.name] = ['did not come to its end'];
  const played = await play(each, target);
  if (isRecording) {
    writeRecording(each, CLOUD, played);
    return;
  }
  const recording = readRecording(each);
  if (recording === null) throw new Error('never recorded: `npm run lab -- record`');
  const found = differences(recording.transcript, played);
  outcomes[each.name] = found;
  expect(unexplained('lab', each.name, found)).toEqual([]);
}

describe('the lab answers as it was recorded', () => {
  // Mostly waiting: a few at a time, those first that wait longest, and at the end those that disturb others.
  const order = ({ alone = false, slow = false }: Case): number => Number(alone) - Number(slow);
  for (const each of CASES.toSorted((one, other) => order(one) - order(other)))
    it(each.name, { concurrent: each.alone !== true }, () => playInLab(each));
});
