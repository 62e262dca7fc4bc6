/** Where a target may tell something else than the recording, each with its reason; src must not care. */
import type { Target } from './target.ts';

interface ListedDifference {
  target: Target['name'];
  /** The case's name. */
  name: string;
  /** Part of the sentence in which the comparison tells the difference. */
  difference: string;
  reason: string;
}

const LISTED_DIFFERENCES: readonly ListedDifference[] = [];

/** @returns those that nobody has explained. */
export const unexplained = (target: Target['name'], name: string, found: readonly string[]): string[] =>
  found.filter(
    (difference) =>
      !LISTED_DIFFERENCES.some(
        (each) => each.target === target && each.name === name && difference.includes(each.difference),
      ),
  );
