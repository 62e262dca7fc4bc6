/** What is left at the end, and whether all went as it should. */
import type { RecoveryResult } from '../src/contract/recovery.ts';
import { green, heading, indented, red, say, sayList } from './screen.ts';
import type { Stage } from './stage.ts';

const SNAPSHOT = /^snapshot /;

export function printEnding(stage: Stage): void {
  const { simulator, mails, mailPage, temporal } = stage;
  const left = simulator.cloud.leftovers('recovery-');
  heading('What is left of the recoveries in the cloud');
  if (left.every((each) => SNAPSHOT.test(each))) say('Nothing but the evidence snapshots that the plans named:');
  say(...(left.length === 0 ? ['nothing'] : left).map(indented));
  heading(`${mails.messages.length} mails were sent`);
  sayList(mails.messages.map(({ to, subject }) => `${to.join(', ')}: ${subject}`));
  heading('Where to look');
  say(`  Workflows, their history and results  ${temporal.ui}`, `  Mails and reports                     ${mailPage}`);
}

/**
 * @param chosen - outcomes that are as they should be: who answers may reject.
 * @returns one sentence for each thing that is not.
 */
export function faultsOf(
  { auditor }: Stage,
  results: readonly RecoveryResult[],
  chosen: readonly RecoveryResult['outcome'][],
): string[] {
  return [
    ...results.flatMap(({ recoveryId, outcome, summary, left }) => [
      ...(chosen.includes(outcome) ? [] : [`${recoveryId} ended as ${outcome}: ${summary}`]),
      ...left.map((each) => `${recoveryId} left ${each}`),
    ]),
    ...auditor.violationsAtTheEnd(results.flatMap(({ volumes }) => volumes.map(({ snapshotId }) => snapshotId))),
  ];
}

export function printVerdict(results: readonly RecoveryResult[], faults: readonly string[]): void {
  say('');
  if (faults.length > 0) {
    say(red('Not as it should be:'));
    sayList(faults);
    return;
  }
  const recovered = results.filter(({ outcome }) => outcome === 'recovered');
  say(
    green(`${recovered.length} of ${results.length} servers recovered.`),
    'The evidence is unharmed, and nothing else is left over.',
  );
}
