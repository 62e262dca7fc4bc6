/** Markup of our own, and everything else as text: there is no other way to put something into a page. */
import { escapeHtml } from '../escape-html.ts';
import { plainText } from '../plain-text.ts';

export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

export type HtmlValue = Html | string | number | null | readonly HtmlValue[];

/** More than a line that anybody reads. */
const MOST_CHARACTERS = 2000;

function render(value: HtmlValue): string {
  if (value === null) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'string') return escapeHtml(plainText(value, MOST_CHARACTERS));
  if (typeof value === 'number') return String(Number.isFinite(value) ? value : 0);
  return value.map(render).join('');
}

/**
 * Tag of a template: what stands in it is markup; what is put into it is one harmless line of text, in elements and in
 * quoted attributes alike, unless it is {@link Html} itself. Never inside of `<style>` or `<script>`.
 */
export const fragment = (strings: TemplateStringsArray, ...values: HtmlValue[]): Html =>
  new Html(strings.map((text, index) => text + render(values[index] ?? null)).join(''));

/** Words of ours: `code` and **weight** as in Markdown, and a French colon or guillemet stays with its word. */
export const said = (words: string): Html =>
  new Html(
    escapeHtml(words)
      .replaceAll(/ ([:»])/g, '\u00A0$1')
      .replaceAll('« ', '«\u00A0')
      .replaceAll(/`([^`]+)`/g, '<code>$1</code>')
      .replaceAll(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>'),
  );
