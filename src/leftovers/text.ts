/** Leftovers for people to read. */
import { formatInstant } from '../report/format.ts';
import { plainText } from '../report/plain-text.ts';
import type { Leftover, LeftoversOfRecovery } from './assess.ts';

export function leftoverLines(found: readonly LeftoversOfRecovery[], cloud: string): string[] {
  const left = found.filter(({ leftovers, remarks }) => leftovers.length > 0 || remarks.length > 0);
  const kept = found.filter(({ evidence }) => evidence.length > 0);
  return [
    left.length === 0
      ? `Nothing is left over in cloud ${cloud}.`
      : `Left over in cloud ${cloud}, of recoveries that are over. Nothing is removed by this command; these lines would:`,
    ...left.flatMap((each) => [
      '',
      heading(each),
      ...each.leftovers.flatMap(lines),
      ...each.remarks.map((text) => `  ! ${text}`),
    ]),
    ...(kept.length === 0 ? [] : ['', 'Evidence, kept on purpose:']),
    ...kept.flatMap((each) => ['', heading(each), ...each.evidence.flatMap(lines)]),
  ];
}

const heading = ({ recoveryId, ended }: LeftoversOfRecovery): string =>
  ended === null
    ? `${recoveryId} (Temporal does not remember how it ended)`
    : `${recoveryId} (${ended.how} at ${formatInstant(ended.at)}, server ${ended.serverId})`;

const lines = ({ kind, name, commands }: Leftover): string[] => [
  `  ${kind} ${plainText(name, 100)}`,
  ...commands.map((command) => `    ${command}`),
];
