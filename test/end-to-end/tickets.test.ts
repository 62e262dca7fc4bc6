/** From a ticket system's delivery to the notes on its ticket: the real webhook, a real Temporal server, a real worker. */
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { FastifyInstance } from 'fastify';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { SERVER_BFV, SERVER_DATA } from '../../simulators/openstack/seed.ts';
import { recoveryWorkflowId } from '../../src/contract/identifiers.ts';
import { provideInputSignal, rejectUnlockSignal } from '../../src/contract/messages.ts';
import { createWorld, waitFor, type World } from '../support/recovery-world.ts';
import { createDevServerEnv } from '../support/workflow-env.ts';
import { type ScriptedSystem, scriptedZammad, TICKET, TOKEN } from '../tickets/scripted.ts';
import { webhookOf } from '../webhook/one-source.ts';
import { newSecret, type Signed, signed } from '../webhook/sender.ts';
import { changed } from '../webhook/site.ts';

const secret = newSecret('zammad');
let env: TestWorkflowEnvironment;
let folder: string;
let zammad: ScriptedSystem;
let world: World;
let app: FastifyInstance;

beforeAll(async () => {
  env = await createDevServerEnv();
  folder = await mkdtemp(path.join(tmpdir(), 'tickets-'));
  zammad = await scriptedZammad();
  await writeFile(path.join(folder, 'secret'), secret);
  await writeFile(path.join(folder, 'token'), TOKEN);
  const tickets = JSON.stringify({
    zammad: {
      system: 'zammad',
      secretFiles: [path.join(folder, 'secret')],
      ownAccounts: ['recovery@example.org'],
      startOn: { queues: ['Cloud Security'] },
      fields: {
        server: 'server_id',
        cloud: 'cloud_name',
        ownerEmail: 'customer.email',
        ownerLanguage: 'owner_language',
      },
      notes: { url: zammad.url, tokenFile: path.join(folder, 'token') },
    },
  });
  world = await createWorld(env, { codePath: inject('workflowBundlePath') }, { tickets });
  app = await webhookOf({ name: 'zammad', system: 'zammad', secret }, tickets, {
    client: env.client,
    taskQueue: world.taskQueue,
  });
});
afterAll(async () => {
  await app.close();
  await world.close();
  await zammad.close();
  await env.teardown();
  await rm(folder, { recursive: true });
});

let count = 0;
/** A delivery of its own, unless it is sent again. */
const delivery = (changes: Record<string, unknown>): Signed =>
  signed('zammad', secret, changed('zammad', { 'ticket.id': Number(TICKET), 'article.body': 'words', ...changes }), {
    'x-zammad-delivery': `delivery-${String((count += 1))}`,
  });

async function send({ headers, body }: Signed): Promise<{ status: number; answer: Record<string, unknown> }> {
  const { statusCode, payload } = await app.inject({ method: 'POST', url: '/webhooks/zammad', headers, payload: body });
  return { status: statusCode, answer: JSON.parse(payload) as Record<string, unknown> };
}

