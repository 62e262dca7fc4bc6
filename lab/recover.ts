/**
 * The proof: both compromised servers recovered on the real cloud, through a real Temporal, with a person's approval in
 * the middle, and the originals compared bit by bit. Runs inside the lab's network.
 */
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RecoveryPlan, RecoveryResult, RecoveryStatus } from '../src/contract/recovery.ts';
import { Checklist } from './checklist.ts';
import { type Cloud, connectAsAdmin, until } from './cloud.ts';
import {
  checkCircumstances,
  type Circumstances,
  freezeCompute,
  imageSpeaking,
  workerEnvironment,
} from './circumstances.ts';
import { checkCompromised, checkIsolation, checkLeftovers, checkOneServer } from './cloud-checks.ts';
import { logIn, readGuestTimes } from './engineer.ts';
import { type Baseline, removeBaseline, sha256Of, takeBaseline, writtenSinceBaseline } from './evidence.ts';
import { strangers, takeInventory } from './inventory.ts';
import { LabError } from './lab-error.ts';
import { checkGuest, checkNoEgress, checkReport } from './report-checks.ts';
import { getServer, reset } from './reset.ts';
import { checkClonesGone, checkReplays } from './replay-checks.ts';
import {
  dirtyServer,
  originalVolumes,
  readSeeded,
  type Seeded,
  type SeededServer,
  type ServerKey,
  setOf,
} from './seeded.ts';
import { CLOUD_TEAM, type Stack, startStack, WORKER_ADDRESS } from './stack.ts';
import {
  approve,
  confirm,
  OWNERS,
  reachHandOver,
  reachPhase,
  explain,
  readStatus,
  start,
  type Story,
} from './story.ts';
import { type Figures, figures, type Measured, print } from './timeline.ts';

export interface RecoverOptions extends Circumstances {
  /** SIGKILL the worker while it launches and again while it moves. */
  kill: boolean;
  /** Give the worker the sysadmin's credential too, so that the workflow lifts and restores the lock. */
  sysadmin: boolean;
  /** Both servers at once. */
  parallel: boolean;
  only?: ServerKey;
  /** Which of the seeded sets, from 1. */
  set: number;
  /** Leave Temporal, the mail server and the worker running at the end, until Ctrl-C. */
  keep: boolean;
}

const LAST_RUN = path.join(import.meta.dirname, 'last-run.json');

interface Proof {
  options: RecoverOptions;
  cloud: Cloud;
  seeded: Seeded;
  stack: Stack;
  list: Checklist;
  /** Of the originals, before anything began. */
  baselines: readonly Baseline[];
  /** Port of a listener that the recovery server must not reach. */
  bait: number;
}

/** @returns true when every check passed. */
export async function recover(options: RecoverOptions, temporalBinary: string): Promise<boolean> {
  const startedAt = new Date();
  const cloud = await connectAsAdmin();
  const seeded = readSeeded();
  const { servers, originals } = toRecover(seeded, options);
  const list = new Checklist();
  say('bringing the lab back to the seeded state');
  for (const act of await reset(cloud, seeded)) say(`  ${act}`);
  say('hashing the originals');
  const baselines: Baseline[] = [];
  const runs: Figures[] = [];
  try {
    for (const volumeId of originals) baselines.push(await takeBaseline(volumeId));
    await withStack(options, temporalBinary, async (stack, bait) => {
      const proof = { options, cloud, seeded, stack, list, baselines, bait };
      const rounds = options.parallel ? [servers] : servers.map((server) => [server]);
      for (const round of rounds) runs.push(...(await recoverRound(proof, round)));
      const keys = servers.map(([key]) => key);
      checkMails(proof, keys);
      await checkOriginals(list, baselines);
      if (options.keep) await untilInterrupted(stack);
    });
  } catch (error) {
    list.check(
      'the proof came to its end',
      false,
      error instanceof Error ? (error.stack ?? error.message) : String(error),
    );
  } finally {
    for (const { volumeId } of baselines) await removeBaseline(volumeId);
  }
  for (const run of runs) print(run);
  const checks = { passed: list.passed, failed: list.failed, skipped: 0 };
  writeFileSync(LAST_RUN, `${JSON.stringify({ startedAt, options, checks, runs }, null, 2)}\n`);
  for (const failure of list.failed) console.log(`FAILED: ${failure}`);
  console.log(`\n${list.summary}`);
  return list.failed.length === 0;
}

