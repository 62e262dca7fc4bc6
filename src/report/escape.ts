/** Makes untrusted text safe to put into Markdown that the Temporal UI, a ticket or a mail reader renders. */
import { plainText } from './plain-text.ts';

/**
 * What both CommonMark and the Temporal UI's renderer let a backslash quote. `:` and `.` are among them because bare
 * `http://…` and `www.…` become links by themselves.
 * Source: gomarkdown parser/inline.go `escapeChars`; CommonMark 0.31 section 2.4.
 */
const BACKSLASHED = /[\\`*_{}[\]()#+\-.!:|&<>~^]/gu;
/** A backslash before these would be shown by some renderers; `@name` notifies people in some ticket systems. */
const ENTITIES: Readonly<Record<string, string>> = { '@': '&#64;', $: '&#36;', '=': '&#61;' };

/**
 * One line of Markdown that shows `untrusted` and does nothing else: no links, HTML, code, emphasis, tables, headings,
 * line breaks or control characters.
 *
 * @param maxLength - code points that the reader sees at most; a longer text ends in `…`.
 */
export const escapeMarkdown = (untrusted: string, maxLength: number): string =>
  plainText(untrusted, maxLength)
    .replaceAll(BACKSLASHED, String.raw`\$&`)
    .replaceAll(/[@$=]/gu, (character) => ENTITIES[character] ?? character);

/**
 * A code span. Nothing can be quoted inside one, so a backtick of `untrusted` is shown as an apostrophe and `|`, which
 * would end a table cell, as `¦`.
 */
export const codeSpan = (untrusted: string, maxLength: number): string =>
  `\`${codeText(untrusted, maxLength).replaceAll('|', '¦') || ' '}\``;

/** One line inside a fenced code block: nothing in it can close the fence. */
export const codeText = (untrusted: string, maxLength: number): string =>
  plainText(untrusted, maxLength).replaceAll('`', '’').replaceAll('~~~', '~ ~ ~');

/** An address in which nothing is left that Markdown, or the Temporal UI's own placeholders, would read. */
const addressText = (url: string): string =>
  url.replaceAll(
    /[\s\\`*_{}[\]()<>|"'~^]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`,
  );

/**
 * A link that shows `untrusted`; only its text when `url` is no http or https address.
 *
 * @param url - cut nowhere: whoever hands it in bounds it.
 */
export function link(untrusted: string, url: string): string {
  const text = escapeMarkdown(untrusted, 64);
  return /^https?:\/\/[^\s/]/.test(url) ? `[${text}](${addressText(plainText(url, 500))})` : text;
}
