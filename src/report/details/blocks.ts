/** Puts a page together from parts that may not all fit. */

/** A part of the page; the lower its rank, the longer it stays when there is too much. */
export interface Block {
  rank: number;
  text: string;
}

const SHORTENED = 'There is more: run the query `status`, or see the result.';

/** UTF-8 length. The workflow sandbox has no Buffer. */
const bytesOf = (text: string): number =>
  Array.from(text).reduce((sum, character) => sum + utf8Length(character.codePointAt(0) ?? 0), 0);
const utf8Length = (point: number): number => (point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4);

/**
 * Takes blocks by rank while they fit, and shows them in their own order.
 *
 * @param limitBytes - of the page, in UTF-8, exclusive.
 */
export function fit(blocks: readonly Block[], limitBytes: number): string {
  let left = limitBytes - 1 - bytesOf(`\n\n${SHORTENED}`);
  const kept = new Set<Block>();
  for (const block of blocks.toSorted((a, b) => a.rank - b.rank)) {
    const size = bytesOf(block.text) + 2;
    if (size > left) continue;
    left -= size;
    kept.add(block);
  }
  const shown = blocks.filter((block) => kept.has(block));
  return [...joined(shown), ...(shown.length < blocks.length ? [`\n\n${SHORTENED}`] : [])].join('');
}

/** List items stay together; everything else is a paragraph. */
const joined = (blocks: readonly Block[]): string[] =>
  blocks.map(({ text }, index) => {
    if (index === 0) return text;
    const inList = text.startsWith('- ') && (blocks[index - 1]?.text.startsWith('- ') ?? false);
    return `${inList ? '\n' : '\n\n'}${text}`;
  });
