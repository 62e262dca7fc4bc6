/** Holds a course that was seen against the one that must be seen. */
import type { Transcript } from './transcript.ts';

/**
 * @param seen - states in the order in which they were first seen.
 * @param pattern - states in order; one that ends in `?` may be missing.
 * @throws Error that tells both.
 */
export function matchCourse(what: string, seen: readonly string[], pattern: readonly string[]): void {
  if (!matches(seen, pattern)) throw new Error(`${what}: expected the states ${list(pattern)}; seen: ${list(seen)}`);
}

function matches(seen: readonly string[], pattern: readonly string[]): boolean {
  const [state, ...later] = seen;
  const [next, ...rest] = pattern;
  if (next === undefined) return state === undefined;
  if (state === next.replace(/\?$/, '') && matches(later, rest)) return true;
  return next.endsWith('?') && matches(seen, rest);
}

const list = (states: readonly string[]): string => (states.length === 0 ? 'none' : states.join(' → '));

/**
 * Where the played stage kept a journal, it must have gone through each state that the cloud was seen in, however short.
 *
 * @returns one sentence for each course that left one out.
 */
export const skippedStates = (recorded: Transcript, played: Transcript): string[] =>
  played.entries.flatMap((entry, place) => {
    const was = recorded.entries[place];
    if (!('course' in entry) || entry.journal === undefined || was === undefined || !('course' in was)) return [];
    const states = was.course.map(({ state }) => state);
    if (isPartOf(states, entry.journal)) return [];
    return [`${entry.what}: the cloud went through ${list(states)}; here it was ${list(entry.journal)}`];
  });

function isPartOf(states: readonly string[], journal: readonly string[]): boolean {
  const [state, ...later] = states;
  if (state === undefined) return true;
  const place = journal.indexOf(state);
  return place >= 0 && isPartOf(later, journal.slice(place));
}
