/**
 * `npm run screenshots`: the pictures of docs/images, taken from the real Temporal UI in a real Chromium while the
 * demo's recovery of the data server waits for its approval, is handed over, and is over.
 */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { Closing } from '../demo/closing.ts';
import { makeFolder, removeFolder, setUp, type Stage } from '../demo/stage.ts';
import { SERVER_DATA } from '../simulators/openstack/seed.ts';
import { RECOVERY_WORKFLOW_TYPE, recoveryWorkflowId, TASK_QUEUE } from '../src/contract/identifiers.ts';
import { confirmRecoveredSignal, statusQuery } from '../src/contract/messages.ts';
import type { Phase } from '../src/contract/recovery.ts';
import type { RecoveryRequest } from '../src/contract/recovery-input.ts';

const IMAGES = fileURLToPath(new URL('../docs/images/', import.meta.url));
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const UNIT_MS = 30;
const REQUEST: RecoveryRequest = {
  serverId: SERVER_DATA,
  ticket: { id: 'TICKET-4711' },
  requestedBy: 'analyst@example.org',
  confirmation: { by: 'analyst@example.org', reason: 'Outgoing ssh scans seen in the flow logs' },
  owner: { name: 'Alice', email: 'alice@example.org', language: 'en' },
};

const closing = new Closing();
const folder = makeFolder();
try {
  const stage = await setUp(folder, UNIT_MS, closing);
  const browser = await closing.add(await openBrowser(), (each) => each.close());
  mkdirSync(IMAGES, { recursive: true });
  await photograph(stage, browser);
} finally {
  await closing.run();
  removeFolder(folder);
}
process.exit(0);

async function openBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? BROWSERS.find(existsSync);
  if (executablePath === undefined)
    throw new Error('No Chromium: install the Debian package chromium, or set CHROMIUM_PATH to the program.');
  // It has nobody to talk to but the UI: no update, no metrics, no first-run page.
  const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', ...quiet] });
}

async function photograph({ temporal, simulator }: Stage, browser: Browser): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 }, deviceScaleFactor: 1 });
  page.setDefaultTimeout(60_000);
  const workflowId = recoveryWorkflowId('research', SERVER_DATA);
  const handle = await temporal.client.workflow.start(RECOVERY_WORKFLOW_TYPE, {
    taskQueue: TASK_QUEUE,
    workflowId,
    args: [REQUEST],
    staticSummary: `Recover server ${SERVER_DATA} of research`,
  });
  const reach = async (phase: Phase): Promise<void> => {
    for (;;) {
      const now = (await handle.query(statusQuery)).phase;
      if (now === phase) return;
      if (['failed', 'refused', 'expired'].includes(now)) throw new Error(`wanted ${phase}, but it is ${now}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const workflow = `${temporal.ui}/namespaces/default/workflows/${encodeURIComponent(workflowId)}/${handle.firstExecutionRunId}`;
  const metadata = async (name: string, words: string): Promise<void> => {
    await page.goto(`${workflow}/user-metadata`);
    // Summary and Current Details are drawn in frames of their own, in this order.
    await page.locator('iframe').last().contentFrame().getByText(words, { exact: false }).first().waitFor();
    await shoot(page, name);
  };

  await reach('awaiting-approval');
  await metadata('approval', 'Waiting for the approval of the plan');
  await page.goto(`${workflow}/history`);
  await page.getByRole('button', { name: 'More Actions' }).click();
  await page.getByRole('menu').getByText('Send a Signal').click();
  const dialog = page.locator('dialog[open]');
  await dialog.getByTestId('signal-select-button').click();
  await dialog.getByRole('option', { name: 'approveUnlock' }).click();
  await dialog.getByRole('textbox').last().click();
  await page.keyboard.insertText('{ "by": "sysadmin@example.org" }');
  await shoot(page, 'send-a-signal');
  simulator.cloud.unlock(SERVER_DATA);
  await dialog.getByTestId('confirm-modal-button').click();
  await reach('handed-over');
  await metadata('handed-over', 'the data can be copied');

  await handle.signal(confirmRecoveredSignal, { by: 'engineer@example.org' });
  await handle.result();
  await metadata('recovered', 'the data was recovered');
  await page.goto(`${workflow}/history`);
  await page.getByText('Workflow Execution Completed').locator('visible=true').first().waitFor();
  await shoot(page, 'history');
}

async function shoot(page: Page, name: string): Promise<void> {
  const file = path.join(IMAGES, `${name}.png`);
  await page.screenshot({ path: file });
  process.stdout.write(`${path.relative(process.cwd(), file)}\n`);
}
