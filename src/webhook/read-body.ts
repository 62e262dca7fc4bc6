/** From the raw body to a value, with bounds on its depth; and the values of fields in it. */
import { z } from 'zod';
import { plainText } from '../report/plain-text.ts';
import { Refusal } from './refusal.ts';

/** What ticket systems send is 6 deep. */
const MOST_LEVELS = 32;

/** @throws Refusal */
export function parseBody(body: Buffer): unknown {
  if (levelsOf(body) > MOST_LEVELS)
    throw new Refusal('too-deep', `The body is nested deeper than ${String(MOST_LEVELS)} levels.`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    // Not the parser's own message: it quotes the body.
    throw new Refusal('not-json', 'The body is no JSON text in UTF-8.');
  }
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** Counts brackets outside of strings, without recursion and before anything is built from them. */
function levelsOf(body: Buffer): number {
  let [level, deepest, inString] = [0, 0, false];
  for (let index = 0; index < body.length; index += 1) {
    const byte = body[index] ?? 0;
    if (inString) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (OPENING.has(byte)) deepest = Math.max(deepest, (level += 1));
    else if (CLOSING.has(byte)) level -= 1;
  }
  return deepest;
}

/**
 * What the body must have. What else it has doesn't matter: systems add fields with every release.
 *
 * @throws Refusal that names the first field that isn't as expected, and never its value.
 */
export function understood<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'the body' : issue.path.map(String).join('.');
  const expected = issue?.code === 'invalid_type' ? issue.expected : 'another value';
  throw new Refusal('not-understood', `${plainText(where, 80)}: expected ${expected}.`);
}

/** Numbers and texts alike, as text; anything else is nothing. */
export const scalar = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : ''),
  z.string().max(10_000),
);
/** An id in the system; without one there is nothing to go by. */
export const ticketId = z.preprocess(
  (value) => (typeof value === 'number' ? String(value) : value),
  z.string().regex(/^[\w.#-]{1,64}$/),
);

/** Null for what is empty. */
export const orNull = (text: string | null | undefined): string | null =>
  text === undefined || text === null || text.trim() === '' ? null : text.trim();

/**
 * The value of a field of the ticket, wherever the site keeps it.
 *
 * @param path - dotted, such as `customer.email`.
 * @returns null for what isn't there, is empty, or is no plain value. Of a list, its only entry.
 */
export function fieldOf(fields: unknown, path: string): string | null {
  const found = path
    .split('.')
    .reduce<unknown>(
      (inner, name) =>
        typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name)
          ? (inner as Record<string, unknown>)[name]
          : undefined,
      fields,
    );
  const only: unknown = Array.isArray(found) && found.length === 1 ? found[0] : found;
  // Jira's select fields are objects with their text as `value`, GLPI's have a `name`.
  const plain = typeof only === 'object' && only !== null ? (namedValue(only) ?? only) : only;
  if (typeof plain === 'number') return String(plain);
  return typeof plain === 'string' ? orNull(plain.slice(0, 1000)) : null;
}

const namedValue = (object: object): unknown =>
  'value' in object ? object.value : 'name' in object ? object.name : undefined;

/** Words without markup: enough for a person to read, never rendered. */
export const wordsOfHtml = (html: string): string =>
  html
    .replaceAll(/<(br|\/p|\/div|\/li)\b[^<>]{0,200}>/gi, '\n')
    // Without `<` inside: of thousands of them in a row, each would be looked 2000 characters ahead from.
    .replaceAll(/<[^<>]{0,2000}>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll(/&#0?39;/g, "'")
    .replaceAll('&amp;', '&');
