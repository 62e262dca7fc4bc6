/** Reads whatever was sent as a request: keeps every part that is right, and says of every other what is wrong. */
import type { InputFault } from '../contract/recovery-input.ts';
import { plainText } from '../report/plain-text.ts';
import { exampleOf, faultOf, shown } from './faults.ts';
import { fieldLike, fieldNamed, FIELDS, GROUPS } from './fields.ts';
import { formsOf, isBlank } from './forms.ts';

export interface Reading {
  /** Right values by path. */
  set: Map<string, unknown>;
  /** Paths, as written, that are to be left out: their value is null. */
  cleared: string[];
  faults: InputFault[];
}

/** Wrong fields that exist are fewer; of fields that don't exist, the first are told and the rest are left out. */
export const MOST_FAULTS = 20;

/** Never throws, whatever comes: nothing, a text, a list, 100 kB of brackets. */
export function readRequest(value: unknown): Reading {
  const reading: Reading = { set: new Map(), cleared: [], faults: [] };
  readWhole(reading, unwrapped(value));
  // Wrong values of our own fields first: of what doesn't exist, some may have to go untold.
  const known = ({ suggestion, mend }: InputFault): number => (FIELDS.has(mend.field) || suggestion !== null ? 0 : 1);
  reading.faults = reading.faults.toSorted((a, b) => known(a) - known(b)).slice(0, MOST_FAULTS);
  return reading;
}

function readWhole(reading: Reading, value: unknown): void {
  if (isBlank(value) || value === null) return;
  if (typeof value === 'object' && !Array.isArray(value)) readFields(reading, value, '');
  else if (typeof value === 'string' || typeof value === 'number') readValue(reading, 'server', 'server', value);
  else reading.faults.push(wholeFault(value));
}

/** A list of one is that one; JSON in quotes is what it says. Each once: brackets may be 50,000 deep. */
function unwrapped(value: unknown): unknown {
  const inner = onlyOf(value);
  return typeof inner === 'string' ? onlyOf(parsedJson(inner)) : inner;
}

const onlyOf = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);

function parsedJson(text: string): unknown {
  if (!/^\s*[{["]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text; // then it is a name that begins like that
  }
}

const wholeFault = (value: unknown): InputFault => ({
  field: 'input',
  expected: Array.isArray(value)
    ? 'one server for each recovery: start one for each'
    : 'a JSON object, or a text that names the server',
  received: shown(value),
  suggestion: null,
  candidates: [],
  mend: { field: 'server', value: exampleOf('server') },
});

function readFields(reading: Reading, fields: object, prefix: string): void {
  for (const [key, value] of Object.entries(fields)) {
    // The template carries its explanation under this key.
    if (key.startsWith('//')) continue;
    const written = prefix === '' ? shownKey(key) : `${prefix}.${shownKey(key)}`;
    const meant = fieldNamed(written);
    if (value === null) reading.cleared.push(meant ?? written);
    else if (!isBlank(value)) readField(reading, written, meant, value);
  }
}

function readField(reading: Reading, written: string, meant: string | undefined, value: unknown): void {
  const group = meant === undefined ? undefined : GROUPS.get(meant);
  if (meant === undefined) reading.faults.push(unknownField(written, value, reading.faults.length < MOST_LIKENED));
  else if (group === undefined) readValue(reading, meant, written, value);
  else if (typeof value === 'object' && !Array.isArray(value)) readFields(reading, value as object, meant);
  else if (group !== null) readValue(reading, group, written, value);
  else reading.faults.push({ ...notAnObject(meant), received: shown(value) });
}

const notAnObject = (field: string): Omit<InputFault, 'received'> => ({
  field,
  expected: 'a JSON object',
  suggestion: null,
  candidates: [],
  mend: { field, value: null },
});

function readValue(reading: Reading, field: string, written: string, value: unknown): void {
  const fitting = fittingForm(field, value);
  if ('faults' in fitting) reading.faults.push(...fitting.faults);
  else if (reading.set.has(field) && reading.set.get(field) !== fitting.value)
    reading.faults.push({
      field: written,
      expected: `one value for ${field}, which is ${shown(reading.set.get(field))} already`,
      received: shown(value),
      suggestion: null,
      candidates: [],
      mend: { field, value: reading.set.get(field) },
    });
  else reading.set.set(field, fitting.value);
}

function fittingForm(field: string, value: unknown): { value: unknown } | { faults: InputFault[] } {
  const schema = FIELDS.get(field);
  const tried = formsOf(field, value).map((form) => ({ form, result: schema?.safeParse(form) }));
  const [first] = tried;
  const fit = tried.find(({ result }) => result?.success === true)?.result;
  if (fit !== undefined) return { value: fit.data };
  const issues = first?.result?.error?.issues ?? [];
  return { faults: issues.slice(0, 3).map((issue) => faultOf(field, first?.form, issue)) };
}

/** Of ten thousand fields of another world, it isn't asked for each what it is like. */
const MOST_LIKENED = 50;

function unknownField(written: string, value: unknown, liken: boolean): InputFault {
  const like = liken ? fieldLike(written) : null;
  const meant = like === null ? null : valueFor(like, value);
  return {
    field: written,
    expected: 'no such field',
    received: shown(value),
    suggestion: like,
    candidates: [],
    mend: like === null || meant === null ? { field: written, value: null } : { field: like, value: meant },
  };
}

/** What was meant for another field, as far as it fits there. */
function valueFor(field: string, value: unknown): unknown {
  const reading: Reading = { set: new Map(), cleared: [], faults: [] };
  readField(reading, field, field, value);
  if (!GROUPS.has(field)) return reading.set.get(field) ?? exampleOf(field);
  const fields = [...reading.set].map(([path, each]) => [path.slice(field.length + 1), each] as const);
  return fields.length === 0 ? null : Object.fromEntries(fields);
}

/** A key may be anything and of any length; shown once or twice, it reads the same, so that it can be sent back. */
const shownKey = (key: string): string => plainText(key, 40) || '?';
