/** What is wrong with a value, in a person's words. */
import type { z } from 'zod';
import type { InputFault } from '../contract/recovery-input.ts';
import { received } from '../contract/received.ts';
import { plainText } from '../report/plain-text.ts';
import { likest } from './edit-distance.ts';

/** Of a wrong value, as much as is told. */
const SHOWN = 80;

export const shown = (value: unknown): string => plainText(received(value, SHOWN), SHOWN + 1);

/** Something that a person can put in place of what is wrong. */
const EXAMPLES: Readonly<Record<string, unknown>> = {
  server: 'its id, name, volume or address',
  cloud: 'name of the cloud',
  project: 'name of the project',
  'ticket.id': '4711',
  'ticket.url': 'https://tickets.example.org/4711',
  requestedBy: 'you@example.org',
  'confirmation.by': 'you@example.org',
  'confirmation.reason': 'what it was confirmed from',
  'owner.name': 'name of the owner',
  'owner.email': 'owner@example.org',
  'owner.language': 'en',
};

/** Null, which leaves it out, where nothing stands to reason. */
export const exampleOf = (field: string): unknown => EXAMPLES[field] ?? null;

/** @param field - path of the field that the value was given for, which exists. */
export function faultOf(field: string, value: unknown, issue: z.core.$ZodIssue): InputFault {
  const where = [field, ...issue.path.map(String)].join('.');
  const wrong = at(value, issue.path);
  const choices = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  const [suggestion = null] = typeof wrong === 'string' ? likest(wrong, choices) : [];
  return {
    field: where,
    expected: expectation(issue),
    received: shown(wrong),
    suggestion,
    candidates: [],
    mend: { field, value: where === field ? (suggestion ?? exampleOf(field)) : null },
  };
}

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return `one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'too_big':
      return `at most ${String(issue.maximum)} ${issue.origin === 'array' ? 'entries' : 'characters'}`;
    case 'too_small':
      return `at least ${String(issue.minimum)} ${issue.origin === 'array' ? 'entry' : 'character'}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? issue.format;
    case 'unrecognized_keys':
      return `no field ${issue.keys
        .slice(0, 3)
        .map((key) => plainText(key, 40))
        .join(', ')}`;
    default:
      return issue.message;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'a JSON object',
  array: 'a list',
  string: 'a text',
  boolean: 'true or false',
};
const FORMATS: Readonly<Record<string, string>> = {
  uuid: 'a UUID such as 0a2ef1aa-5f8d-4b28-b6b2-175ad7366afa',
  email: 'an e-mail address',
  url: 'an http or https address',
};

/** A part of the input means nothing without this field. */
export const missingField = (field: string): InputFault => ({
  field,
  expected: `a value such as ${shown(exampleOf(field))}`,
  received: 'nothing',
  suggestion: null,
  candidates: [],
  mend: { field, value: exampleOf(field) },
});

/** The faults as one line that a person can act on. */
export const describeFaults = (faults: readonly InputFault[]): string => faults.map(describeFault).join('; ');

export function describeFault({ field, expected, received: came, suggestion, candidates }: InputFault): string {
  const meant = suggestion === null ? '' : ` (did you mean ${suggestion}?)`;
  const there = candidates.length === 0 ? '' : ` (there are: ${candidates.join(', ')})`;
  return `${field}: expected ${expected}${there}, received ${came}${meant}`;
}
