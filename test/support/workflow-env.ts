/** Temporal for tests: the time-skipping server for waits of days, the real dev server for the rest. */
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { ensureDevServer, ensureTimeSkippingServer } from '../../scripts/temporal-servers.ts';
import { SEARCH_ATTRIBUTES } from '../../src/contract/identifiers.ts';

/** Once per test process, before any environment: warnings of provoked failures would bury the test's own output. */
Runtime.install({
  logger: new DefaultLogger('ERROR', () => undefined),
  telemetryOptions: { logging: { filter: 'OFF', forward: {} } },
});

export async function createTimeSkippingEnv(): Promise<TestWorkflowEnvironment> {
  return TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: await ensureTimeSkippingServer() } },
  });
}

export async function createDevServerEnv(): Promise<TestWorkflowEnvironment> {
  return TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: await ensureDevServer() },
      extraArgs: SEARCH_ATTRIBUTES.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
    },
  });
}
