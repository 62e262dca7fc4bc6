import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STRATEGIES } from '../../src/contract/recovery-input.ts';
import { FIELDS } from '../../src/input/fields.ts';
import { describeFaults } from '../../src/input/faults.ts';
import { questionOf } from '../../src/input/question.ts';
import { readRequest } from '../../src/input/read-request.ts';
import {
  completed,
  faultsOf,
  nested,
  requestFrom,
  wantedBy,
  withReading,
  withoutServer,
} from '../../src/input/request.ts';
import { anyJson, HUGE } from './any-json.ts';

const ID = '0a2ef1aa-5f8d-4b28-b6b2-175ad7366afa';
const given = (value: unknown): unknown => Object.fromEntries(requestFrom(value).given);
const asked = (value: unknown): string => describeFaults(faultsOf(requestFrom(value)));

describe('a request', () => {
  it.each<[string, unknown, unknown]>([
    ['nothing', undefined, {}],
    ['null', null, {}],
    ['an empty box', '', {}],
    ['the id alone', ID, { server: ID }],
    ['a name alone', ' thesis-vm ', { server: 'thesis-vm' }],
    ['a number alone', 4711, { server: '4711' }],
    ['a list of one', [{ server: 'thesis-vm' }], { server: 'thesis-vm' }],
    ['JSON in quotes', '{"server":"thesis-vm"}', { server: 'thesis-vm' }],
    ['a text that only begins like JSON', '{thesis', { server: '{thesis' }],
    ['the strict field', { serverId: ID }, { server: ID }],
    ['other spellings', { Server_ID: 'a', 'Requested-By': 'b' }, { server: 'a', requestedBy: 'b' }],
    ['paths as names', { 'owner.email': 'a@example.org' }, { 'owner.email': 'a@example.org' }],
    [
      'plain values for what is an object',
      { owner: 'a@example.org', ticket: 7 },
      { 'owner.email': 'a@example.org', 'ticket.id': '7' },
    ],
    ['a language in words', { owner: { language: 'Français' } }, { 'owner.language': 'fr' }],
    [
      'yes and no',
      { options: { snapshot: 'no', returnVolumes: 'YES' } },
      { 'options.snapshot': false, 'options.returnVolumes': true },
    ],
    ['one volume', { volumes: ID }, { volumes: [{ volumeId: ID }] }],
    ['what is left empty', { server: 'a', owner: { email: '', name: '' }, volumes: [], ticket: null }, { server: 'a' }],
    ['explanations', { '//': 'only the server is needed', server: 'a' }, { server: 'a' }],
  ])('may be %s', (_what, value, fields) => {
    expect(given(value)).toEqual(fields);
  });

  it.each<[string, unknown, string]>([
    [
      'a misspelt field',
      { owner: { mail: 'a@b.org' } },
      'owner.mail: expected no such field, received "a@b.org" (did you mean owner.email?)',
    ],
    [
      'a field at the wrong place',
      { email: 'a@b.org' },
      'email: expected no such field, received "a@b.org" (did you mean owner.email?)',
    ],
    [
      'a misspelt group',
      { server: 'a', ownr: { email: 'a@b.org', colour: 1 } },
      'ownr: expected no such field, received {"email":"a@b.org","colour":1} (did you mean owner?)',
    ],
    ['a field of another world', { colour: 'red' }, 'colour: expected no such field, received "red"'],
    ['a wrong value', { owner: 'nobody' }, 'owner.email: expected an e-mail address, received "nobody"'],
    [
      'a value that is nearly right',
      { volumes: [{ volumeId: ID, strategy: 'clon' }] },
      `volumes.0.strategy: expected one of ${STRATEGIES.map((each) => JSON.stringify(each)).join(', ')}, received "clon" (did you mean clone?)`,
    ],
    [
      'an owner without an address',
      { owner: { name: 'Émilie' } },
      'owner.email: expected a value such as "owner@example.org", received nothing',
    ],
    ['two servers', ['a', 'b'], 'input: expected one server for each recovery: start one for each, received ["a","b"]'],
    [
      'two names for one field',
      { server: 'a', serverId: 'b' },
      'serverId: expected one value for server, which is "a" already, received "b"',
    ],
    ['a truth', true, 'input: expected a JSON object, or a text that names the server, received true'],
  ])('is asked about %s', (_what, value, question) => {
    expect(asked(value)).toBe(question);
  });

  it('keeps every right part, whatever is wrong beside it', () => {
    const right = { server: 'thesis-vm', owner: { email: 'a@example.org' }, ticket: { id: '7' } };
    const value = { ...right, owner: { ...right.owner, language: 'de' }, ticket: { id: '7', url: 'x' }, colour: 1 };
    expect(given(value)).toEqual({ server: 'thesis-vm', 'owner.email': 'a@example.org', 'ticket.id': '7' });
    expect(faultsOf(requestFrom(value)).map(({ field }) => field)).toEqual(['owner.language', 'ticket.url', 'colour']);
  });
});

