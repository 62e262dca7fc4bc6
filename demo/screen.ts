/** What the demo prints: short lines, headings, colour where it is wanted. */
import { renderParts } from '../src/mail/text.ts';

const { stdout } = process;
const coloured = stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';
const paint =
  (code: number) =>
  (text: string): string =>
    coloured ? `\u001B[${code}m${text}\u001B[0m` : text;
export const bold = paint(1);
const dim = paint(2);
export const green = paint(32);
export const red = paint(31);

/** Nobody's terminal is narrower, and lines that run on are hard to read. */
export const WIDTH = 80;

let hushed = false;

/** Nothing more is printed: what was under way when the demo is left may still come to its end. */
export const hush = (): void => {
  hushed = true;
};

export const write = (text: string): void => {
  if (!hushed) stdout.write(text);
};

export const say = (...lines: string[]): void => write(`${lines.join('\n')}\n`);

export const heading = (text: string): void => say('', bold(text), dim('─'.repeat(WIDTH - 1)));

/** A paragraph, broken at spaces, as the mails are. */
export const sayWrapped = (text: string): void => say(renderParts([text]).trimEnd());

export const sayList = (list: readonly string[]): void => say(renderParts([{ list }]).trimEnd());

export const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');
