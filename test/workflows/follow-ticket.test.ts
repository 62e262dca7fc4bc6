/** A ticket on which very much is written: its workflow goes on in new runs, and forgets neither its recovery nor what came. */
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { SERVER_DATA } from '../../simulators/openstack/seed.ts';
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
