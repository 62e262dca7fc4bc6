/** Temporal for tests: the time-skipping server for waits of days, the real dev server for the rest. */
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { ensureDevServer, ensureTimeSkippingServer, searchAttributeFlags } from '../../scripts/temporal-servers.ts';
import { indexedTypes } from '../../src/search-attributes.ts';

/** Once per test process, before any environment: warnings of provoked failures would bury the test's own output. */
Runtime.install({
  logger: new DefaultLogger('ERROR', () => undefined),
  telemetryOptions: { logging: { filter: 'OFF', forward: {} } },
});

export async function createTimeSkippingEnv(): Promise<TestWorkflowEnvironment> {
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: await ensureTimeSkippingServer() } },
  });
  // It knows no listing of them, which src/search-attributes.ts begins with.
  await env.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: indexedTypes(),
  });
  return env;
}

export async function createDevServerEnv(): Promise<TestWorkflowEnvironment> {
  return TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: await ensureDevServer() },
      extraArgs: searchAttributeFlags(),
    },
  });
}
