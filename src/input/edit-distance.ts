/** How far apart two words are, for "did you mean". */

/**
 * Insertions, deletions, replacements and swaps of neighbours that turn one into the other (optimal string alignment).
 * Quadratic: give it short words.
 */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(before, j - 2) + 1 : replaced;
      next.push(Math.min(at(row, j) + 1, at(next, j - 1) + 1, replaced, swapped));
    }
    before = row;
    row = next;
  }
  return at(row, b.length);
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY;

/** Longer words are compared by their beginning. */
const MOST = 64;

/** The nearest of `words` in the order of likeness; what differs in more than a quarter of its letters is not like. */
export function likest(wanted: string, words: readonly string[]): string[] {
  const plain = (word: string): string => word.slice(0, MOST).toLowerCase();
  const scored = words.map((word) => ({ word, distance: distanceOf(plain(wanted), plain(word)) }));
  return scored
    .filter(({ word, distance }) => distance <= Math.max(1, Math.floor(Math.max(wanted.length, word.length) / 4)))
    .toSorted((a, b) => a.distance - b.distance)
    .map(({ word }) => word);
}

/** A part of a name counts as one change: `thesis` means `thesis-vm`. */
function distanceOf(wanted: string, word: string): number {
  const part = Math.min(wanted.length, word.length) >= 3 && (word.includes(wanted) || wanted.includes(word));
  const distance = editDistance(wanted, word);
  return part ? Math.min(1, distance) : distance;
}
