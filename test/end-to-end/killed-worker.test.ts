/** The real worker process, killed without warning in the middle of each step: the next one goes on, and nothing is done twice. */
import type { WorkflowHandle } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { makeKey, type RunningProcess, startProcess } from '../../lab/processes.ts';
import { type SmtpSink, startSmtpSink } from '../../simulators/mail/smtp-sink.ts';
import { audit, type Auditor } from '../../simulators/openstack/auditor.ts';
import { SERVER_DATA, VOLUME_LVM, VOLUME_PART } from '../../simulators/openstack/seed.ts';
import { type OpenStackSimulator, startOpenStackSimulator } from '../../simulators/openstack/simulator.ts';
import { type SshHost, startSshHost } from '../../simulators/ssh-host/ssh-host.ts';
import { recoveryWorkflowId, TASK_QUEUE } from '../../src/contract/identifiers.ts';
import { approveUnlockSignal, confirmRecoveredSignal, statusQuery } from '../../src/contract/messages.ts';
import type { Phase } from '../../src/contract/recovery.ts';
import type { recoverServerData } from '../../src/workflows/recover-server-data.ts';
import { waitFor } from '../support/recovery-world.ts';
import { createDevServerEnv } from '../support/workflow-env.ts';

let env: TestWorkflowEnvironment;
let folder: string;
let guests: SshHost;
let cloud: OpenStackSimulator;
let mails: SmtpSink;
let auditor: Auditor;
let worker: RunningProcess | null = null;

beforeAll(async () => {
  env = await createDevServerEnv();
  folder = await mkdtemp(path.join(tmpdir(), 'killed-worker-'));
  guests = await startSshHost();
  cloud = await startOpenStackSimulator({ guests, unitMs: 50 });
  auditor = audit(cloud);
  mails = await startSmtpSink();
  await makeKey(path.join(folder, 'worker'), 'recovery-worker');
  await writeFile(path.join(folder, 'clouds.yaml'), cloud.cloudsYaml());
  await writeFile(path.join(folder, 'recovery.config.yaml'), stringify(config()));
});
afterEach(async () => {
  await worker?.stop();
});
afterAll(async () => {
  await Promise.all([cloud.close(), guests.close(), mails.close()]);
  await env.teardown();
  await rm(folder, { recursive: true });
});

const config = (): unknown => ({
  defaultCloud: 'research',
  clouds: {
    research: {
      recoveryServer: { sshFrom: ['192.0.2.10/32'], sshPort: guests.port, network: 'research-net' },
    },
  },
  ssh: { privateKeyFile: 'worker' },
  mail: {
    smtp: { host: mails.host, port: mails.port, security: 'none' },
    from: 'recovery@example.org',
    cloudTeam: { email: 'cloud@tech.example.org' },
  },
  temporalUi: 'http://localhost:8233',
});

/** `node` itself: a SIGKILL must hit the worker and nobody's child. */
function startWorker(): RunningProcess {
  return startProcess([process.execPath, '--import', 'tsx', 'src/worker.ts'], path.join(folder, 'worker.log'), {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    RECOVERY_CONFIG: path.join(folder, 'recovery.config.yaml'),
    OS_CLIENT_CONFIG_FILE: path.join(folder, 'clouds.yaml'),
    TEMPORAL_ADDRESS: env.address,
  });
}

const RECOVERY_PHASE = defineSearchAttributeKey('RecoveryPhase', 'KEYWORD');

/** By the search attribute that people's lists use: a query would need the worker that was just killed. */
async function reach(handle: WorkflowHandle, ...phases: Phase[]): Promise<string> {
  return waitFor(
    async () => String((await handle.describe()).typedSearchAttributes.get(RECOVERY_PHASE)),
    (phase) => (phases as string[]).includes(phase),
    (phase) => `${phases.join('|')}; it is ${phase}`,
    60_000,
  );
}

it('killed during the launch, the move, the inspection and the clean-up: one recovery server, one report, nothing left', async () => {
  worker = startWorker();
  const handle = await env.client.workflow.start<typeof recoverServerData>('recoverServerData', {
    taskQueue: TASK_QUEUE,
    workflowId: recoveryWorkflowId('research', SERVER_DATA),
    args: [{ serverId: SERVER_DATA, owner: { email: 'alice@example.org' } }],
  });
  await reach(handle, 'awaiting-approval');
  cloud.cloud.unlock(SERVER_DATA);
  await handle.signal(approveUnlockSignal, { by: 'sysadmin@example.org' });
  for (const phase of ['preserving', 'moving', 'inspecting'] as const) {
    await reach(handle, phase, 'handed-over');
    await worker.kill();
    worker = startWorker();
  }
  await reach(handle, 'handed-over');
  const { report } = await handle.query(statusQuery);
  expect(report?.volumes.map(({ originalVolumeId }) => originalVolumeId)).toEqual([VOLUME_PART, VOLUME_LVM]);

  await handle.signal(confirmRecoveredSignal, { by: 'engineer@example.org' });
  await reach(handle, 'cleaning-up', 'recovered');
  await worker.kill();
  worker = startWorker();
  const result = await handle.result();
  expect(result).toMatchObject({ outcome: 'recovered', left: [] });
  expect(auditor.serversMade()).toHaveLength(1);
  expect(auditor.violationsAtTheEnd(result.volumes.map(({ snapshotId }) => snapshotId))).toEqual([]);
  const ids = mails.messages.map(({ messageId }) => messageId);
  expect(new Set(ids).size).toBe(ids.length);
}, 240_000);