/** What was ever started, by type. */
async function started(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for await (const { type } of env.client.workflow.list()) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

const TICKET_WORKFLOW = `ticket:zammad:${TICKET}`;
const OWN_ID = recoveryWorkflowId('research', SERVER_DATA);
const subjects = (): string[] => zammad.notes.map(({ subject }) => subject);
const noted = (part: string): Promise<string[]> =>
  waitFor(
    () => Promise.resolve(subjects()),
    (all) => all.some((subject) => subject.includes(part)),
    (all) => `a note “${part}” among ${all.join(', ')}`,
  );

it('a ticket whose words alone mention a server is asked about; the field that support fills then starts it, once', async () => {
  const unclear = { 'ticket.server_id': null, 'article.body': `It was ${SERVER_DATA}, or so they say.` };
  const first = await send(delivery(unclear));
  expect(first).toMatchObject({ status: 202, answer: { workflowId: TICKET_WORKFLOW } });
  const { question } = await world.reachStarted(`recover-server-data-input:zammad:${TICKET}`, 'awaiting-input');
  expect(question?.faults).toMatchObject([{ field: 'server', received: 'nothing' }]);
  expect(question?.faults[0]?.candidates[0]).toContain(`${SERVER_DATA}, SHUTOFF, locked`);
  expect(question?.faults[0]?.candidates[0]).toContain('mentioned on the ticket');
  // Offered, and nothing more: what is to be pasted names no server that a stranger chose.
  expect(question?.mend).not.toContain(SERVER_DATA);
  await noted('waiting for an answer');

  const filled = delivery({ 'ticket.server_id': SERVER_DATA, 'ticket.article_count': 2, 'article.internal': true });
  expect((await send(filled)).status).toBe(202);
  await world.reachStarted(OWN_ID, 'awaiting-approval');
  expect(zammad.notes.every(({ internal }) => internal)).toBe(true);
});

it('a hundred doubles at once, forgeries and our own notes start nothing more', async () => {
  const before = await started();
  const doubled = delivery({ 'ticket.server_id': SERVER_DATA });
  const answers = await Promise.all(Array.from({ length: 100 }, () => send(doubled)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  const { body } = delivery({});
  expect((await send({ headers: { ...doubled.headers, 'x-hub-signature': 'sha1=00' }, body })).status).toBe(401);
  const own = delivery({ 'article.created_by': { email: 'recovery@example.org' } });
  expect((await send(own)).status).toBe(200);
  await waitFor(
    async () => (await env.client.workflow.getHandle(TICKET_WORKFLOW).fetchHistory()).events ?? [],
    (events) => events.filter(({ workflowExecutionSignaledEventAttributes: each }) => each != null).length >= 102,
    (events) => `all signals, of ${String(events.length)} events`,
  );
  expect(await started()).toEqual(before);
  expect(before).toMatchObject({ followTicket: 1, recoverServerData: 2 });
});

it('a ticket of its own with a server in its field starts one recovery, whatever the order and the number', async () => {
  const before = await started();
  const reply = delivery({ 'ticket.id': 90, 'ticket.server_id': SERVER_BFV, 'ticket.article_count': 2 });
  const creation = delivery({ 'ticket.id': 90, 'ticket.server_id': SERVER_BFV });
  // Nobody follows the ticket yet, and a reply alone starts nothing.
  expect((await send(reply)).status).toBe(200);
  const answers = await Promise.all(Array.from({ length: 50 }, () => creation).map(send));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
  expect((await send(reply)).status).toBe(202);
  await world.reachStarted(recoveryWorkflowId('research', SERVER_BFV), 'awaiting-approval');
  const after = await started();
  expect(after['followTicket']).toBe((before['followTicket'] ?? 0) + 1);
  expect(after['recoverServerData']).toBe((before['recoverServerData'] ?? 0) + 2);
  const own = world.recovery(recoveryWorkflowId('research', SERVER_BFV));
  await own.signal(rejectUnlockSignal, { by: 'sysadmin@example.org' });
  expect(await own.result()).toMatchObject({ outcome: 'rejected' });
  // Its ticket exists in no ticket system: the recovery says so, and goes on all the same.
  expect((await world.status(own)).timeline.map(({ text }) => text).join()).toContain('could not be written');
});

it('a reply on the ticket is shown, a closed ticket is asked about, and neither is acted on', async () => {
  const recovery = world.recovery(OWN_ID);
  const reply = { 'ticket.article_count': 3, 'article.body': 'Please keep /data', 'article.from': 'Émilie' };
  expect((await send(delivery(reply))).status).toBe(202);
  expect((await send(delivery({ 'ticket.state': 'closed' }))).status).toBe(202);
  const { phase, ticketReplies } = await world.until(recovery, (status) =>
    status.timeline.some(({ text }) => text.includes('closed the ticket')),
  );
  expect(phase).toBe('awaiting-approval');
  expect(ticketReplies).toMatchObject([{ by: 'Émilie', words: 'Please keep /data' }]);
  await noted('still running');
});

it('the end is noted, each note once, and a delivery that comes after all is over starts nothing', async () => {
  const recovery = world.recovery(OWN_ID);
  zammad.loseNextAnswer();
  await recovery.signal(rejectUnlockSignal, { by: 'sysadmin@example.org', reason: 'Wrong server' });
  expect(await recovery.result()).toMatchObject({ outcome: 'rejected' });
  await noted('rejected');
  const all = subjects();
  expect(all.filter((subject) => subject.startsWith('Recovery'))).toHaveLength(3);
  expect(zammad.notes.map(({ body }) => /\[recovery-note \S+\]$/.exec(body)?.[0])).toHaveLength(
    new Set(zammad.notes.map(({ body }) => /\[recovery-note \S+\]$/.exec(body)?.[0])).size,
  );
  expect(zammad.notes.at(-1)?.body).toContain('Wrong server');
  const before = await started();
  expect((await send(delivery({ 'ticket.server_id': SERVER_DATA }))).status).toBe(202);
  await env.client.workflow.getHandle(TICKET_WORKFLOW).terminate('over');
  expect(await send(delivery({ 'ticket.server_id': SERVER_DATA }))).toMatchObject({
    status: 202,
    answer: { workflowId: TICKET_WORKFLOW },
  });
  expect(await started()).toEqual(before);
});

it('anything sent as news stops neither the ticket’s workflow nor a recovery', async () => {
  const id = 'ticket:zammad:odd';
  const odd = await env.client.workflow.start('followTicket', { workflowId: id, taskQueue: world.taskQueue, args: [] });
  for (const payload of [undefined, null, 5, 'text', [], { deliveryId: 'x' }, { kind: 'created' }])
    await odd.signal('ticketNews', payload);
  await odd.signal(provideInputSignal, 'nothing to do with it');
  await waitFor(
    async () => (await odd.fetchHistory()).events?.at(-1)?.workflowTaskCompletedEventAttributes,
    (completed) => completed != null,
    () => 'a completed workflow task',
  );
  expect((await odd.describe()).status.name).toBe('RUNNING');
});
