/** A whole site for `npm run doctor`: cloud, Temporal with a namespace of its own, mail over TLS, a ticket system, a worker. */
import proto from '@temporalio/proto';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { inject } from 'vitest';
import { stringify } from 'yaml';
import { startSmtpSink, type SmtpSink } from '../../simulators/mail/smtp-sink.ts';
import type { ReleaseName } from '../../simulators/openstack/releases.ts';
import { type OpenStackSimulator, startOpenStackSimulator } from '../../simulators/openstack/simulator.ts';
import { ed25519Pair } from '../../simulators/ssh-host/key-pair.ts';
import { TASK_QUEUE } from '../../src/contract/identifiers.ts';
import { registerSearchAttributes } from '../../src/search-attributes.ts';
import { type ScriptedSystem, scriptedRequestTracker, TOKEN } from '../tickets/scripted.ts';
import { waitFor } from './recovery-world.ts';

export const NAMESPACE = 'recovery';
/** Without search attributes, and nobody works there. */
export const BARE_NAMESPACE = 'bare';
export const MAIL_PASSWORD = 'mail-password';

const ROOT = path.resolve(import.meta.dirname, '../..');
const TLS = path.join(ROOT, 'test/mail/tls');

export const daysOf = (days: number) => proto.google.protobuf.Duration.fromObject({ seconds: days * 86_400 });

export interface DoctorSite {
  folder: string;
  cloud: OpenStackSimulator;
  mails: SmtpSink;
  tickets: ScriptedSystem;
  /** Of `doctor`, and of nobody else: nothing of the tester's own. */
  environment: Record<string, string>;
  close(): Promise<void>;
}

/** What a test changes of a site where all is well. */
export interface Change {
  cloud?: Record<string, unknown>;
  recoveryServer?: Record<string, unknown>;
  smtp?: Record<string, unknown>;
  /** Of the token file of the ticket system. */
  token?: string;
  /** Of clouds.yaml. */
  cloudsYaml?: (yaml: string) => string;
}

export async function makeDoctorSite(release: ReleaseName = 'zed'): Promise<Omit<DoctorSite, 'environment'>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'doctor-site-'));
  const [cloud, mails, tickets] = await Promise.all([
    startOpenStackSimulator({ release }),
    startSmtpSink({
      key: readFileSync(path.join(TLS, 'localhost.key'), 'utf8'),
      cert: readFileSync(path.join(TLS, 'localhost.crt'), 'utf8'),
      login: { user: 'recovery', password: MAIL_PASSWORD },
    }),
    scriptedRequestTracker(),
  ]);
  const close = async (): Promise<void> => {
    await Promise.all([cloud.close(), mails.close(), tickets.close()]);
    rmSync(folder, { recursive: true });
  };
  return { folder, cloud, mails, tickets, close };
}

/** Writes its files, and @returns the variables that lead to them. */
export function configure(
  { folder, cloud, mails, tickets }: Omit<DoctorSite, 'environment'>,
  temporal: string,
  change: Change = {},
): Record<string, string> {
  const write = (name: string, content: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  };
  write('key', ed25519Pair().private);
  write('mail_password', `${MAIL_PASSWORD}\n`);
  write('helpdesk_secret', 'delivery-secret\n');
  write('helpdesk_token', change.token ?? TOKEN);
  const config = {
    defaultCloud: 'research',
    clouds: {
      research: {
        sysadminCloud: 'sysadmin',
        ...change.cloud,
        recoveryServer: { sshFrom: ['127.0.0.1/32'], network: 'research-net', ...change.recoveryServer },
      },
    },
    ssh: { privateKeyFile: 'key' },
    mail: {
      smtp: {
        ...{ host: '127.0.0.1', port: mails.port, security: 'none' },
        ...{ user: 'recovery', passwordFile: 'mail_password' },
        ...change.smtp,
      },
      from: 'recovery@example.org',
      cloudTeam: { email: 'cloud@example.org' },
    },
    tickets: {
      helpdesk: {
        ...{ system: 'request-tracker', secretFiles: ['helpdesk_secret'], startOn: { queues: ['Security'] } },
        ownAccounts: ['recovery@example.org'],
        notes: { url: tickets.url, tokenFile: 'helpdesk_token' },
      },
    },
  };
  const cloudsYaml = (change.cloudsYaml ?? ((yaml: string) => yaml))(cloud.cloudsYaml());
  return {
    HOME: folder,
    XDG_CONFIG_HOME: folder,
    RECOVERY_CONFIG: write('recovery.config.yaml', stringify(config)),
    OS_CLIENT_CONFIG_FILE: write('clouds.yaml', cloudsYaml),
    TEMPORAL_ADDRESS: temporal,
    TEMPORAL_NAMESPACE: NAMESPACE,
    NODE_EXTRA_CA_CERTS: path.join(TLS, 'localhost.crt'),
  };
}

/** As a person or a monitoring system runs it. */
export async function doctorAsProcess(
  args: readonly string[],
  environment: Record<string, string>,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/doctor.ts', ...args], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], NO_COLOR: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

/** Two namespaces; the first has all that a recovery needs, and a worker. @returns what stops the worker. */
export async function makeNamespaces({ connection, address }: TestWorkflowEnvironment): Promise<() => Promise<void>> {
  for (const namespace of [NAMESPACE, BARE_NAMESPACE])
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: daysOf(365),
    });
  // Temporal's own servers hear of a new namespace within seconds, not at once.
  await waitFor(
    () =>
      registerSearchAttributes(connection, NAMESPACE).then(
        () => true,
        () => false,
      ),
    (registered) => registered,
    () => 'the search attributes to be registered',
  );
  const native = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection: native,
    namespace: NAMESPACE,
    taskQueue: TASK_QUEUE,
    workflowBundle: { codePath: inject('workflowBundlePath') },
  });
  const running = worker.run();
  await waitFor(
    () => connection.workflowService.describeTaskQueue({ namespace: NAMESPACE, taskQueue: { name: TASK_QUEUE } }),
    ({ pollers }) => pollers.length > 0,
    () => 'the worker to ask for work',
  );
  return async () => {
    worker.shutdown();
    await running;
    await native.close();
  };
}