/** The server with dirty journals only where it is named: its seeding costs a boot. */
function toRecover(
  seeded: Seeded,
  { only, set: number }: RecoverOptions,
): { servers: [ServerKey, SeededServer][]; originals: string[] } {
  if (only === 'dirty') {
    const dirty = dirtyServer(seeded);
    return { servers: [[only, dirty]], originals: dirty.volumeIds };
  }
  const set = setOf(seeded, number);
  const keys = (['data', 'bfv'] as const).filter((key) => only === undefined || only === key);
  return { servers: keys.map((key) => [key, set[key]]), originals: originalVolumes(set) };
}

async function withStack(
  options: RecoverOptions,
  temporalBinary: string,
  work: (stack: Stack, bait: number) => Promise<void>,
): Promise<void> {
  say('starting Temporal, the mail server and the worker');
  const stack = await startStack({
    ...{ sysadmin: options.sysadmin, temporalBinary, workerEnvironment: workerEnvironment(options) },
    image: options.locale === undefined ? null : await imageSpeaking(options.locale),
  });
  say(`logs and keys: ${stack.directory}`);
  const bait = await listen();
  try {
    await work(stack, bait.port);
  } finally {
    bait.server.close();
    await stack.stop();
  }
}

/** Recovers servers side by side. What is left is looked at when all are through, since they share a project. */
async function recoverRound(proof: Proof, servers: readonly [ServerKey, SeededServer][]): Promise<Figures[]> {
  const { cloud, seeded, list, options } = proof;
  const before = strangers(await takeInventory(cloud, seeded), seeded);
  const finished = await Promise.all(servers.map(([key, server]) => recoverOne(proof, key, server)));
  const results = finished.map(({ result }) => result);
  for (const { server, plan, result, since } of finished) {
    const circumstances = { cloud, seeded, server, sysadmin: options.sysadmin, before, results };
    await checkOneServer(list, circumstances, result.recoveryId ?? '');
    await checkLeftovers(list, circumstances, plan, result);
    await checkCompromised(list, circumstances, plan, since);
  }
  return finished.map(({ server, result, measured }) => figures(server.name, result, measured));
}

interface Finished {
  server: SeededServer;
  plan: RecoveryPlan;
  result: RecoveryResult;
  since: Date;
  measured: Measured;
}

async function recoverOne(proof: Proof, key: ServerKey, server: SeededServer): Promise<Finished> {
  const { stack } = proof;
  const since = new Date();
  say(`${server.name}: starting the recovery`);
  const story = await start(stack, key, server);
  try {
    return { server, since, ...(await live(proof, story)) };
  } catch (error) {
    await explain(stack, story);
    throw error;
  }
}

async function live(proof: Proof, story: Story): Promise<Omit<Finished, 'server' | 'since'>> {
  const { cloud, stack, list, options } = proof;
  const { server, key } = story;
  await reachPhase(stack, story, 'awaiting-approval', 120);
  const asked = await readStatus(stack, story);
  const { plan } = asked;
  if (plan === null) throw new LabError(`${server.name}: awaiting an approval without a plan`);
  checkPlan(list, key, asked, plan);
  say(`${server.name}: plan ${plan.digest} awaits approval; approving`);
  const approvedAt = await approve(cloud, story, asked, { unlock: !options.sysadmin });
  const kills = options.kill ? killTwice(proof, story) : Promise.resolve();
  const freeze = options.freezeCompute > 0 ? freezeOnce(proof, story) : Promise.resolve();
  await Promise.all([kills, freeze, reachHandOver(stack, story)]);
  const status = await readStatus(stack, story);
  say(`${server.name}: handed over`);
  const measured = {
    approvedAt,
    handedOverAt: Date.parse(status.since),
    ...(await checkHandedOver(proof, story, status)),
  };
  const clones = key === 'dirty' ? await checkReplays({ ...proof, ...options, say }, story, status) : [];
  say(`${server.name}: confirming`);
  const result = await confirm(stack, story);
  list.equal(`${server.name}: outcome`, result.outcome, 'recovered');
  if (key === 'dirty') await checkClonesGone(proof, clones);
  return { plan, result, measured };
}

const STRATEGIES: Record<ServerKey, string[]> = {
  data: ['detach', 'detach'],
  bfv: ['clone'],
  dirty: ['detach', 'detach', 'detach'],
};

