/** Starts a server through the SDK's download once, so that the program lies in the folder afterwards. */
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [kind, downloadDir = ''] = process.argv.slice(2);
const executable = { type: 'cached-download', downloadDir } as const;
const environment =
  kind === 'time-skipping'
    ? await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } })
    : await TestWorkflowEnvironment.createLocal({ server: { executable } });
await environment.teardown();
process.exit(0);
