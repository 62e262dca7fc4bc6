/** What the webhook answers to each kind of delivery of each system, and what it then tells Temporal. */
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TICKET_SYSTEMS, type TicketSystem } from '../../src/config-tickets.ts';
import type { TicketNews, TicketReference } from '../../src/contract/ticket.ts';
import { buildApp } from '../../src/webhook/app.ts';
import { createMetrics } from '../../src/webhook/metrics.ts';
import type { Told } from '../../src/webhook/recoveries.ts';
import { Refusal } from '../../src/webhook/refusal.ts';
import { challenge, fixture, newSecret, type Signed, signed } from './sender.ts';
import { changed, MENTIONED, SERVER, siteSources, VARIANTS } from './site.ts';

const SECRETS = new Map(TICKET_SYSTEMS.map((system) => [system, [newSecret(system), newSecret(system)] as const]));
const secretsOf = (system: TicketSystem): [string, string] =>
  [...(SECRETS.get(system) ?? ['', ''])] as [string, string];

const told: { how: 'start' | 'tell'; ticket: TicketReference; news: TicketNews }[] = [];
let answer: () => Promise<Told>;
let app: FastifyInstance;

beforeAll(async () => {
  app = await buildApp({
    sources: siteSources(secretsOf),
    recoveries: {
      start: (ticket, news) => (told.push({ how: 'start', ticket, news }), answer()),
      tell: (ticket, news) => (told.push({ how: 'tell', ticket, news }), answer()),
      reachable: () =>
        answer().then(
          () => true,
          () => false,
        ),
    },
    metrics: createMetrics([...TICKET_SYSTEMS]),
    deliveriesPerMinute: 10_000,
    trustedProxies: [],
    temporalUi: 'http://localhost:8233',
    logger: null,
  });
});
afterAll(() => app.close());
beforeEach(() => {
  told.length = 0;
  answer = () => Promise.resolve('accepted');
});

const post = async (source: string, { headers, body }: Signed) => {
  const {
    statusCode,
    payload,
    headers: sent,
  } = await app.inject({
    method: 'POST',
    url: `/webhooks/${source}`,
    headers,
    payload: body,
  });
  return { status: statusCode, body: JSON.parse(payload) as Record<string, unknown>, headers: sent };
};

