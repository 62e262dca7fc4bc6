/** Holds a course that was seen against the one that must be seen. */

/**
 * @param seen - states in the order in which they were first seen.
 * @param pattern - states in order; one that ends in `?` may be missing, unless `every` state is known to be seen.
 * @throws Error that tells both.
 */
export function matchCourse(what: string, seen: readonly string[], pattern: readonly string[], every = false): void {
  if (matches(seen, pattern, every)) return;
  throw new Error(`${what}: expected the states ${list(pattern)}${every ? ', all of them' : ''}; seen: ${list(seen)}`);
}

function matches(seen: readonly string[], pattern: readonly string[], every: boolean): boolean {
  const [state, ...later] = seen;
  const [next, ...rest] = pattern;
  if (next === undefined) return state === undefined;
  if (state === next.replace(/\?$/, '') && matches(later, rest, every)) return true;
  return !every && next.endsWith('?') && matches(seen, rest, every);
}

const list = (states: readonly string[]): string => (states.length === 0 ? 'none' : states.join(' → '));
