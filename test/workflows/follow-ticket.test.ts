/** A ticket on which very much is written, and one that nothing can be written on: its workflow loses nothing of it. */
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { SERVER_BFV, SERVER_DATA } from '../../simulators/openstack/seed.ts';
import { recoveryWorkflowId } from '../../src/contract/identifiers.ts';
import { rejectUnlockSignal, ticketNewsSignal } from '../../src/contract/messages.ts';
import { TICKET_WORKFLOW_TYPE, type TicketNews } from '../../src/contract/ticket.ts';
import { createWorld, waitFor, type World } from '../support/recovery-world.ts';
import { createDevServerEnv } from '../support/workflow-env.ts';

let env: TestWorkflowEnvironment;
let world: World;

beforeAll(async () => {
  env = await createDevServerEnv();
  world = await createWorld(env, { codePath: inject('workflowBundlePath') });
});
afterAll(async () => {
  await world.close();
  await env.teardown();
});

const TICKET = { system: 'helpdesk', id: '81', number: '10081', url: null };
const news = (deliveryId: string, changes: Partial<TicketNews> = {}): TicketNews => ({
  deliveryId,
  kind: 'updated',
  by: 'Émilie',
  words: null,
  request: { server: SERVER_DATA, ticket: { id: TICKET.number, system: TICKET.system } },
  ...changes,
});

it('five hundred news later it is another run, and neither a double nor a late creation starts or tells anything again', async () => {
  const followed = await world.tellTicket(TICKET, news('created', { kind: 'created' }));
  const { runId: first } = await followed.describe();
  const ownId = recoveryWorkflowId('research', SERVER_DATA);
  await world.reachStarted(ownId, 'awaiting-approval');
  const recovery = world.recovery(ownId);

  const reply = news('reply', { kind: 'replied', words: 'Please keep /data' });
  for (let count = 0; count < 510; count += 1) await followed.signal(ticketNewsSignal, news(`news ${String(count)}`));
  await followed.signal(ticketNewsSignal, reply);
  await waitFor(
    () => followed.describe(),
    ({ runId }) => runId !== first,
    ({ historyLength }) => `another run; this one has ${String(historyLength)} events`,
  );

  await followed.signal(ticketNewsSignal, reply);
  await followed.signal(ticketNewsSignal, news('created', { kind: 'created' }));
  await followed.signal(ticketNewsSignal, news('last', { kind: 'replied', words: 'And /home' }));
  const { ticketReplies } = await world.until(recovery, (status) =>
    status.ticketReplies.some(({ words }) => words === 'And /home'),
  );
  expect(ticketReplies.map(({ words }) => words)).toEqual(['Please keep /data', 'And /home']);

  await recovery.signal(rejectUnlockSignal, { by: 'sysadmin@example.org' });
  expect(await recovery.result()).toMatchObject({ outcome: 'rejected' });
  const recoveries: string[] = [];
  for await (const { workflowId, type } of env.client.workflow.list())
    if (type !== TICKET_WORKFLOW_TYPE) recoveries.push(workflowId);
  expect(recoveries.toSorted()).toEqual([`recover-server-data-input:helpdesk:${TICKET.id}`, ownId].toSorted());
});

it('notes that can not be written hold nobody up: the field that support fills reaches the recovery', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'follow-ticket-'));
  await writeFile(path.join(folder, 'token'), 'of an account that is gone');
  const helpdesk = {
    system: 'zammad',
    secretFiles: [path.join(folder, 'secret')],
    ownAccounts: ['recovery@example.org'],
    startOn: { queues: ['Cloud Security'] },
    notes: { url: 'http://127.0.0.1:1', tokenFile: path.join(folder, 'token') },
  };
  const tickets = JSON.stringify({ helpdesk });
  const deaf = await createWorld(env, { codePath: inject('workflowBundlePath') }, { tickets });
  const ticket = { ...TICKET, id: '82' };
  const request = { ticket: { id: '10082', system: 'helpdesk', internalId: '82' } };
  await deaf.tellTicket(ticket, news('created', { kind: 'created', request }));
  await deaf.reachStarted('recover-server-data-input:helpdesk:82', 'awaiting-input');
  await deaf.tellTicket(ticket, news('filled', { request: { ...request, server: SERVER_BFV } }));
  await deaf.reachStarted(recoveryWorkflowId('research', SERVER_BFV), 'awaiting-approval');
  await deaf.close();
  await rm(folder, { recursive: true });
});
