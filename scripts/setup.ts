/**
 * `npm run setup`: everything that the demo and the tests need besides npm's packages. Quick when it is there already.
 * With `--ui`: what the tests of the Temporal UI need.
 */
import { parseArgs } from 'node:util';
import { ensureChromium } from './chromium.ts';
import { ensureDevServer, ensureTimeSkippingServer } from './temporal-servers.ts';

const { ui } = parseArgs({ options: { ui: { type: 'boolean', default: false } } }).values;
try {
  process.stderr.write(`Temporal dev server: ${await ensureDevServer()}\n`);
  if (ui) process.stderr.write(`Chromium: ${await ensureChromium()}\n`);
  else process.stderr.write(`Time-skipping test server: ${await ensureTimeSkippingServer()}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
