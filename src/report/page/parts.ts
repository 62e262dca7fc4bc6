/** Small parts that every section of the page is made of. */
import type { LayerVerdictCode } from '../../contract/inspection.ts';
import { plainText } from '../plain-text.ts';
import type { PageContext } from './context.ts';
import { fragment, type Html, type HtmlValue, said } from './fragment.ts';

/** Lines to paste, each its own; what others wrote into them was quoted for a shell already. */
export const commands = (lines: readonly string[]): Html =>
  fragment`<pre>${lines.map((line) => fragment`<span>${line}</span>`)}</pre>`;

interface Column {
  title: string;
  /** `number` is set to the right, `when` is not broken, `where` and `path` have room. */
  kind?: 'number' | 'when' | 'where' | 'path';
}

export function table(columns: readonly Column[], rows: readonly (readonly HtmlValue[])[]): Html {
  const kindOf = (index: number): string => columns[index]?.kind ?? 'text';
  return fragment`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${columns.map(({ title }, index) => fragment`<th scope="col" class="${kindOf(index)}">${said(title)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            fragment`<tr>
              ${cells.map((cell, index) => fragment`<td class="${kindOf(index)}">${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

export const code = (untrusted: string, most = 300): Html => fragment`<code>${plainText(untrusted, most)}</code>`;

export const list = (items: readonly HtmlValue[]): Html =>
  fragment`<ul>
    ${items.map((item) => fragment`<li>${item}</li>`)}
  </ul>`;

export const paragraph = (words: string, kind = 'plain'): Html => fragment`<p class="${kind}">${said(words)}</p>`;

/** The first of a list that may be endless, and how many are left out. */
export function firstOf<T>(
  items: readonly T[],
  most: number,
  more: (count: number) => string,
): { shown: readonly T[]; rest: Html | null } {
  const left = items.length - most;
  return { shown: items.slice(0, most), rest: left > 0 ? paragraph(more(left), 'soft') : null };
}

/** What is said of a layer in a few words. */
export const shortVerdict = (
  verdict: LayerVerdictCode,
  { words, report }: Pick<PageContext, 'words' | 'report'>,
): string => ({ ...report.verdict, ...words.picture.verdicts })[verdict];
