import { describe, expect, it } from 'vitest';
import { CliError, EXIT } from '../../src/cli/exit-codes.ts';
import { requestFrom, sent, type StartOptions } from '../../src/cli/request.ts';

const SERVER = '0a2ef1aa-5f8d-4b28-b6b2-175ad7366afa';
const VOLUME = '7c1f0f5e-0d5a-4d55-9a6e-5a3f2a1f0b11';

const fromOptions = (options: StartOptions) => sent(requestFrom(options));
const fromDocument = (document: unknown, options: StartOptions = {}) =>
  sent(
    requestFrom({ input: 'request.json', ...options }, () =>
      typeof document === 'string' ? document : JSON.stringify(document),
    ),
  );
function refusalOf(request: () => unknown): CliError {
  try {
    request();
  } catch (error) {
    if (error instanceof CliError) return error;
    throw error;
  }
  throw new Error('expected a CliError');
}

describe('a request from options', () => {
  it('needs only the server; what is left out leaves no field behind', () => {
    expect(fromOptions({ server: SERVER })).toEqual({ serverId: SERVER });
  });

  it('carries every option to its field', () => {
    const options: Required<Omit<StartOptions, 'input'>> = {
      server: SERVER,
      cloud: 'arbutus',
      project: 'genomics',
      ticket: 'TICKET-4711',
      ticketUrl: 'https://tickets.example.org/4711',
      requestedBy: 'analyst@example.org',
      confirmedBy: 'security@example.org',
      reason: 'Outgoing scans',
      ownerEmail: 'owner@example.org',
      ownerName: 'Émilie Tremblay',
      language: 'fr',
      volume: [VOLUME, `${SERVER}:clone`],
      snapshot: false,
      returnVolumes: true,
      includeRootDisk: true,
      deleteSnapshots: true,
    };
    expect(fromOptions(options)).toEqual({
      serverId: SERVER,
      cloud: 'arbutus',
      project: 'genomics',
      ticket: { id: 'TICKET-4711', url: 'https://tickets.example.org/4711' },
      requestedBy: 'analyst@example.org',
      confirmation: { by: 'security@example.org', reason: 'Outgoing scans' },
      owner: { email: 'owner@example.org', name: 'Émilie Tremblay', language: 'fr' },
      volumes: [{ volumeId: VOLUME }, { volumeId: SERVER, strategy: 'clone' }],
      options: { snapshot: false, returnVolumes: true, includeRootDisk: true, deleteSnapshots: true },
    });
  });

  it.each(['web-1', '192.0.2.7', 'TICKET-4711'])('names the server as the person does: %s', (server) => {
    expect(fromOptions({ server })).toEqual({ server });
  });

  it('is refused as bad input with every fault at once: field, what was expected, what came', () => {
    const error = refusalOf(() =>
      requestFrom({ server: 'web-1', ownerEmail: 'nobody', volume: [`${VOLUME}:steal`], language: 'de' }),
    );
    expect(error.exitCode).toBe(EXIT.badInput);
    expect(error.message.split('\n')).toEqual([
      'The input is wrong; nothing was started.',
      '  owner.email: expected an e-mail address, received "nobody"',
      '  owner.language: expected one of "en", "fr", received "de"',
      '  volumes.0.strategy: expected one of "detach", "clone", "image", "delete-server", received "steal"',
    ]);
  });

  it.each([`${VOLUME}:clone:detach`, `${VOLUME}:`, `:clone`])('is refused for a volume written %s', (volume) => {
    expect(refusalOf(() => requestFrom({ server: SERVER, volume: [volume] })).message).toContain('volumes.0');
  });

  it.each([
    ['a ticket address without a ticket', { ticketUrl: 'https://tickets.example.org/1' }, 'ticket.id'],
    ['an owner without an address', { ownerName: 'Émilie' }, 'owner.email'],
    ['a confirmation by nobody', { reason: 'scans' }, 'confirmation.by'],
  ])('is refused for %s', (_, options, field) => {
    expect(refusalOf(() => requestFrom({ server: SERVER, ...options })).message).toContain(`  ${field}: expected`);
  });

  it('is refused without a server', () => {
    expect(refusalOf(() => requestFrom({})).message).toMatch(/ {2}server: expected .*, received nothing/);
  });
});

describe('a request from a document', () => {
  it('is the document', () => {
    expect(fromDocument({ serverId: SERVER, owner: { email: 'owner@example.org' } })).toEqual({
      serverId: SERVER,
      owner: { email: 'owner@example.org' },
    });
  });

  it('gives way to the options beside it, field by field', () => {
    const document = {
      serverId: SERVER,
      cloud: 'arbutus',
      owner: { email: 'owner@example.org', name: 'Émilie' },
      options: { returnVolumes: true, snapshot: true },
      volumes: [{ volumeId: SERVER, strategy: 'detach' }],
    };
    const request = fromDocument(document, { cloud: 'beluga', language: 'fr', snapshot: false, volume: [VOLUME] });
    expect(request).toEqual({
      serverId: SERVER,
      cloud: 'beluga',
      owner: { email: 'owner@example.org', name: 'Émilie', language: 'fr' },
      options: { returnVolumes: true, snapshot: false },
      volumes: [{ volumeId: VOLUME }],
    });
  });

  it('keeps what it says about snapshots when the option is left out', () => {
    const document = { serverId: SERVER, options: { snapshot: false } };
    // Commander fills in `snapshot: true` for a `--no-snapshot` that is not there.
    expect(fromDocument(document, { snapshot: true })).toMatchObject({ options: { snapshot: false } });
  });

  it.each([
    ['not JSON', '{ serverId: 1', /^--input: request\.json is not JSON: /],
    ['a list of two', [{ serverId: SERVER }, {}], / {2}input: expected one server for each recovery/],
    ['null', null, / {2}server: expected .*, received nothing/],
    ['misspelt', { servr: SERVER }, / {2}servr: expected no such field, received .* \(did you mean server\?\)/],
  ])('is refused as bad input when it is %s', (_, document, message) => {
    const error = refusalOf(() => fromDocument(document));
    expect(error.exitCode).toBe(EXIT.badInput);
    expect(error.message).toMatch(message);
  });

  it('does not reach what every object has, by a field of that name', () => {
    const error = refusalOf(() => fromDocument(`{"serverId":"${SERVER}","__proto__":{"cloud":"arbutus"}}`));
    expect(error.exitCode).toBe(EXIT.badInput);
    expect(({} as { cloud?: string }).cloud).toBeUndefined();
  });

  it('names the file that cannot be read', () => {
    const error = refusalOf(() => requestFrom({ input: 'no-such-file.json' }));
    expect(error.exitCode).toBe(EXIT.badInput);
    expect(error.message).toMatch(/^--input: no-such-file\.json can't be read: ENOENT/);
  });
});
