/** Support lives in the Temporal UI: a whole recovery there, in a real Chromium, with a real Temporal and a real worker. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Closing } from '../../demo/closing.ts';
import { CLOUD } from '../../demo/configuration.ts';
import { hush } from '../../demo/screen.ts';
import { makeFolder, removeFolder, setUp, type Stage } from '../../demo/stage.ts';
import { SERVER_BFV, SERVER_DATA } from '../../simulators/openstack/seed.ts';
import { recoveryWorkflowId } from '../../src/contract/identifiers.ts';
import { openBrowser, openPage, photograph } from './browser.ts';
import { TemporalUi } from './temporal-ui.ts';

const UNIT_MS = 30;

const closing = new Closing();
const folder = makeFolder();
let stage: Stage;
let browser: Browser;
let ui: TemporalUi;

beforeAll(async () => {
  hush();
  stage = await setUp(folder, UNIT_MS, closing);
  browser = await closing.add(await openBrowser(), (each) => each.close());
  ui = new TemporalUi(await openPage(browser), stage.temporal.ui);
});
afterAll(async () => {
  await closing.run();
  removeFolder(folder);
});

const DATA = recoveryWorkflowId(CLOUD, SERVER_DATA);
const BFV = recoveryWorkflowId(CLOUD, SERVER_BFV);
const take = (name: string): Promise<void> => photograph(ui.page, name);

it('is started from the form, and goes on under the one id of its server', async () => {
  const input = {
    serverId: SERVER_DATA,
    ticket: { id: 'TICKET-4711' },
    requestedBy: 'analyst@example.org',
    confirmation: { by: 'analyst@example.org', reason: 'Outgoing ssh scans seen in the flow logs' },
    owner: { name: 'Alice', email: 'alice@example.org', language: 'en' },
  };
  await ui.fillStartForm({ input: JSON.stringify(input) });
  await take('start');
  const startedAs = await ui.start();
  await ui.open(startedAs, 'history');
  expect(await ui.result()).toContain(`The recovery goes on as ${DATA}`);
});

it('shows the plan, who is waited for, and the answers to give', async () => {
  await ui.open(DATA, 'user-metadata');
  const shown = await ui.detailsSaying('Waiting for the approval of the plan');
  expect(shown).toContain('Waiting for: a sysadmin');
  expect(shown).toContain('data-part, 1 GiB, data: detach');
  await take('approval');
});

it('is approved by a signal, and its phase changes', async () => {
  const shown = await ui.detailsSaying('To approve');
  const [json = ''] = /\{ "by": .*"plan": ".*" \}/.exec(shown) ?? [];
  await ui.open(DATA, 'history');
  const dialog = await ui.fillDialog('Send a Signal', 'approveUnlock', json.replace('you@', 'sysadmin@'));
  await take('send-a-signal');
  await ui.submit(dialog);
  await ui.open(DATA, 'user-metadata');
  await ui.detailsSaying('still locked');
});

it('started again under a random id, it ends at once and names the one that runs', async () => {
  await ui.fillStartForm({ input: JSON.stringify({ serverId: SERVER_DATA }) });
  await ui.open(await ui.start(), 'history');
  expect(await ui.result()).toContain(`This server is already being recovered, by ${DATA}`);
});

it('hands over, with the way to the data', async () => {
  stage.simulator.cloud.unlock(SERVER_DATA);
  await ui.open(DATA, 'user-metadata');
  expect(await ui.detailsSaying('Handed over: the data can be copied')).toContain('/recovery/m0');
  await take('handed-over');
});

it('is confirmed by a signal, and ends with what became of everything', async () => {
  await ui.signal('confirmRecovered', '{ "by": "engineer@example.org" }');
  await ui.detailsSaying('Done: the data was recovered');
  await take('recovered');
  await ui.open(DATA, 'history');
  expect(await ui.result()).toContain('"outcome": "recovered"');
  await take('history');
});

it('is cancelled by the button, and undoes everything', async () => {
  await ui.fillStartForm({ workflowId: BFV, input: JSON.stringify({ serverId: SERVER_BFV }) });
  await ui.start();
  await ui.open(BFV, 'user-metadata');
  await ui.detailsSaying('Waiting for the approval of the plan');
  await ui.signal('approveUnlock', '{ "by": "sysadmin@example.org" }');
  await ui.detailsSaying('Handed over: the data can be copied');
  await ui.cancel();
  await ui.detailsSaying('Ended: cancelled');
  await take('cancelled');
  expect(stage.auditor.violations()).toEqual([]);
});

it('leaves in the cloud only the evidence snapshots of the one that was recovered', () => {
  const left = stage.simulator.cloud.leftovers('recovery-');
  expect(left).toHaveLength(2);
  expect(left.every((each) => each.startsWith('snapshot '))).toBe(true);
});
