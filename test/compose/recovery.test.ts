/**
 * docker-compose.yml on a real engine, from a clean checkout: a recovery through it from the browser, with its worker
 * killed and its database restarted, another that waits while the service is upgraded, and everything down again.
 */
import { Client, Connection, type WorkflowExecutionDescription } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SERVER_BFV, SERVER_DATA, VOLUME_LVM, VOLUME_PART } from '../../simulators/openstack/seed.ts';
import { recoveryWorkflowId } from '../../src/contract/identifiers.ts';
import { statusQuery } from '../../src/contract/messages.ts';
import type { Phase, RecoveryResult } from '../../src/contract/recovery.ts';
import { waitFor } from '../support/recovery-world.ts';
import { openBrowser, openPage } from '../ui/browser.ts';
import { TemporalUi } from '../ui/temporal-ui.ts';
import { fixture, signed } from '../webhook/sender.ts';
import { type Engine, startEngine } from './engine.ts';
import { ensurePrograms, whyNotHere } from './programs.ts';
import { tracesOfEngines } from './remains.ts';
import { ADDRESS, Stack } from './stack.ts';

const reason = whyNotHere();
if (reason !== null) process.stderr.write(`\n== SKIPPED: docker-compose.yml was not tried, because ${reason}.\n\n`);

const DATA = recoveryWorkflowId('research', SERVER_DATA);
const BFV = recoveryWorkflowId('research', SERVER_BFV);
const PHASE = defineSearchAttributeKey('RecoveryPhase', 'KEYWORD');
const phaseOf = ({ typedSearchAttributes }: WorkflowExecutionDescription): string =>
  String(typedSearchAttributes.get(PHASE));
const times: string[] = [];

