/** Support lives in the Temporal UI: a whole recovery there, in a real Chromium, with a real Temporal and a real worker. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Closing } from '../../demo/closing.ts';
import { CLOUD } from '../../demo/configuration.ts';
import { hush } from '../../demo/screen.ts';
import { makeFolder, removeFolder, setUp, type Stage } from '../../demo/stage.ts';
import { SERVER_BFV, SERVER_DATA } from '../../simulators/openstack/seed.ts';
import { templateLink } from '../../src/cli/template.ts';
import { recoveryWorkflowId } from '../../src/contract/identifiers.ts';
import { TEMPLATE_INPUT } from '../../src/contract/template.ts';
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

let startedAs: string;

it('is started from an empty form with nothing but the name of a server, and asks for it where it is misspelt', async () => {
  await ui.fillStartForm({ input: '{ "server": "compromised-dta" }' });
  startedAs = await ui.start();
  await ui.open(startedAs, 'user-metadata');
  const shown = await ui.detailsSaying('Waiting for the input of this recovery');
  expect(shown).toContain('Did you mean compromised-data?');
  expect(shown).toContain(`{ "server": "${SERVER_DATA}" }`);
  await take('awaiting-input');
});

it('is mended through an update, whose form says what is still wrong', async () => {
  const rest = { ticket: { id: 'TICKET-4711' }, requestedBy: 'analyst@example.org' };
  const owner = { name: 'Alice', email: 'alice@example.org' };
  const confirmation = { by: 'analyst@example.org', reason: 'Outgoing ssh scans seen in the flow logs' };
  const mend = { server: SERVER_DATA, ...rest, confirmation };
  await ui.open(startedAs, 'user-metadata');
  const dialog = await ui.fillDialog(
    'Send an Update',
    'provideInput',
    JSON.stringify({ ...mend, owner: { ...owner, email: 'alice' } }),
  );
  const refusal = await ui.refusal(dialog);
  expect(refusal).toContain('owner.email: expected an e-mail address, received "alice"');
  expect(refusal).toContain(`This would mend it: { "server": "${SERVER_DATA}", "ticket": { "id": "TICKET-4711" }`);
  await take('send-an-update');
  await ui.write(dialog, JSON.stringify({ ...mend, owner }));
  await ui.submit(dialog);
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

it('started again from the prefilled form under a random id, it ends at once and leads to the one that runs', async () => {
  const link = await templateLink(stage.temporal.client, stage.temporal.ui);
  expect(JSON.parse(await ui.openPrefilledForm(link))).toEqual(TEMPLATE_INPUT);
  await ui.fillIn('server', 'compromised-data');
  await take('start');
  await ui.chooseRandomId();
  const again = await ui.start();
  await ui.open(again, 'history');
  const result = await ui.result();
  expect(result).toContain(`This server is already being recovered, by ${DATA}`);
  expect(result).toContain(`/workflows/${encodeURIComponent(DATA)}`);
  await ui.open(again, 'user-metadata');
  await ui.detailsSaying('This server is already being recovered');
  await take('already-running');
  expect(await ui.isInSight('Open the recovery')).toBe(true);
  const landed = await ui.follow('Open the recovery');
  await landed.waitForURL(`**/workflows/${encodeURIComponent(DATA)}/**`);
  await landed.close();
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
  const form = await ui.follow('the start form, filled in as it was');
  await form.getByText(SERVER_BFV).waitFor();
  await form.close();
  expect(stage.auditor.violations()).toEqual([]);
});

it('leaves in the cloud only the evidence snapshots of the one that was recovered', () => {
  const left = stage.simulator.cloud.leftovers('recovery-');
  expect(left).toHaveLength(2);
  expect(left.every((each) => each.startsWith('snapshot '))).toBe(true);
});