function checkPlan(list: Checklist, key: ServerKey, asked: RecoveryStatus, plan: RecoveryPlan): void {
  const strategies = plan.volumes.map(({ strategy }) => strategy);
  list.equal(`${plan.server.name}: strategies`, strategies, STRATEGIES[key]);
  list.equal('the plan knows that a sysadmin locked it', plan.server.lockedBySysadmin, true);
  list.equal('nothing was made before the approval', asked.made, []);
}

async function checkHandedOver(
  { cloud, list, stack, bait, options }: Proof,
  { key, server }: Story,
  status: RecoveryStatus,
): Promise<Pick<Measured, 'createdAt' | 'guest'>> {
  const access = status.report?.access;
  if (access === null || access === undefined) throw new LabError('handed over without access');
  checkReport(list, key, server, status);
  const engineer = logIn(access, stack.engineerKey, stack.directory);
  const guest = await readGuestTimes(engineer);
  await checkGuest(list, key, status, engineer);
  await checkCircumstances(list, options, engineer, stack.workerLog());
  await checkNoEgress(list, engineer, bait);
  await checkIsolation(list, cloud, access.serverId);
  return { createdAt: Date.parse((await getServer(cloud, access.serverId)).created), guest };
}

/** While the recovery server boots: the console that its host keys are read from, and everything else, has to wait. */
async function freezeOnce(proof: Proof, story: Story): Promise<void> {
  const { freezeCompute: seconds } = proof.options;
  await until('the recovery server to be ACTIVE', 300, async () => {
    const { servers } = strangers(await takeInventory(proof.cloud, proof.seeded), proof.seeded);
    return servers.some(({ status }) => status === 'ACTIVE') ? true : null;
  });
  say(`${story.server.name}: nova-compute stops for ${seconds} s`);
  await freezeCompute(seconds);
  say(`${story.server.name}: nova-compute goes on`);
}

/** Once the recovery server exists, and again as soon as volumes move. */
async function killTwice({ cloud, seeded, stack }: Proof, story: Story): Promise<void> {
  await until('the recovery server to exist', 300, async () => {
    const { servers } = strangers(await takeInventory(cloud, seeded), seeded);
    return servers.length > 0 ? true : null;
  });
  await sleep(1000);
  say(`${story.server.name}: SIGKILL to the worker while launching, then another worker`);
  await stack.killAndRestartWorker();
  await reachPhase(stack, story, 'moving', 900);
  say(`${story.server.name}: SIGKILL to the worker while moving, then another worker`);
  await stack.killAndRestartWorker();
}

/** However often activities were tried: no mail twice, and nobody forgotten. */
function checkMails({ list, stack }: Proof, keys: readonly ServerKey[]): void {
  const ids = stack.mails.map(({ messageId }) => messageId);
  list.check('every mail arrived exactly once', ids.length > 0 && new Set(ids).size === ids.length, ids);
  const to = (address: string): string[] =>
    stack.mails.filter((mail) => mail.to.includes(address)).map(({ messageId }) => messageId);
  for (const key of keys) {
    const mails = to(OWNERS[key].email);
    list.check(
      `the owner of compromised-${key} was told three times: received, plan, result`,
      mails.length === 3,
      mails,
    );
  }
  const team = to(CLOUD_TEAM);
  list.check('the cloud team got each plan', team.length >= keys.length, team);
}

async function checkOriginals(list: Checklist, baselines: readonly Baseline[]): Promise<void> {
  for (const { volumeId, sha256 } of baselines) {
    list.equal(`rbd diff of ${volumeId} since the baseline is empty`, await writtenSinceBaseline(volumeId), []);
    list.equal(`rbd export of ${volumeId} has the same SHA-256`, await sha256Of(volumeId), sha256);
  }
}

/** Accepts connections at our side of the guests' network. */
function listen(): Promise<{ server: Server; port: number }> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', reject);
    server.listen(0, WORKER_ADDRESS, () => {
      const address = server.address();
      resolve({ server, port: typeof address === 'object' && address !== null ? address.port : 0 });
    });
  });
}

function untilInterrupted({ addresses }: Stack): Promise<void> {
  say(`kept until Ctrl-C: Temporal ${addresses.temporal}, its UI ${addresses.ui}, both inside the lab's network`);
  return new Promise((resolve) => process.once('SIGINT', () => resolve()));
}

const begun = Date.now();
const say = (text: string): void => console.log(`[${((Date.now() - begun) / 1000).toFixed(0).padStart(4)} s] ${text}`);
