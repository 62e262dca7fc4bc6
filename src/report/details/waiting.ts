/** The top of the page: what it does or waits for, whom, since when, and what happens by itself. */
import { type AutomaticAct, hasEnded, type Phase, type RecoveryStatus } from '../../contract/recovery.ts';
import { escapeMarkdown } from '../escape.ts';
import { formatElapsed, formatInstant } from '../format.ts';
import type { Block } from './blocks.ts';

/** What it does or waits for, in a person's words. */
const HEADLINE: Readonly<Record<Phase, string>> = {
  'awaiting-input': 'Waiting for the input of this recovery',
  planning: 'Reading the cloud and making the plan',
  'waiting-for-cloud': 'The cloud is not ready for this recovery',
  'awaiting-approval': 'Waiting for the approval of the plan',
  'awaiting-unlock': 'Approved; waiting for the lock to be lifted in Nova',
  preserving: 'Making the evidence snapshots',
  launching: 'Launching the recovery server',
  moving: 'Bringing the volumes to the recovery server',
  inspecting: 'Looking at what is on the volumes',
  'handed-over': 'Handed over: the data can be copied',
  'cleaning-up': 'Cleaning up',
  recovered: 'Done: the data was recovered',
  refused: 'Ended: this recovery can’t be done as asked',
  rejected: 'Ended: the plan was rejected; nothing was touched',
  expired: 'Ended: nobody answered in time',
  cancelled: 'Ended: cancelled, and undone',
  failed: 'Ended: a step failed',
  continued: 'This run is over',
};

/** Values of the `WaitingFor` search attribute. */
const WHO: ReadonlyMap<string, string> = new Map([
  ['analyst', 'the analyst'],
  ['sysadmin', 'a sysadmin'],
  ['recovery-engineer', 'the recovery engineer'],
  ['cloud', 'the cloud; nobody needs to do anything'],
]);

/** Follows "By itself:". */
const ACT: Readonly<Record<AutomaticAct, (at: string, phase: Phase) => string>> = {
  'look-again': (at) => `it looks at the cloud again at ${at} (any signal makes it look at once)`,
  remind: (at) => `a reminder goes out at ${at}`,
  escalate: (at) => `a second address is told at ${at}`,
  expire: (at, phase) =>
    phase === 'awaiting-input'
      ? `it gives up at ${at}; nothing was begun`
      : `it gives up at ${at}, with everything undone`,
  'clean-up': (at) => `the recovery server is removed at ${at}`,
};

export const headline = ({ phase, goesOnAs }: RecoveryStatus): string =>
  `## ${phase === 'continued' && goesOnAs !== null ? 'The recovery runs elsewhere' : HEADLINE[phase]}`;

export const waitingBlocks = (status: RecoveryStatus, now: string): Block[] => [
  ...(hasEnded(status) ? [] : [waitingLine(status, now), ...nextLine(status)]).map((text) => ({ rank: 0, text })),
  ...latestBlock(status),
];

function waitingLine({ waitingFor, since }: RecoveryStatus, now: string): string {
  const elapsed = formatElapsed(since, now, 'en');
  const when = `since ${formatInstant(since)}${elapsed === null ? '' : ` (${elapsed})`}`;
  if (waitingFor === 'nobody') return `Nobody is waited for, ${when}.`;
  return `**Waiting for: ${WHO.get(waitingFor) ?? escapeMarkdown(waitingFor, 40)}**, ${when}.`;
}

function nextLine({ next, phase }: RecoveryStatus): string[] {
  if (next.length === 0) return [];
  return [`By itself: ${next.map(({ act, at }) => ACT[act](formatInstant(at), phase)).join('; ')}.`];
}

/** The headline of these says what their first line says. */
const TOLD_BY_HEADLINE: readonly Phase[] = ['awaiting-input', 'awaiting-approval', 'handed-over'];

/** What happened last; while an unlock is awaited, it says what is in the way. That a mail has left is seldom news. */
function latestBlock({ timeline, phase, since }: RecoveryStatus): Block[] {
  const latest = timeline.findLast(({ text }) => !/^Mail \S+ sent$/.test(text));
  if (latest === undefined || (TOLD_BY_HEADLINE.includes(phase) && latest.at === since)) return [];
  return [{ rank: 1, text: `${escapeMarkdown(latest.text, 300)} (${formatInstant(latest.at)})` }];
}