describe.each(TICKET_SYSTEMS)('%s', (system) => {
  const [secret, second] = secretsOf(system);
  const good = (changes: Record<string, unknown> = {}): Signed => signed(system, secret, changed(system, changes));

  it('starts a recovery with what the configured fields hold, and offers what the words mention', async () => {
    const { status, body } = await post(system, good());
    expect(status).toBe(202);
    expect(body).toEqual({
      workflowId: expect.stringMatching(new RegExp(`^ticket:${system}:`)) as string,
      url: expect.stringContaining('http://localhost:8233/namespaces/default/workflows/ticket') as string,
    });
    expect(told).toMatchObject([{ how: 'start', news: { kind: 'created', request: { server: SERVER } } }]);
    expect(told[0]?.news.request).toMatchObject({ mentioned: [MENTIONED], ticket: { system } });
  });

  it('takes either of two secrets, while one is replaced', async () => {
    expect((await post(system, signed(system, second, fixture(system).body))).status).toBe(202);
  });

  it('refuses a delivery that is not signed, and one signed by somebody else', async () => {
    const bare = { headers: fixture(system).headers, body: Buffer.from(JSON.stringify(fixture(system).body)) };
    expect(await post(system, bare)).toMatchObject({ status: 401, body: { error: 'not-signed' } });
    const forged = signed(system, newSecret(system), fixture(system).body);
    expect(await post(system, forged)).toMatchObject({ status: 401, body: { error: 'wrong-signature' } });
    expect(told).toEqual([]);
  });

  it('refuses a truncated body, 10 MiB, a million brackets, a body that is none of its own, and other content', async () => {
    const { body } = good();
    const half = signed(system, secret, body.subarray(0, body.length / 2));
    expect(await post(system, half)).toMatchObject({ status: 400, body: { error: 'not-json' } });
    const large = signed(system, secret, Buffer.alloc(10 * 1024 * 1024, ' '));
    expect(await post(system, large)).toMatchObject({ status: 413, body: { error: 'too-large' } });
    const deep = signed(system, secret, Buffer.from(`{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`));
    expect(await post(system, deep)).toMatchObject({ status: 400, body: { error: 'too-deep' } });
    for (const other of [{}, [], 'text', null, 42, { ticket: 5, item: 'x', Ticket: [], issue: null }])
      expect((await post(system, signed(system, secret, other))).body).toMatchObject({ error: 'not-understood' });
    const form = signed(system, secret, body, { 'content-type': 'application/x-www-form-urlencoded' });
    expect(await post(system, form)).toMatchObject({ status: 415, body: { error: 'wrong-content-type' } });
    const packed = signed(system, secret, body, { 'content-encoding': 'gzip' });
    expect(await post(system, packed)).toMatchObject({ status: 415 });
    expect(told).toEqual([]);
  });

  it('ignores what our own account did, and kinds of events that it does not know', async () => {
    expect(await post(system, good(VARIANTS[system].own))).toMatchObject({
      status: 200,
      body: { ignored: 'it was written by the account that writes the notes' },
    });
    if (system === 'zammad') return; // its payload names no event
    expect(await post(system, good(VARIANTS[system].unknown))).toMatchObject({
      status: 200,
      body: { ignored: 'this kind of event starts nothing' },
    });
    expect(told).toEqual([]);
  });

  it('tells a recovery of a reply, with its words, and of the closing; neither starts one', async () => {
    answer = () => Promise.resolve('nobody');
    expect((await post(system, good(VARIANTS[system].reply))).body).toHaveProperty('ignored');
    answer = () => Promise.resolve('accepted');
    expect((await post(system, good(VARIANTS[system].closed))).status).toBe(202);
    expect(told).toMatchObject([
      { how: 'tell', news: { kind: 'replied', words: 'Please keep /data' } },
      { how: 'tell', news: { kind: 'closed', words: null } },
    ]);
    expect(new Set(told.map(({ ticket }) => ticket.id)).size).toBe(1);
  });

  it('tells a recovery of a reply that quotes one of its notes', async () => {
    expect((await post(system, good(VARIANTS[system].quoting))).status).toBe(202);
    expect(told).toMatchObject([{ news: { kind: 'replied' } }]);
    expect(told[0]?.news.words).toMatch(/^Please keep \/data/);
  });

  it('starts nothing from a ticket of another queue', async () => {
    answer = () => Promise.resolve('nobody');
    expect(await post(system, good(VARIANTS[system].otherQueue))).toMatchObject({ status: 200 });
    expect(told).toMatchObject([{ how: 'tell' }]);
  });

  it('asks to be sent the delivery again while Temporal can not be reached, and says nothing of why', async () => {
    answer = () => Promise.reject(new Refusal('temporal-unreachable', 'Temporal did not accept it in time.'));
    const { status, body, headers } = await post(system, good());
    expect({ status, retry: headers['retry-after'] }).toEqual({ status: 503, retry: '10' });
    expect(JSON.stringify(body)).not.toMatch(/stack|grpc|127\.0\.0\.1/);
  });

  it('answers 500 to a fault of ours without telling it', async () => {
    answer = () => Promise.reject(new Error('password=hunter2'));
    expect(await post(system, good())).toMatchObject({ status: 500, body: { error: 'fault' } });
  });
});

// Znuny sends its secret along and signs nothing: there, TLS is what keeps the bytes.
it.each(TICKET_SYSTEMS.filter((system) => system !== 'znuny'))(
  '%s: a body of which one byte was flipped is refused',
  async (system) => {
    const [secret] = secretsOf(system);
    const { headers, body } = signed(system, secret, fixture(system).body);
    const flipped = Buffer.from(body);
    const at = body.indexOf(SERVER);
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    expect(await post(system, { headers, body: flipped })).toMatchObject({
      status: 401,
      body: { error: 'wrong-signature' },
    });
    expect(told).toEqual([]);
  },
);

it.each(['standard-webhooks', 'request-tracker', 'glpi'] as const)(
  '%s: what was signed too long ago is refused, and what comes from the future',
  async (system) => {
    const [secret] = secretsOf(system);
    const days = system === 'glpi' ? 2 : 0.01;
    for (const at of [Date.now() - days * 86_400_000, Date.now() + days * 86_400_000]) {
      const delivery = signed(system, secret, fixture(system).body, {}, new Date(at));
      expect(await post(system, delivery)).toMatchObject({ status: 401, body: { error: 'too-old' } });
    }
    expect(told).toEqual([]);
  },
);

