/** The findings for people: a heading for each subject, a line for each check, what mends it below. */
import { styleText } from 'node:util';
import type { Check, CheckState } from './check.ts';

const MARK: Readonly<Record<CheckState, string>> = { ok: 'ok', warn: 'WARN', fail: 'FAIL' };
const COLOUR = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

/** @param colours - for a terminal. */
export function tableOf(checks: readonly Check[], colours: boolean): string[] {
  const mark = (state: CheckState): string => {
    const padded = MARK[state].padEnd(5);
    return colours ? styleText(COLOUR[state], padded, { validateStream: false }) : padded;
  };
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = [...new Set(checks.map(({ subject }) => subject))].flatMap((subject) => [
    subject,
    ...checks
      .filter((each) => each.subject === subject)
      .flatMap(({ name, state, seen, remedy }) => [
        `  ${mark(state)} ${name.padEnd(width)}  ${seen}`,
        ...(remedy === null ? [] : [`        → ${remedy}`]),
      ]),
    '',
  ]);
  return [...lines, verdict(checks)];
}

function verdict(checks: readonly Check[]): string {
  const count = (state: CheckState): number => checks.filter((each) => each.state === state).length;
  const of = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
  return `${of(checks.length, 'check')}: ${of(count('fail'), 'fault')}, ${of(count('warn'), 'warning')}.`;
}