describe.skipIf(reason !== null)('docker-compose.yml on a real engine', () => {
  let engine: Engine;
  let stack: Stack;
  let browser: Browser;
  let ui: TemporalUi;
  let client: Client;
  let began = 0;

  beforeAll(async () => {
    const compose = await ensurePrograms();
    engine = await startEngine();
    stack = new Stack(engine, compose);
    browser = await openBrowser();
    ui = new TemporalUi(await openPage(browser), `http://${ADDRESS}:8233`);
    began = Date.now();
  });
  afterEach(({ task }) => {
    times.push(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${task.name}`);
    began = Date.now();
  });
  afterAll(async () => {
    await browser.close();
    await engine.stop();
    stack.removeCheckout();
    process.stdout.write(`\n${times.join('\n')}\n\n`);
  });

  /**
   * By the search attribute of people's lists: a query would need the worker that was just killed. A recovery that is
   * not there yet, or a Temporal that waits for its database, is no more than not so far.
   */
  const reach = (workflowId: string, ...phases: Phase[]): Promise<unknown> =>
    waitFor(
      () => client.workflow.getHandle(workflowId).describe().then(phaseOf, String),
      (phase) => (phases as string[]).includes(phase),
      (phase) => `${phases.join('|')}; it is ${phase}`,
    );

  it('makes stand-ins for the images that it can not pull', async () => {
    const made = await stack.makeStandIns();
    process.stdout.write(`\n${made}\n`);
    expect(made).toContain('== stand-in: temporalio/server:');
  });

  it('builds its own images from a clean checkout', async () => {
    await stack.compose('build');
    expect(engine.docker('images', '--quiet', 'server-data-recovery')).not.toBe('');
  });

  it('comes up, everything healthy, two workers', async () => {
    await stack.compose('up', '--detach', '--wait', '--no-build');
    expect(stack.containers('worker')).toHaveLength(2);
    const connection = await Connection.connect({ address: `${ADDRESS}:7233` });
    client = new Client({ connection });
  });

  it('runs as nobody in particular, on a file system that can’t be written to, with nothing to build with', async () => {
    const told = await stack.compose(
      ...['exec', '--no-TTY', 'worker', 'sh', '-c'],
      'id -u; touch /app/x 2>&1 || true; command -v npm npx corepack yarn gcc make python3 git curl || echo nothing',
    );
    expect(told.trim().split('\n')).toEqual(['1000', expect.stringContaining('Read-only file system'), 'nothing']);
    const read = 'cat /settings/recovery_key /settings/clouds.yaml 2>&1 || true';
    const refused = await stack.compose('exec', '--no-TTY', 'webhook', 'sh', '-c', read);
    expect(refused.match(/Permission denied/g)).toHaveLength(2);
  });

  it('is all that a recovery stands on, as the doctor sees it from in there', async () => {
    const told = await stack.compose('exec', '--no-TTY', 'worker', 'node', 'src/doctor.ts');
    expect(told).toContain('2 on task queue server-recovery');
    expect(told).toMatch(/\d{2} checks: 0 faults, 0 warnings\./);
  });

  it('a recovery is started in the browser, and waits for its approval', async () => {
    const owner = { email: 'alice@example.org', name: 'Alice' };
    await ui.fillStartForm({ input: JSON.stringify({ server: 'compromised-data', owner }) });
    await ui.start();
    await reach(DATA, 'awaiting-approval');
    await ui.open(DATA, 'user-metadata');
    await ui.detailsSaying('Waiting for the approval of the plan');
  });

  it('its mails are on the mail page', async () => {
    const mails = await waitFor(
      async () => (await fetch(`http://${ADDRESS}:8025/api/v1/messages`)).text(),
      (text) => text.includes('alice@example.org') && text.includes('cloud-team@example.org'),
      (text) => `mails to the owner and the cloud team; there are: ${text}`,
    );
    expect(mails).toContain('"messages_count":');
  });

  it('approved in the browser, it goes on though the container of its worker is killed', async () => {
    await ui.signal('approveUnlock', '{ "by": "sysadmin@example.org" }');
    await reach(DATA, 'preserving', 'launching');
    const busy = await workerOf(client, DATA);
    const [killed] = stack.containers('worker').filter((id) => id.startsWith(busy));
    stack.crash(killed ?? 'none');
    await waitFor(
      () => Promise.resolve(stack.inspect(killed ?? 'none', '{{.RestartCount}} {{.State.Running}}')),
      (state) => state === '1 true',
      (state) => `the container to be started again; it is ${state}`,
    );
  });

  it('and though PostgreSQL is restarted under it, it hands over', async () => {
    await reach(DATA, 'preserving', 'launching', 'moving');
    await stack.compose('restart', 'postgresql');
    await reach(DATA, 'handed-over');
    const { report } = await waitFor(
      () => client.workflow.getHandle(DATA).query(statusQuery),
      (status) => (status.report?.survey ?? null) !== null,
      () => 'a report with its survey',
    );
    expect(report?.survey?.kind).toBe('surveyed');
    expect(report?.volumes.map(({ originalVolumeId }) => originalVolumeId)).toEqual([VOLUME_PART, VOLUME_LVM]);
    await ui.open(DATA, 'user-metadata');
    expect(await ui.detailsSaying('Handed over: the data can be copied')).toContain('/recovery/m0');
  });

  it('confirmed in the browser, it ends with its report, and nothing is left of it in the cloud', async () => {
    await ui.signal('confirmRecovered', '{ "by": "engineer@example.org" }');
    await ui.detailsSaying('Done: the data was recovered');
    await ui.open(DATA, 'history');
    expect(await ui.result()).toContain('"outcome": "recovered"');
    const result = (await client.workflow.getHandle(DATA).result()) as RecoveryResult;
    expect(result).toMatchObject({ outcome: 'recovered', left: [] });
    const leftovers = await stack.compose('exec', '--no-TTY', 'worker', 'node', 'src/cli.ts', 'leftovers');
    expect(leftovers).toContain('Nothing is left over in cloud research.');
  });

  it('a ticket’s webhook starts another, which waits for its approval', async () => {
    const secret = await stack.compose('exec', '--no-TTY', 'webhook', 'cat', '/settings/ticket_secret');
    const { headers, body } = signed('standard-webhooks', secret.trim(), fixture('standard-webhooks').body);
    const answer = await fetch(`http://${ADDRESS}:8090/webhooks/helpdesk`, { method: 'POST', headers, body });
    expect(answer.status).toBe(202);
    await reach(BFV, 'awaiting-approval');
  });

  it('the old version ends within its grace, and a rebuilt one takes its place', async () => {
    const worker = path.join(stack.checkout, 'src/worker.ts');
    const changed = readFileSync(worker, 'utf8').replace(
      'Recovery worker is ready',
      'Recovery worker is ready, rebuilt',
    );
    writeFileSync(worker, changed);
    stack.version = 'next';
    await stack.compose('build', 'worker');
    const stopping = Date.now();
    await stack.compose('stop', 'worker', 'webhook');
    expect(Date.now() - stopping).toBeLessThan(45_000);
    await stack.compose('up', '--detach', '--wait', '--no-deps', 'worker', 'webhook');
    for (const container of stack.containers('worker'))
      expect(stack.inspect(container, '{{.Config.Image}}')).toBe('server-data-recovery:next');
    expect(await stack.compose('logs', 'worker')).toContain('Recovery worker is ready, rebuilt');
  });

  it('which goes on with what waited, to its report', async () => {
    await ui.open(BFV, 'user-metadata');
    await ui.signal('approveUnlock', '{ "by": "sysadmin@example.org" }');
    await reach(BFV, 'handed-over');
    await ui.signal('confirmRecovered', '{ "by": "engineer@example.org" }');
    const result = (await client.workflow.getHandle(BFV).result()) as RecoveryResult;
    expect(result).toMatchObject({ outcome: 'recovered', left: [] });
  });

  it('comes down, and nothing is left of it', async () => {
    await client.connection.close();
    await stack.compose('down', '--volumes');
    expect(stack.leftovers()).toEqual([]);
    await engine.stop();
    expect(tracesOfEngines()).toEqual([]);
  });
});

/** The container whose worker has an activity of this recovery in hand: its host name is the beginning of its id. */
async function workerOf(client: Client, workflowId: string): Promise<string> {
  const found = await waitFor(
    async () => {
      const { raw } = await client.workflow.getHandle(workflowId).describe();
      return raw.pendingActivities
        ?.map(({ lastWorkerIdentity }) => lastWorkerIdentity ?? '')
        .find((name) => name !== '');
    },
    (identity) => identity !== undefined,
    () => 'an activity in the hands of a worker',
  );
  return found?.split('@')[1] ?? '';
}
