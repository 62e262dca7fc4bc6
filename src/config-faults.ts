/** What is wrong with a configuration file, each with its line, what was expected, and the name that was meant. */
import { isMap, isScalar, type LineCounter, type Document, type Node } from 'yaml';
import type { z } from 'zod';
import { editDistance, likest } from './input/edit-distance.ts';
import { plainText } from './report/plain-text.ts';

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

/** A JSON schema, as far as names are looked up in it. */
interface Names {
  properties?: Record<string, Names>;
  additionalProperties?: Names | boolean;
  items?: Names;
}

export interface ReadFile {
  file: string;
  document: Document;
  lines: LineCounter;
  /** The schema's own, for the names that there are. */
  names: Names;
}

const MOST_SHOWN = 80;
const MOST_NAMES = 12;

/**
 * @returns one line for each fault, in the order of the file; the first of each setting. A setting that is missing because
 *   its name is misspelt is told once.
 */
export function faultLines(read: ReadFile, issues: readonly Issue[]): string[] {
  const faults = issues.flatMap((issue) => faultsOf(read, issue));
  const misspelt = new Set(faults.map(({ stands }) => stands));
  return faults
    .filter(({ path }, place) => !misspelt.has(path) && faults.findIndex((each) => each.path === path) === place)
    .toSorted((a, b) => a.line - b.line)
    .map(({ line, path, words }) => `${read.file}:${line}: ${path}: ${words}`);
}

interface Fault {
  line: number;
  path: string;
  /** Of a misspelt name, the path that is probably meant. */
  stands?: string;
  words: string;
}

function faultsOf(read: ReadFile, issue: Issue): Fault[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownSetting(read, issue.path, key));
  if (issue.code === 'invalid_key') {
    const key = String(issue.path.at(-1));
    const words = 'expected a name of letters, digits, ".", "_" and "-", at most 64 long';
    return [{ line: lineOfKey(read, issue.path.slice(0, -1), key), path: shownPath(issue.path), words }];
  }
  return [{ line: lineOf(read, issue.path), path: shownPath(issue.path), words: wordsOf(read, issue) }];
}

/** Its value is not shown: whoever misspells a setting may have put a password there. */
function unknownSetting(read: ReadFile, path: Path, key: string): Fault {
  const known = Object.keys(namesAt(read.names, path)?.properties ?? {});
  const words = `expected ${oneOf(known)}, received "${plainText(key, MOST_SHOWN)}"${meant(key, known)}`;
  const nearest = nearestTo(key, known);
  return {
    ...{ line: lineOfKey(read, path, key), path: shownPath([...path, key]), words },
    ...(nearest === undefined ? {} : { stands: shownPath([...path, nearest]) }),
  };
}

function wordsOf(read: ReadFile, issue: Issue): string {
  const value = read.document.getIn(issue.path);
  const received = `, received ${shownValue(value)}`;
  // A schema's own words say what is expected, or what does not go together.
  if (/^expected /.test(issue.message)) return `${issue.message}${received}`;
  if (issue.code === 'custom') return `${issue.message}${meantCloud(read, issue.path, value)}`;
  return `expected ${expectedBy(issue)}${received}${meantValue(issue, value)}`;
}

const meantValue = (issue: Issue, value: unknown): string =>
  issue.code === 'invalid_value' && typeof value === 'string' ? meant(value, issue.values.map(String)) : '';

function meantCloud({ document }: ReadFile, path: Path, value: unknown): string {
  const clouds = document.getIn(['clouds']);
  if (path[0] !== 'defaultCloud' || !isMap(clouds)) return '';
  const names = clouds.items.map(({ key }) => String(key));
  return `: expected ${oneOf(names)}, received ${shownValue(value)}${typeof value === 'string' ? meant(value, names) : ''}`;
}

/** Of a setting only what is misspelt: `mail_password` does not mean `mail`. */
function nearestTo(wanted: string, names: readonly string[]): string | undefined {
  const distanceOf = (name: string): number =>
    editDistance(wanted.toLowerCase().slice(0, MOST_SHOWN), name.toLowerCase());
  return likest(wanted, names)
    .filter((name) => distanceOf(name) <= Math.max(1, Math.floor(name.length / 3)))
    .toSorted((a, b) => distanceOf(a) - distanceOf(b))[0];
}

function meant(wanted: string, names: readonly string[]): string {
  const nearest = nearestTo(wanted, names);
  return nearest === undefined ? '' : `; is "${nearest}" meant?`;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of settings',
  record: 'a map of settings',
};

const FORMATS: Readonly<Record<string, string>> = {
  email: 'an e-mail address such as cloud@example.org',
  url: 'an address such as https://recovery.example.org',
  cidrv4: 'a network such as 192.0.2.0/24',
  cidrv6: 'a network such as 2001:db8::/64',
};

function expectedBy(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return KINDS[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return oneOf(issue.values.map(String));
    case 'invalid_format':
      return FORMATS[issue.format] ?? issue.format;
    case 'too_small':
      return `at least ${String(issue.minimum)}${unitOf(issue.origin)}`;
    case 'too_big':
      return `at most ${String(issue.maximum)}${unitOf(issue.origin)}`;
    case 'invalid_union':
      return unionOf(issue.errors);
    default:
      return issue.message;
  }
}

const unitOf = (origin: string): string => (origin === 'array' ? ' entries' : origin === 'string' ? ' letters' : '');

/** Of what any of its members expects. */
const unionOf = (errors: readonly (readonly Issue[])[]): string =>
  [...new Set(errors.flatMap(([first]) => (first === undefined ? [] : [expectedBy(first)])))].join(' or ');

function oneOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => plainText(name, MOST_SHOWN));
  const list = names.length > shown.length ? `${shown.join(', ')}, …` : shown.join(', ');
  return names.length === 1 ? list : `one of ${list}`;
}

function shownValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'nothing';
  if (typeof value === 'string') return `"${plainText(value, MOST_SHOWN)}"`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return isMap(value) ? 'a map of settings' : 'a list';
}

/** `tickets.helpdesk.startOn`, `sshFrom[0]`. */
const shownPath = (path: Path): string =>
  path.length === 0
    ? 'the whole'
    : plainText(
        path
          .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
          .join('')
          .replace(/^\./, ''),
        200,
      );

/** The line of what is there, or of the nearest thing around what is missing. */
function lineOf(read: ReadFile, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const line = lineOfKey(read, path.slice(0, length - 1), path[length - 1]);
    if (line > 0) return line;
  }
  return 1;
}

/** Where a setting's name stands; 0 when it doesn't. */
function lineOfKey({ document, lines }: ReadFile, path: Path, key: PropertyKey | undefined): number {
  const around = path.length === 0 ? document.contents : document.getIn(path, true);
  const place = (node: unknown): number => {
    const { range } = node as Node;
    return range == null ? 0 : lines.linePos(range[0]).line;
  };
  if (isMap(around)) {
    const pair = around.items.find((each) => isScalar(each.key) && String(each.key.value) === String(key));
    return pair === undefined ? 0 : place(pair.key);
  }
  const entry: unknown = document.getIn([...path, key], true);
  return entry === undefined || entry === null ? 0 : place(entry);
}

function namesAt(names: Names, path: Path): Names | undefined {
  return path.reduce<Names | undefined>((at, part) => {
    if (at === undefined) return undefined;
    if (typeof part === 'number') return at.items;
    const own = at.properties?.[String(part)];
    return own ?? (typeof at.additionalProperties === 'object' ? at.additionalProperties : undefined);
  }, names);
}
