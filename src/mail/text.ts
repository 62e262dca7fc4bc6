/** Plain-text mails: paragraphs wrapped for any reader, and lines that must not be wrapped. */

/** A paragraph; a list; or lines to paste, which stay as they are. */
export type Part = string | { list: readonly string[] } | { verbatim: readonly string[] };

/** RFC 5322 2.1.1 asks for 78 characters a line at most. */
const WIDTH = 78;

export const renderParts = (parts: readonly Part[]): string => `${parts.map(renderPart).join('\n\n')}\n`;

function renderPart(part: Part): string {
  if (typeof part === 'string') return wrap(part, '', '');
  if ('list' in part) return part.list.map((item) => wrap(item, '- ', '  ')).join('\n');
  return part.verbatim.map((line) => `    ${line}`).join('\n');
}

/** Breaks at spaces only: a no-break space holds a French colon to its word. Longer words, such as ids, stick out. */
function wrap(text: string, first: string, next: string): string {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(' ')) {
    const isStart = line === first || line === next;
    if (!isStart && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = next + word;
    } else line += isStart ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}
