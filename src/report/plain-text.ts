/** Breaks and tabs of every kind: they end a line, a header or a table cell. */
const WHITE_SPACE = /\s+/gu;
/**
 * Control characters, invisible and direction-changing ones, lone surrogates, private use: they drive terminals, hide
 * text or reverse it (`‮` turns a file name around).
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu;

/**
 * One harmless line of an untrusted string, for plain text such as a mail or a subject.
 *
 * @param untrusted - a disk label, file name, server name, `locked_reason`, ticket text: anything that others wrote.
 * @param maxLength - code points that may be shown; a longer text ends in `…`, which counts.
 */
export function plainText(untrusted: string, maxLength: number): string {
  // Cut before the replacements: a disk label may be a gigabyte. Two code units are the most that a code point takes.
  const bounded = untrusted.slice(0, 4 * maxLength + 4);
  const line = bounded.replaceAll(WHITE_SPACE, ' ').replaceAll(UNPRINTABLE, '\uFFFD').trim();
  const shown = Array.from(line);
  if (shown.length <= maxLength && bounded.length === untrusted.length) return line;
  return `${shown.slice(0, Math.max(0, maxLength - 1)).join('')}…`;
}
