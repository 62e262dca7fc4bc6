/** One thing that was looked at, and what came of it. */
import { plainText } from '../report/plain-text.ts';

export type CheckState = 'ok' | 'warn' | 'fail';

export interface Check {
  /** What it belongs to: `cloud arbutus`, `Temporal`, `mail`. */
  subject: string;
  name: string;
  state: CheckState;
  /** What was seen, in one line. */
  seen: string;
  /** The sentence that mends it; null when all is well. */
  remedy: string | null;
}

/** A check before it is known to what it belongs. */
export type Looked = Omit<Check, 'subject'>;

const MOST_SEEN = 300;
const MOST_REMEDY = 500;

/** Names and answers of others are in these sentences: they are made harmless here, once. */
const looked = (name: string, state: CheckState, seen: string, remedy: string | null): Looked => ({
  name,
  state,
  seen: plainText(seen, MOST_SEEN),
  remedy: remedy === null ? null : plainText(remedy, MOST_REMEDY),
});

export const ok = (name: string, seen: string): Looked => looked(name, 'ok', seen, null);
export const warn = (name: string, seen: string, remedy: string): Looked => looked(name, 'warn', seen, remedy);
export const fail = (name: string, seen: string, remedy: string): Looked => looked(name, 'fail', seen, remedy);

/** For monitoring: 0 all is well, 1 warnings, 2 faults. */
export function exitCodeOf(checks: readonly Check[]): 0 | 1 | 2 {
  const states = new Set(checks.map(({ state }) => state));
  return states.has('fail') ? 2 : states.has('warn') ? 1 : 0;
}
