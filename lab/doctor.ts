/**
 * `npm run lab -- doctor`: what `npm run doctor` says of a real cloud, first as it is, then with one fault after another
 * put into it; and a rehearsal, whole and interrupted. Runs inside the lab's network.
 */
import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { once } from 'node:events';
import proto from '@temporalio/proto';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { Checklist } from './checklist.ts';
import { connectAsAdmin } from './cloud.ts';
import { type Bench, type DoctorConfig, type Fault, FAULTS, type Site } from './doctor-faults.ts';
import { strangers, takeInventory } from './inventory.ts';
import { PROJECT_ROOT } from './lab.ts';
import { reset } from './reset.ts';
import { readSeeded } from './seeded.ts';
import { type Stack, startStack } from './stack.ts';

export interface DoctorOptions {
  /** Only the rehearsal. */
  rehearse: boolean;
}

const TOKEN = 'token-of-the-recovery-account';

/** @returns true when every check passed. */
export async function doctorInLab({ rehearse }: DoctorOptions, temporalBinary: string): Promise<boolean> {
  const list = new Checklist();
  const [cloud, seeded, tickets] = [await connectAsAdmin(), readSeeded(), await startTickets()];
  await reset(cloud, seeded);
  const stack = await startStack({ sysadmin: true, temporalBinary, workerEnvironment: {}, image: null });
  try {
    await keepForAYear(stack);
    const bench = { stack, cloud, list, tickets: addressOf(tickets) };
    if (!rehearse) {
      await checkHealthy(bench);
      for (const fault of FAULTS) await checkFault(bench, fault);
    }
    await checkRehearsal(bench, 'to its end', null);
    await checkRehearsal(bench, 'interrupted', 'recovery planned');
    const left = strangers(await takeInventory(cloud, seeded), seeded);
    list.check(
      'nothing is left of both',
      Object.values<unknown[]>({ ...left }).every((each) => each.length === 0),
      left,
    );
  } finally {
    await stack.stop();
    tickets.close();
  }
  for (const failure of list.failed) console.log(`FAILED: ${failure}`);
  console.log(`\n${list.summary}`);
  return list.failed.length === 0;
}

/** The development server forgets after a day, which is a warning. */
async function keepForAYear({ client }: Stack): Promise<void> {
  await client.workflowService.updateNamespace({
    namespace: 'default',
    config: { workflowExecutionRetentionTtl: proto.google.protobuf.Duration.fromObject({ seconds: 365 * 86_400 }) },
  });
}

function siteOf({ stack: { directory, addresses }, tickets }: Bench): Site {
  const config = parse(readFileSync(path.join(directory, 'recovery.config.yaml'), 'utf8')) as DoctorConfig;
  config.clouds.lab.recoveryServer['network'] = 'lab';
  writeFileSync(path.join(directory, 'token'), TOKEN, { mode: 0o600 });
  config.tickets = {
    helpdesk: {
      ...{ system: 'request-tracker', secretFiles: ['token'], startOn: { queues: ['Security'] } },
      ownAccounts: ['recovery@example.org'],
      notes: { url: tickets, tokenFile: 'token' },
    },
  };
  const { clouds } = parse(readFileSync(path.join(directory, 'clouds.yaml'), 'utf8')) as Site;
  return { config, clouds, environment: { TEMPORAL_ADDRESS: addresses.temporal }, mend: [] };
}

function argumentsOf({ stack: { directory } }: Bench, { config, clouds, environment }: Site): NodeJS.ProcessEnv {
  const [configFile, cloudsFile] = [
    path.join(directory, 'doctor.config.yaml'),
    path.join(directory, 'doctor.clouds.yaml'),
  ];
  writeFileSync(configFile, stringify(config));
  writeFileSync(cloudsFile, stringify({ clouds }), { mode: 0o600 });
  const { PATH, HOME } = process.env;
  return { PATH, HOME, RECOVERY_CONFIG: configFile, OS_CLIENT_CONFIG_FILE: cloudsFile, ...environment };
}

const Findings = z.object({
  exitCode: z.number(),
  checks: z.array(
    z.object({
      subject: z.string(),
      name: z.string(),
      state: z.string(),
      seen: z.string(),
      remedy: z.string().nullable(),
    }),
  ),
});
type Findings = z.output<typeof Findings>;

async function examine(bench: Bench, site: Site): Promise<Findings> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/doctor.ts', '--json'], {
    cwd: PROJECT_ROOT,
    env: argumentsOf(bench, site),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return Findings.parse(JSON.parse(await text(child.stdout)));
}

async function checkHealthy(bench: Bench): Promise<void> {
  const began = Date.now();
  const { checks, exitCode } = await examine(bench, siteOf(bench));
  for (const { subject, name, state, seen } of checks) console.log(`  ${state.padEnd(5)} ${subject}: ${name}: ${seen}`);
  console.log(`  ${checks.length} checks in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  bench.list.equal('all is well, exit code 0', [exitCode, checks.filter(({ state }) => state !== 'ok')], [0, []]);
}

async function checkFault(bench: Bench, { fault, told, put }: Fault): Promise<void> {
  const site = siteOf(bench);
  try {
    await put(site, bench);
    const { checks, exitCode } = await examine(bench, site);
    const found = checks.filter(({ state }) => state !== 'ok');
    for (const { seen, remedy } of found) console.log(`  ${fault}\n    ${seen}\n    → ${remedy ?? ''}`);
    const names = found.map(({ subject, name }) => `${subject}: ${name}`);
    bench.list.equal(`${fault} is told, and nothing else`, [exitCode, names], [2, told]);
  } finally {
    for (const mend of site.mend) await mend();
  }
}

/** @param interruptAt - the line after which it is interrupted, as by Ctrl-C; null for never. */
async function checkRehearsal(bench: Bench, how: string, interruptAt: string | null): Promise<void> {
  const { list } = bench;
  const env = argumentsOf(bench, siteOf(bench));
  console.log(`\nrehearsal, ${how}`);
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/doctor.ts', '--rehearse'], {
    cwd: PROJECT_ROOT,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  let interrupted = false;
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    process.stdout.write(chunk);
    said += chunk;
    if (interruptAt === null || interrupted || !said.includes(interruptAt)) return;
    interrupted = true;
    child.kill('SIGINT');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  list.equal(`the rehearsal, ${how}, ends with its exit code`, code, interruptAt === null ? 0 : 130);
  const leftovers = spawn(process.execPath, ['--import', 'tsx', 'src/cli.ts', 'leftovers'], {
    cwd: PROJECT_ROOT,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const left = await text(leftovers.stdout);
  list.check(`\`leftovers\` finds nothing after the rehearsal, ${how}`, left.startsWith('Nothing is left over'), left);
}

/** A ticket system that knows one account, and nothing else. */
async function startTickets(): Promise<Server> {
  const server = createServer(({ headers }, response) => {
    response.writeHead(headers.authorization === `token ${TOKEN}` ? 200 : 401, { 'content-type': 'application/json' });
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function addressOf(server: Server): string {
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}
