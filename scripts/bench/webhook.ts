/** The webhook as a process of its own before a real Temporal: at full speed, and with Temporal away for half a minute. */
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { freePort, type RunningProcess, startProcess } from '../../lab/processes.ts';
import { type KeptDevServer, keptDevServer } from '../temporal/kept-dev-server.ts';
import { type Answered, fire, type Shot, summaryOf } from './load.ts';

const SECONDS = 15;
const CONNECTIONS = 32;
/** Of deliveries during the outage: a busy desk's minute, each second. */
const OUTAGE = { seconds: 60, perSecond: 20, stopAfterMs: 15_000, awayMs: 30_000 };
/** The promise: 2xx within this, at the 99th percentile. */
const P99_MS = 2000;

/**
 * The webhook is measured, not this machine's disk: on one that others wrote to, Temporal's SQLite took a quarter of it.
 * Files there outlive the Temporal that is killed.
 */
const MEMORY = '/dev/shm';

interface Stage {
  folder: string;
  temporal: KeptDevServer;
  webhook: string;
  empty: string;
  secret: string;
  processes: RunningProcess[];
}

/** @returns true when everything promised was kept. */
export async function benchWebhook(): Promise<boolean> {
  const stage = await setUp();
  try {
    return await measure(stage);
  } finally {
    for (const each of stage.processes.toReversed()) await each.stop();
    await rm(stage.folder, { recursive: true });
  }
}

async function measure(stage: Stage): Promise<boolean> {
  const { webhook, empty } = stage;
  const fresh = (count: number): Shot => shotOf(stage, `fresh-${String(count)}`, 1_000_000 + count);
  const same = shotOf(stage, 'repeat', 1);
  const load = { connections: CONNECTIONS, seconds: SECONDS };
  await fire({
    ...load,
    seconds: 3,
    url: webhook,
    next: (count) => shotOf(stage, `warm-${String(count)}`, count + 10),
  });
  const floor = tell('empty handler, no Temporal', await fire({ ...load, url: empty, next: fresh }), SECONDS);
  const news = tell('new tickets', await fire({ ...load, url: webhook, next: fresh }), SECONDS);
  const repeats = tell('repeats of one', await fire({ ...load, url: webhook, next: () => same }), SECONDS);
  const kept = await outage(stage);
  const fast = [news, repeats].every(({ p99 }) => p99 <= P99_MS);
  say(`new tickets: ${String(Math.round((100 * news.perSecond) / floor.perSecond))} % of the empty handler's rate`);
  say(`2xx within ${String(P99_MS)} ms at the 99th percentile: ${fast ? 'yes' : 'NO'}`);
  return fast && kept;
}

