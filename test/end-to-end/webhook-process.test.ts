/** The webhook as its own process before a real Temporal that is killed and comes back; deliveries by `webhook:send`. */
import { Client, Connection } from '@temporalio/client';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort, type RunningProcess, startProcess } from '../../lab/processes.ts';
import { type KeptDevServer, keptDevServer } from '../../scripts/temporal/kept-dev-server.ts';
import { TICKET_SYSTEMS, type TicketSystem } from '../../src/config-tickets.ts';
import { waitFor } from '../support/recovery-world.ts';
import { type Answered, post } from '../webhook/post.ts';
import { fixture, newSecret, type Signed, signed } from '../webhook/sender.ts';
import { changed, SITE } from '../webhook/site.ts';

const SECRETS = new Map(TICKET_SYSTEMS.map((system) => [system, newSecret(system)] as const));
/** GLPI hangs up after that. */
const PATIENCE_MS = 5000;

let folder: string;
let server: KeptDevServer;
let temporal: RunningProcess;
let webhook: RunningProcess;
let address: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'webhook-process-'));
  const port = await freePort();
  address = `http://127.0.0.1:${String(port)}`;
  for (const [system, secret] of SECRETS) await writeFile(path.join(folder, `${system}_secret`), `${secret}\n`);
  await writeFile(path.join(folder, 'recovery.config.yaml'), `${SITE}\nwebhook: { port: ${String(port)} }\n`);
  server = await keptDevServer(folder);
  temporal = server.start();
  webhook = startProcess(
    [process.execPath, '--import', 'tsx', 'src/webhook.ts'],
    path.join(folder, 'webhook.log'),
    environment(),
  );
  await ready(200);
});
afterAll(async () => {
  await webhook.stop();
  await temporal.stop();
  await rm(folder, { recursive: true });
});

const environment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  RECOVERY_CONFIG: path.join(folder, 'recovery.config.yaml'),
  TEMPORAL_ADDRESS: server.address,
});

interface Health {
  status: number | null;
  retryAfter: string | null;
}

const health = (where: 'healthz' | 'readyz'): Promise<Health> =>
  fetch(`${address}/${where}`).then(
    (answer) => ({ status: answer.status, retryAfter: answer.headers.get('retry-after') }),
    () => ({ status: null, retryAfter: null }),
  );

function ready(status: 200 | 503): Promise<Health> {
  return waitFor(
    () => {
      const ended = webhook.ended();
      if (ended !== null) throw new Error(ended);
      return health('readyz');
    },
    (answer) => answer.status === status,
    (answer) => `readiness ${String(status)} (it is ${String(answer.status)})`,
  );
}

/** What is printed and the exit code, as somebody at a shell sees them. */
function webhookSend(...args: string[]): Promise<{ lines: string[]; exitCode: number }> {
  const options = { env: environment(), encoding: 'utf8' } as const;
  return new Promise((resolve) => {
    const child = execFile(
      'npm',
      ['run', '--silent', 'webhook:send', '--', ...args],
      options,
      (_error, stdout, stderr) =>
        resolve({ lines: (stdout + stderr).trimEnd().split('\n'), exitCode: child.exitCode ?? -1 }),
    );
  });
}

/** Every run that there is, by workflow id. */
async function runs(): Promise<Record<string, number>> {
  const connection = await Connection.connect({ address: server.address });
  try {
    const counts: Record<string, number> = {};
    for await (const { workflowId } of new Client({ connection }).workflow.list())
      counts[workflowId] = (counts[workflowId] ?? 0) + 1;
    return counts;
  } finally {
    await connection.close();
  }
}

const listed = (expected: number): Promise<Record<string, number>> =>
  waitFor(
    runs,
    (all) => Object.keys(all).length >= expected,
    (all) => `${String(expected)} workflows; there are ${Object.keys(all).join(', ')}`,
  );