describe('a patch', () => {
  const patched = (before: unknown, ...patches: unknown[]) =>
    patches.reduce<ReturnType<typeof requestFrom>>(
      (request, patch) => withReading(request, readRequest(patch)),
      requestFrom(before),
    );

  it('adds to what was given, and leaves out what is null', () => {
    const request = patched(
      { server: 'a', owner: { email: 'a@b.org', name: 'A' } },
      { ticket: 7, owner: { name: null } },
    );
    expect(nested(request.given)).toEqual({ ticket: { id: '7' }, owner: { email: 'a@b.org' } });
    expect(wantedBy(request)).toMatchObject({ server: 'a', ticketId: '7' });
  });

  it('takes back a whole group, with what was wrong in it', () => {
    const request = patched({ server: 'a', owner: { mail: 'a@b.org', language: 'de', name: 'A' } }, { owner: null });
    expect(faultsOf(request)).toEqual([]);
    expect([...request.given.keys()]).toEqual(['server']);
  });

  it('mends a misspelt group with what is right of it', () => {
    const request = requestFrom({ ownr: { email: 'a@b.org', colour: 1 }, owner: { name: 'A' } });
    const { mend } = questionOf(faultsOf(request));
    expect(mend).toBe('{ "owner": { "email": "a@b.org" } }');
    expect(Object.fromEntries(patched({ ownr: { email: 'a@b.org' } }, JSON.parse(mend)).given)).toEqual({
      'owner.email': 'a@b.org',
    });
  });

  it('leaves what is wrong elsewhere as it was', () => {
    const request = patched({ server: 'a', owner: 'nobody', colour: 'red' }, { owner: 'somebody@example.org' });
    expect(faultsOf(request).map(({ field }) => field)).toEqual(['colour']);
  });

  it('that is refused leaves none of the faults before it untold, however many it has itself', () => {
    const wrong = (count: number, of: string) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`${of}${index}`, 'x']));
    const before = { server: 'a', 'tickt.id': '4711', ...wrong(15, 'before-') };
    const next = patched(before, wrong(15, 'refused-'));
    const { mend } = questionOf(faultsOf(next));
    expect(faultsOf(patched(before, JSON.parse(mend)))).toEqual([]);
  });

  it('that takes back a group and is refused is offered with both: the group taken back, and what is new of it', () => {
    const before = { server: 'a', owner: { email: 'old@example.org', name: 'Old', colour: 1 } };
    const refused = readRequest({ owner: null, email: 'new@example.org' });
    const next = withReading(requestFrom(before), refused);
    const { mend } = questionOf(faultsOf(next), refused);
    expect(mend).toBe('{ "owner": null, "owner.email": "new@example.org" }');
    expect(faultsOf(patched(before, JSON.parse(mend)))).toEqual([]);
    expect(Object.fromEntries(patched(before, JSON.parse(mend)).given)).toEqual({
      server: 'a',
      'owner.email': 'new@example.org',
    });
  });

  it('is the same patch when it comes twice', () => {
    fc.assert(
      fc.property(anyJson, anyJson, (before, patch) => {
        expect(patched(before, patch, patch)).toEqual(patched(before, patch));
      }),
    );
  });
});

describe('whatever comes', () => {
  function isReadWell(value: unknown): void {
    const request = requestFrom(value);
    const faults = faultsOf(request);
    expect(faults.length).toBeLessThanOrEqual(30);
    for (const { field, expected, received } of faults) {
      expect(field.length).toBeLessThan(200);
      expect(`${expected}${received}`.length).toBeLessThan(500);
      expect(`${field}${expected}${received}`).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    }
    for (const path of request.given.keys()) expect(FIELDS.has(path)).toBe(true);
  }

  function isMendedAsOffered(value: unknown): void {
    const request = requestFrom(value);
    const { mend } = questionOf([...faultsOf(request), ...withoutServer(request)]);
    expect(mend).not.toContain('\n');
    const mended = withReading(request, readRequest(JSON.parse(mend)));
    expect(describeFaults([...faultsOf(mended), ...withoutServer(mended)])).toBe('');
    expect(completed(mended, ID, 'arbutus')).toMatchObject({ serverId: ID, cloud: 'arbutus' });
  }

  it('is read without an error, and what is said of it is short and printable', () => {
    fc.assert(fc.property(anyJson, isReadWell), { numRuns: 1000 });
  });

  it('is mended by the JSON that is offered: pasted, it leaves nothing to ask, and an input that the schema takes', () => {
    fc.assert(fc.property(anyJson, isMendedAsOffered), { numRuns: 1000 });
  });

  it('is mended by the JSON that is offered in its place, where it is refused and nothing of it is kept', () => {
    fc.assert(
      fc.property(anyJson, anyJson, (before, refused) => {
        const request = requestFrom(before);
        const reading = readRequest(refused);
        const next = withReading(request, reading);
        const { mend } = questionOf([...faultsOf(next), ...withoutServer(next)], reading);
        const mended = withReading(request, readRequest(JSON.parse(mend)));
        expect(describeFaults([...faultsOf(mended), ...withoutServer(mended)])).toBe('');
        // And it takes back and gives what the refused message did.
        expect(nested(mended.given)).toEqual(nested(withReading(next, readRequest(JSON.parse(mend))).given));
      }),
      {
        numRuns: 1000,
        examples: [[{ email: { erver: {} }, 'owner.': [[]] }, { owner: null }]],
      },
    );
  });

  it.each(HUGE.map((text, index) => [index, text]))('100 kB are no more than the rest (%i)', (_index, text) => {
    const value: unknown = JSON.parse(text);
    isReadWell(value);
    isMendedAsOffered(value);
  });

  it('loses nothing that is right: a whole request is understood beside any garbage', () => {
    const right = { server: 'thesis-vm', requestedBy: 'me', owner: { email: 'a@example.org', language: 'fr' } };
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary', minLength: 12 }), fc.jsonValue()), (garbage) => {
        expect(given({ ...garbage, ...right })).toMatchObject({
          server: 'thesis-vm',
          requestedBy: 'me',
          'owner.email': 'a@example.org',
          'owner.language': 'fr',
        });
      }),
    );
  });
});
