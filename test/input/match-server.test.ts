import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KnownServer, matchServer, uuidIn } from '../../src/input/match-server.ts';
import { hostileText } from '../report/hostile-text.ts';

const A = '0a2ef1aa-5f8d-4b28-b6b2-175ad7366afa';
const B = '77e34a2e-09cc-4320-94e7-487d9994e2e0';
const VOLUME = '8f6116b4-f5c4-4fc0-bb69-746254a66b5d';
const server = (fields: Partial<KnownServer>): KnownServer => ({
  id: A,
  name: 'thesis-vm',
  status: 'SHUTOFF',
  locked: true,
  addresses: ['192.0.2.7', '2001:db8::7'],
  volumes: [{ id: VOLUME, name: 'samples' }],
  ...fields,
});
const THESIS = server({});
const WEB = server({ id: B, name: 'web', status: 'ACTIVE', locked: false, addresses: ['192.0.2.8'], volumes: [] });
const match = (wanted: string, servers = [THESIS, WEB]) => matchServer(servers, wanted, 'cloud arbutus');

describe('a server', () => {
  it.each([
    ['its id', A],
    ['its id in capitals', A.toUpperCase()],
    ['its id without dashes', A.replaceAll('-', '')],
    ['the address of its page', `https://cloud.example.org/project/instances/${A}/`],
    ['its name', 'thesis-vm'],
    ['one of its addresses', '192.0.2.7'],
    ['an IPv6 address in capitals', '2001:DB8::7'],
    ['the id of one of its volumes', VOLUME],
    ['the name of one of its volumes', 'samples'],
  ])('is found by %s', (_what, wanted) => {
    expect(match(wanted)).toEqual({ kind: 'found', server: THESIS });
  });

  it('that is called like another one’s volume is asked about, as are two of one name', () => {
    const question = match('samples', [THESIS, { ...WEB, name: 'samples' }]);
    expect(question).toMatchObject({
      kind: 'question',
      fault: { field: 'server', expected: 'one server', received: '"samples", which are 2', mend: { value: A } },
    });
    expect(match('web', [WEB, { ...WEB, id: A }])).toMatchObject({ fault: { received: '"web", which are 2' } });
  });

  it('is found by its id even where another one is called like that', () => {
    expect(match(A, [{ ...WEB, name: A }, THESIS])).toEqual({ kind: 'found', server: THESIS });
  });

  it('that is misspelt is suggested, with those it could be', () => {
    expect(match('thesis-wm')).toEqual({
      kind: 'question',
      fault: {
        field: 'server',
        expected: 'a server, volume or address of cloud arbutus',
        received: '"thesis-wm"',
        suggestion: 'thesis-vm',
        candidates: [`thesis-vm ${A}, SHUTOFF, locked, 192.0.2.7`],
        mend: { field: 'server', value: A },
      },
    });
  });

  it('that is like none is asked with all there are, those that look compromised first', () => {
    const question = match('mainframe', [WEB, THESIS]);
    expect(question).toMatchObject({ fault: { suggestion: null } });
    expect(question.kind === 'question' && question.fault.candidates.map((each) => each.split(' ')[0])).toEqual([
      'thesis-vm',
      'web',
    ]);
  });
});

describe('whatever the cloud and the person call things', () => {
  const known = fc.record({
    id: fc.uuid(),
    name: hostileText,
    status: fc.constantFrom('ACTIVE', 'SHUTOFF', 'ERROR'),
    locked: fc.boolean(),
    addresses: fc.array(fc.oneof(fc.ipV4(), fc.ipV6()), { maxLength: 2 }),
    volumes: fc.array(fc.record({ id: fc.uuid(), name: hostileText }), { maxLength: 2 }),
  });
  const cloud = fc.uniqueArray(known, { maxLength: 12, selector: ({ id }) => id });

  it('only a server that exists is found, and only one that bears what was written', () => {
    fc.assert(
      fc.property(cloud, fc.oneof(hostileText, fc.uuid(), fc.ipV4()), (servers, wanted) => {
        const found = matchServer(servers, wanted, 'cloud x');
        if (found.kind !== 'found') return;
        expect(servers).toContain(found.server);
        const { id, name, addresses, volumes } = found.server;
        const borne = [id, name, ...addresses, ...volumes.flatMap((each) => [each.id, each.name])];
        expect(borne.map((each) => each.toLowerCase())).toContain((uuidIn(wanted) ?? wanted.trim()).toLowerCase());
      }),
    );
  });

  it('each server is found by its id, and by its name where nothing else is called so', () => {
    fc.assert(
      fc.property(cloud, fc.nat(), (servers, index) => {
        const wanted = servers[index % Math.max(1, servers.length)];
        if (wanted === undefined) return;
        expect(matchServer(servers, wanted.id, 'x')).toEqual({ kind: 'found', server: wanted });
      }),
    );
  });

  it('a question is bounded, printable, and offers nothing that does not exist', () => {
    fc.assert(
      fc.property(cloud, hostileText, (servers, wanted) => {
        const asked = matchServer(servers, wanted, 'cloud x');
        if (asked.kind === 'found') return;
        const { candidates, received, suggestion, mend } = asked.fault;
        expect(candidates.length).toBeLessThanOrEqual(8);
        for (const line of [...candidates, received, suggestion ?? '']) {
          expect(line.length).toBeLessThan(400);
          expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
        }
        const ids = servers.map(({ id }) => id);
        expect([...ids, 'its id, name, volume or address']).toContain(mend.value);
      }),
    );
  });
});
