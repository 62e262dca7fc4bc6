/** Whatever a person, a script or a stranger may send as JSON: garbage, nearly right requests, and very much of either. */
import fc from 'fast-check';
import { FIELDS, GROUPS } from '../../src/input/fields.ts';

/** Of no server that any cloud has. */
const SERVER = '5e0f7a11-0000-4000-8000-175ad7366afa';

/** A field's name as it is, as a slip of the pen makes it, or of another world. */
const fieldName = fc.oneof(
  fc.constantFrom('serverId', ...FIELDS.keys(), ...GROUPS.keys(), 'email', 'mail', 'language', 'url', 'by', 'reason'),
  fc
    .tuple(fc.constantFrom(...FIELDS.keys(), ...GROUPS.keys()), fc.nat())
    .map(([name, at]) => name.slice(0, at % name.length) + name.slice((at % name.length) + 1)),
  fc.constantFrom('__proto__', 'constructor', 'toString', '//', '', '.', 'owner.', '.email'),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

const plausible = fc.constantFrom<unknown>(
  SERVER,
  'thesis-vm',
  '192.0.2.7',
  'owner@example.org',
  'https://tickets.example.org/1',
  'fr',
  'Français',
  'yes',
  true,
  7,
  null,
  '',
  [],
  {},
  [SERVER],
  [{ volumeId: SERVER, strategy: 'clone' }],
);

const value = fc.oneof(plausible, fc.jsonValue({ maxDepth: 2 }));
const fields = fc.array(fc.tuple(fieldName, value), { maxLength: 8 }).map((entries) => Object.fromEntries(entries));
const nested = fc
  .array(fc.tuple(fieldName, fc.oneof(value, fields)), { maxLength: 8 })
  .map((entries) => Object.fromEntries(entries));

const many = (count: number, each: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => each(index)).join(',');

/** 100 kB in the ways that hurt: of one character, of brackets, of fields, of entries. As text, since it goes deep. */
export const HUGE: readonly string[] = [
  JSON.stringify('x'.repeat(100_000)),
  `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
  `${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}`,
  `{${many(10_000, (index) => `"f${String(index)}":1`)}}`,
  JSON.stringify({ server: 'x'.repeat(50_000), owner: { email: 'y'.repeat(50_000) }, ['z'.repeat(1000)]: 'z' }),
  `{"server":"s","volumes":[${many(20_000, () => '"v"')}]}`,
  `[${many(20_000, () => '{}')}]`,
];

export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.jsonValue() },
  { weight: 4, arbitrary: fields },
  { weight: 4, arbitrary: nested },
  { weight: 1, arbitrary: nested.map((each) => JSON.stringify(each)) },
  { weight: 1, arbitrary: fc.array(nested, { maxLength: 2 }) },
);