function tell(what: string, answers: readonly Answered[], seconds: number) {
  const summary = summaryOf(answers, seconds);
  const { perSecond, p50, p99, statuses } = summary;
  say(
    `${what.padEnd(28)} ${String(perSecond).padStart(6)}/s  p50 ${String(p50)} ms  p99 ${String(p99)} ms  ${JSON.stringify(statuses)}`,
  );
  return summary;
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

/** Temporal is killed and comes back: whatever was answered 2xx is there, whatever wasn't may be sent again. */
async function outage(stage: Stage): Promise<boolean> {
  const answers = new Map<number, Answered>();
  const ticketOf = (count: number): number => 5_000_000 + count;
  const firing = fire({
    url: stage.webhook,
    connections: CONNECTIONS * 4,
    seconds: OUTAGE.seconds,
    perSecond: OUTAGE.perSecond,
    next: (count) => shotOf(stage, `outage-${String(count)}`, ticketOf(count)),
    onAnswer: (count, answered) => void answers.set(count, answered),
  });
  await pause(OUTAGE.stopAfterMs);
  await stage.processes.shift()?.kill();
  await pause(OUTAGE.awayMs);
  stage.processes.unshift(stage.temporal.start());
  const all = await firing;
  tell(`Temporal away for ${String(OUTAGE.awayMs / 1000)} s`, all, OUTAGE.seconds);
  const client = await connected(stage.temporal.address);
  const lost: number[] = [];
  const notRetryable = all.filter(({ status }) => status === null || (status > 299 && status !== 503));
  for (const [count, { status }] of answers)
    if (status !== null && status < 300 && !(await exists(client, `ticket:desk:${String(ticketOf(count))}`)))
      lost.push(count);
  await client.connection.close();
  say(`answered 2xx and not there: ${String(lost.length)}; neither 2xx nor retryable: ${String(notRetryable.length)}`);
  return lost.length === 0 && notRetryable.length === 0;
}

async function exists(client: Client, workflowId: string): Promise<boolean> {
  try {
    await client.workflow.getHandle(workflowId).describe();
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

const FIXTURE = JSON.parse(
  readFileSync(new URL('../../test/webhook/fixtures/zammad.json', import.meta.url), 'utf8'),
) as { headers: Record<string, string>; body: { ticket: Record<string, unknown> } };

function shotOf({ secret }: Stage, delivery: string, ticket: number): Shot {
  const { headers, body } = FIXTURE;
  const text = JSON.stringify({ ...body, ticket: { ...body.ticket, id: ticket } });
  const signature = `sha1=${createHmac('sha1', secret).update(text).digest('hex')}`;
  return { headers: { ...headers, 'x-zammad-delivery': delivery, 'x-hub-signature': signature }, body: text };
}

async function setUp(): Promise<Stage> {
  const folder = await mkdtemp(path.join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'bench-webhook-'));
  say(`Temporal's database is in ${folder}`);
  const [webhookPort, emptyPort] = [await freePort(), await freePort()];
  const secret = randomBytes(24).toString('hex');
  await writeFile(path.join(folder, 'secret'), secret);
  await writeFile(path.join(folder, 'recovery.config.yaml'), stringify(configuration(webhookPort)));
  const temporal = await keptDevServer(folder);
  const log = (name: string): string => path.join(folder, `${name}.log`);
  const tsx = (file: string): [string, ...string[]] => [process.execPath, '--import', 'tsx', file];
  const env = { PATH: process.env['PATH'], LOG_LEVEL: 'error' };
  const processes = [
    temporal.start(),
    startProcess(tsx('src/webhook.ts'), log('webhook'), {
      ...env,
      RECOVERY_CONFIG: path.join(folder, 'recovery.config.yaml'),
      TEMPORAL_ADDRESS: temporal.address,
    }),
    startProcess(tsx('scripts/bench/empty-app.ts'), log('empty'), { ...env, PORT: String(emptyPort) }),
  ];
  const webhook = `http://127.0.0.1:${String(webhookPort)}`;
  const empty = `http://127.0.0.1:${String(emptyPort)}`;
  await (await connected(temporal.address)).connection.close();
  await answering(`${webhook}/readyz`, 200);
  await answering(`${empty}/`, 404);
  return {
    folder,
    temporal,
    webhook: `${webhook}/webhooks/desk`,
    empty: `${empty}/webhooks/desk`,
    secret,
    processes,
  };
}

const configuration = (port: number): unknown => ({
  defaultCloud: 'research',
  clouds: { research: { recoveryServer: { sshFrom: ['192.0.2.10/32'] } } },
  ssh: { privateKeyFile: 'unused' },
  mail: { smtp: { host: 'localhost' }, from: 'r@example.org', cloudTeam: { email: 'c@example.org' } },
  tickets: {
    desk: {
      system: 'zammad',
      secretFiles: ['secret'],
      startOn: { filled: ['server'] },
      fields: { server: 'server_id' },
    },
  },
  webhook: { port, deliveriesPerMinute: 1_000_000 },
});

const READY_WITHIN_MS = 60_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function connected(address: string): Promise<Client> {
  const ends = Date.now() + READY_WITHIN_MS;
  for (;;)
    try {
      const connection = await Connection.connect({ address, connectTimeout: 2000 });
      return new Client({ connection });
    } catch (error) {
      if (Date.now() > ends) throw error;
      await pause(300);
    }
}

async function answering(url: string, status: number): Promise<void> {
  const ends = Date.now() + READY_WITHIN_MS;
  for (;;) {
    const answered = await fetch(url).then(
      (answer) => answer.status,
      () => null,
    );
    if (answered === status) return;
    if (Date.now() > ends) throw new Error(`${url} does not answer ${String(status)}`);
    await pause(300);
  }
}
