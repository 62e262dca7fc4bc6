/** Every kind of delivery of every ticket system, over real connections, before a real Temporal server and a real worker. */
import { WorkflowNotFoundError } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { TICKET_SYSTEMS, type TicketSystem } from '../../src/config-tickets.ts';
import { buildApp } from '../../src/webhook/app.ts';
import { createMetrics } from '../../src/webhook/metrics.ts';
import { recoveriesIn } from '../../src/webhook/recoveries.ts';
import { createWorld, waitFor, type World } from '../support/recovery-world.ts';
import { createDevServerEnv } from '../support/workflow-env.ts';
import { type Kind, KINDS, type Sender } from '../webhook/kinds-of-delivery.ts';
import { type Answered, post } from '../webhook/post.ts';
import { newSecret, signed } from '../webhook/sender.ts';
import { changed, siteSources } from '../webhook/site.ts';

const SECRETS = new Map(TICKET_SYSTEMS.map((system) => [system, newSecret(system)] as const));
const secretOf = (system: TicketSystem): string => SECRETS.get(system) ?? '';
const UNLIMITED = 100_000;

let env: TestWorkflowEnvironment;
let world: World;
/** Two, as behind a balancer: they know nothing of each other. */
const apps: FastifyInstance[] = [];
const addresses: string[] = [];

beforeAll(async () => {
  env = await createDevServerEnv();
  world = await createWorld(env, { codePath: inject('workflowBundlePath') });
  for (let count = 0; count < 2; count += 1) {
    const app = await buildApp({
      sources: siteSources((system) => [secretOf(system)]),
      recoveries: recoveriesIn(env.client, world.taskQueue),
      metrics: createMetrics([...TICKET_SYSTEMS]),
      deliveriesPerMinute: UNLIMITED,
      trustedProxies: [],
      temporalUi: 'http://localhost:8233',
      logger: null,
    });
    apps.push(app);
    addresses.push(await app.listen({ host: '127.0.0.1', port: 0 }));
  }
});
afterAll(async () => {
  for (const app of apps) await app.close();
  await world.close();
  await env.teardown();
});

/** Where the fixture has the ticket's id and, not to be filled here, the server: each recovery then waits for it. */
const PLACES: Readonly<Record<TicketSystem, { id: string; server: string }>> = {
  'standard-webhooks': { id: 'data.id', server: 'data.server' },
  'request-tracker': { id: 'data.id', server: 'data.customFields.Server' },
  zammad: { id: 'ticket.id', server: 'ticket.server_id' },
  glpi: { id: 'item.id', server: 'item.external_id' },
  znuny: { id: 'Ticket.TicketID', server: 'Ticket.DynamicField_ServerID' },
  jira: { id: 'issue.id', server: 'issue.fields.customfield_10030' },
};

let tickets = 0;

function newSender(system: TicketSystem): Sender & { ticket: string } {
  const { id, server } = PLACES[system];
  const ticket = String(70_000 + (tickets += 1));
  let posted = 0;
  return {
    system,
    ticket,
    body(changes = {}) {
      // A followup of GLPI has its ticket's id elsewhere.
      const whose = 'item' in changes ? 'item.items_id' : id;
      return changed(system, { ...changes, [whose]: ticket, [server]: null });
    },
    signed: (body, { headers, at, secret = secretOf(system) } = {}) => signed(system, secret, body, headers, at),
    post: (delivery, cutAfter) =>
      post(`${addresses[(posted += 1) % addresses.length] ?? ''}/webhooks/${system}`, delivery, cutAfter),
    handled: async () => {
      await startedBy(system, ticket);
    },
  };
}

/** How many recoveries this ticket has started, once everything that the webhook has told it is handled. */
async function startedBy(system: TicketSystem, ticket: string): Promise<number> {
  const followed = env.client.workflow.getHandle(`ticket:${system}:${ticket}`);
  try {
    await followed.describe();
  } catch (error) {
    // Nobody else starts recoveries here.
    if (error instanceof WorkflowNotFoundError) return 0;
    throw error;
  }
  await waitFor(
    async () => (await followed.fetchHistory()).events ?? [],
    (events) =>
      events.findLastIndex((event) => event.workflowTaskCompletedEventAttributes != null) >
      events.findLastIndex((event) => event.workflowExecutionSignaledEventAttributes != null),
    (events) => `the last signal of ${String(events.length)} events to be handled`,
  );
  const recovery = `recover-server-data-input:${system}:${ticket}`;
  await world.reachStarted(recovery, 'awaiting-input');
  return 1;
}

const CASES = KINDS.flatMap((kind) => TICKET_SYSTEMS.map((system) => ({ kind, system })));
const expectedOf = (kind: Kind, system: TicketSystem): string => kind.except?.[system] ?? kind.expected;
/** What became of each, by kind and system. */
const seen = new Map<string, string>();

const inWords = ({ status, said }: Answered): string => (status === null ? said : `${String(status)} ${said}`);

describe.each(TICKET_SYSTEMS)('%s', (system) => {
  it.each(KINDS.map((kind) => [kind.name, expectedOf(kind, system), kind] as const))(
    '%s: %s started',
    async (name, expected, kind) => {
      const sender = newSender(system);
      const answers = await kind.send(sender);
      const said = [...new Set(answers.map(inWords))].join(' or ');
      const result = `${said}, ${String(await startedBy(system, sender.ticket))}`;
      seen.set(`${name} ${system}`, result);
      expect(result).toBe(expected);
      for (const { workflowId } of answers) expect([null, `ticket:${system}:${sender.ticket}`]).toContain(workflowId);
    },
  );
});

it('has started nothing besides', async () => {
  const started = CASES.filter(({ kind, system }) => expectedOf(kind, system).endsWith(', 1')).length;
  const counts = await waitFor(
    async () => {
      const types: Record<string, number> = {};
      for await (const { type } of env.client.workflow.list()) types[type] = (types[type] ?? 0) + 1;
      return types;
    },
    ({ followTicket = 0, recoverServerData = 0 }) => followTicket >= started && recoverServerData >= started,
    (types) => `all to be listed; there are ${JSON.stringify(types)}`,
  );
  expect(counts).toEqual({ followTicket: started, recoverServerData: started });
});

it('is what the reference says', async () => {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rows = KINDS.map(({ name }) =>
    row([name, ...TICKET_SYSTEMS.map((system) => seen.get(`${name} ${system}`) ?? '')]),
  );
  const head = [row(['delivery', ...TICKET_SYSTEMS]), row(['delivery', ...TICKET_SYSTEMS].map(() => '---'))];
  await expect([INTRODUCTION, ...head, ...rows, REMARKS].join('\n')).toMatchFileSnapshot(
    '../../docs/reference/deliveries.md',
  );
});

const INTRODUCTION = `# Deliveries

What the webhook answers to each kind of delivery, and how many recoveries start by it: status, fault (or that it was ignored, or the workflow that has it), number. A test plays each line, against two instances of the webhook in turns, before a real Temporal server, and writes this page (\`npx vitest run --project temporal test/end-to-end/every-delivery.test.ts -u\`).
`;
const REMARKS = `
- Zammad and Jira sign no time: what was overheard can be sent again. It is known by its ticket and its delivery id, and starts nothing a second time.
- Znuny signs nothing. Its password comes along instead, so nothing but TLS keeps the body from being changed.
- GLPI signs the time of the event, not of the try, and is given a day; Standard Webhooks and Request Tracker five minutes.
- Zammad's deliveries name no event; the line *unknown event* shows the closing of a ticket that has no recovery.
`;