const fixtureOf = (system: TicketSystem): string => `test/webhook/fixtures/${system}.json`;
const ticketIdOf: Readonly<Record<TicketSystem, string>> = {
  'standard-webhooks': 'INC-4711',
  'request-tracker': '4711',
  zammad: '81',
  glpi: '4711',
  znuny: '4711',
  jira: '10021',
};

it.each(TICKET_SYSTEMS)('webhook:send signs the fixture of %s so that it is taken', async (system) => {
  const { lines, exitCode } = await webhookSend('--source', system, '--fixture', fixtureOf(system), '--times', '2');
  const workflowId = `ticket:${system}:${ticketIdOf[system]}`;
  const taken = `202 ${JSON.stringify({ workflowId, url: null })}`;
  expect({ lines, exitCode }).toEqual({ lines: [taken, taken], exitCode: 0 });
  expect(await listed(TICKET_SYSTEMS.indexOf(system) + 1)).toMatchObject({ [workflowId]: 1 });
});

it('webhook:send shows what is refused, and what it was not given', async () => {
  await writeFile(path.join(folder, 'jira_secret'), newSecret('jira'));
  const refused = await webhookSend('--source', 'jira', '--fixture', fixtureOf('jira'));
  expect(refused.exitCode).toBe(1);
  expect(refused.lines).toEqual([expect.stringMatching(/^401 .*wrong-signature/)]);
  const unknown = await webhookSend('--source', 'desk', '--fixture', fixtureOf('jira'));
  expect(unknown).toEqual({ lines: [expect.stringMatching(/^tickets has no desk; it has: .*zammad/)], exitCode: 2 });
});

it('cuts off who is too slow with a delivery, and who sends too many headers', async () => {
  const began = performance.now();
  const slow = await halfDelivered();
  expect(slow).toMatch(/^HTTP\/1.1 408 /);
  expect(performance.now() - began).toBeLessThan(20_000);
  const { headers, body } = delivery(8000);
  const many = await fetch(`${address}/webhooks/zammad`, {
    method: 'POST',
    headers: { ...headers, 'x-many': 'x'.repeat(17 * 1024) },
    body,
  });
  expect(many.status).toBe(431);
});

/** Everything that is answered to a delivery whose second half never comes. */
function halfDelivered(): Promise<string> {
  const { port, hostname } = new URL(address);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname);
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
    socket.write(
      'POST /webhooks/zammad HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{"a"',
    );
  });
}

it('says that it is not ready while Temporal is gone, refuses deliveries so that they come again, and loses none', async () => {
  const before = Object.keys(await runs()).length;
  const kept = delivery(9000);
  expect(await send(kept)).toMatchObject({ status: 202 });
  await temporal.kill();

  expect(await ready(503)).toEqual({ status: 503, retryAfter: '10' });
  expect(await health('healthz')).toMatchObject({ status: 200 });
  const meanwhile = Array.from({ length: 20 }, (_, index) => delivery(9001 + index));
  const began = performance.now();
  const refused = await Promise.all(meanwhile.map(send));
  expect(performance.now() - began).toBeLessThan(PATIENCE_MS);
  for (const answer of refused)
    expect(answer).toMatchObject({ status: 503, said: 'temporal-unreachable', retryAfter: '10' });

  temporal = server.start();
  await ready(200);
  // As each sender does it: what was refused comes again, and what was taken may, too.
  for (const again of [kept, ...meanwhile]) expect(await send(again)).toMatchObject({ status: 202 });
  const all = await listed(before + 1 + meanwhile.length);
  expect(new Set(Object.values(all))).toEqual(new Set([1]));
  expect(Object.keys(all)).toHaveLength(before + 1 + meanwhile.length);
});

const send = (one: Signed): Promise<Answered> => post(`${address}/webhooks/zammad`, one);

const delivery = (ticket: number): Signed =>
  signed('zammad', SECRETS.get('zammad') ?? '', changed('zammad', { 'ticket.id': ticket }), {
    ...fixture('zammad').headers,
    'x-zammad-delivery': `delivery-${String(ticket)}`,
  });
