/** `npm run setup`: everything that the demo and the tests need besides npm's packages. Quick when it is there already. */
import { ensureDevServer, ensureTimeSkippingServer } from './temporal-servers.ts';

try {
  process.stderr.write(`Temporal dev server: ${await ensureDevServer()}\n`);
  process.stderr.write(`Time-skipping test server: ${await ensureTimeSkippingServer()}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