it('means the same delivery by the same id, and another by another', async () => {
  for (const system of TICKET_SYSTEMS) {
    const [secret] = secretsOf(system);
    const at = new Date();
    const once = signed(system, secret, fixture(system).body, {}, at);
    await post(system, once);
    await post(system, once);
    await post(system, signed(system, secret, changed(system, VARIANTS[system].closed), OTHER_ID, at));
    const [first, again, other] = told.splice(0).map(({ news }) => news.deliveryId);
    expect(first).toBe(again);
    expect(other).not.toBe(first);
  }
});
const OTHER_ID = { 'webhook-id': 'b', 'x-zammad-delivery': 'b', 'x-atlassian-webhook-identifier': 'b' };

it.each(TICKET_SYSTEMS)('%s: the fixture names where its form comes from', (system) => {
  expect(fixture(system).source).toMatch(/spec|scrip|payload|src\/|Kernel\/|fixtures/);
});

it('answers GLPI’s challenge with the secret that it was asked with, and nothing to anybody else’s', async () => {
  for (const secret of secretsOf('glpi')) {
    const { token, answer: expected } = challenge(secret);
    const reply = await app.inject({ method: 'GET', url: `/webhooks/glpi?crc_token=${token}` });
    expect([reply.statusCode, reply.payload]).toEqual([200, expected]);
  }
  for (const query of ['crc_token=00', 'crc_token=a&crc_token=b', ''])
    expect((await app.inject({ method: 'GET', url: `/webhooks/glpi?${query}` })).statusCode).toBe(401);
});

/** A ticket's text is anybody's. What is read from it must not keep the process from its other deliveries. */
it.each([['<'], ['<a '], ['&lt;'], ['11111111-2222-'], ['[recovery-note a']])(
  'reads 50,000 characters of %j in no time',
  async (piece) => {
    const [secret] = secretsOf('zammad');
    const body = changed('zammad', { 'article.body': piece.repeat(50_000 / piece.length) });
    const delivery = signed('zammad', secret, body);
    const began = process.cpuUsage();
    expect((await post('zammad', delivery)).status).toBe(202);
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(200);
  },
);

it('knows no other source, and takes an oversized or strange id for no ticket', async () => {
  const [secret] = secretsOf('zammad');
  expect(await post('nobody', signed('zammad', secret, {}))).toMatchObject({ status: 404 });
  for (const id of ['x'.repeat(65), '../../etc', { a: 1 }])
    expect(await post('zammad', signed('zammad', secret, changed('zammad', { 'ticket.id': id })))).toMatchObject({
      status: 400,
      body: { error: 'not-understood' },
    });
});

it('says whether Temporal is reachable, and counts what it took and refused', async () => {
  expect((await app.inject('/healthz')).statusCode).toBe(200);
  expect((await app.inject('/readyz')).statusCode).toBe(200);
  answer = () => Promise.reject(new Error('down'));
  expect((await app.inject('/readyz')).statusCode).toBe(503);
  const { payload } = await app.inject('/metrics');
  expect(payload).toMatch(/recovery_webhook_deliveries_total\{source="zammad",outcome="started"\} [1-9]/);
  expect(payload).toMatch(/recovery_webhook_refusals_total\{source="unknown",fault="unknown-source"\} 1/);
});

it('refuses more than a minute’s share of one sender, and leaves the other sources alone', async () => {
  const [secret] = secretsOf('zammad');
  const strict = await buildApp({
    sources: siteSources(secretsOf),
    recoveries: { start: answer, tell: answer, reachable: () => Promise.resolve(true) },
    metrics: createMetrics([]),
    deliveriesPerMinute: 3,
    trustedProxies: [],
    temporalUi: null,
    logger: null,
  });
  const { headers, body } = signed('zammad', secret, fixture('zammad').body);
  const send = (url: string) => strict.inject({ method: 'POST', url, headers, payload: body });
  const replies = [];
  for (let count = 0; count < 4; count += 1) replies.push(await send('/webhooks/zammad'));
  expect(replies.map(({ statusCode }) => statusCode)).toEqual([202, 202, 202, 429]);
  expect(replies[3]?.headers['retry-after']).toBeDefined();
  expect(replies[3]?.json()).toMatchObject({ error: 'too-many' });
  expect((await send('/webhooks/jira')).statusCode).toBe(401);
  await strict.close();
});
