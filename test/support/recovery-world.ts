/** Everything a recovery meets, on this machine: simulated cloud, ssh host, SMTP sink, and a worker on a Temporal test server. */
import { type WorkflowHandle, WorkflowNotFoundError } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ed25519Pair } from '../../simulators/ssh-host/key-pair.ts';
import { type SmtpSink, startSmtpSink } from '../../simulators/mail/smtp-sink.ts';
import { audit, type Auditor } from '../../simulators/openstack/auditor.ts';
import type { SimulatedCloud } from '../../simulators/openstack/cloud.ts';
import type { ReleaseName } from '../../simulators/openstack/releases.ts';
import { type OpenStackSimulator, startOpenStackSimulator } from '../../simulators/openstack/simulator.ts';
import { type SshHost, startSshHost } from '../../simulators/ssh-host/ssh-host.ts';
import { createActivities } from '../../src/activities/index.ts';
import { recoveryInterceptor } from '../../src/activities/interceptor.ts';
import { openClouds } from '../../src/clouds.ts';
import { type Config, parseConfig } from '../../src/config.ts';
import { RECOVERY_WORKFLOW_TYPE, recoveryWorkflowId } from '../../src/contract/identifiers.ts';
import { statusQuery, ticketNewsSignal } from '../../src/contract/messages.ts';
import type { RecoveryRequest } from '../../src/contract/recovery-input.ts';
import type { Phase, RecoveryResult, RecoveryStatus } from '../../src/contract/recovery.ts';
import {
  TICKET_WORKFLOW_TYPE,
  type TicketNews,
  type TicketReference,
  ticketWorkflowId,
} from '../../src/contract/ticket.ts';
import { createMailer } from '../../src/mail/mailer.ts';
import { publicKeyOf } from '../../src/ssh/private-key.ts';
import { openTicketSystems } from '../../src/ticket-systems.ts';
import { recoverServerData } from '../../src/workflows/recover-server-data.ts';

export type RecoveryHandle = WorkflowHandle<typeof recoverServerData>;

export interface World {
  taskQueue: string;
  cloud: OpenStackSimulator;
  guests: SshHost;
  mails: SmtpSink;
  auditor: Auditor;
  start(request: RecoveryRequest, workflowId?: string): Promise<RecoveryHandle>;
  /** As the form of the Temporal UI does it: any value, or none, under any id. */
  startWith(workflowId: string, ...request: unknown[]): Promise<RecoveryHandle>;
  /** As the webhook does it: tells the ticket's workflow, which is started by its first news. */
  tellTicket(ticket: TicketReference, news: TicketNews): Promise<WorkflowHandle>;
  /** The recovery under this id, whoever started it. */
  recovery(workflowId: string): RecoveryHandle;
  /** Waits until the recovery is in one of these phases. Time does not skip meanwhile. */
  reach(handle: RecoveryHandle, ...phases: Phase[]): Promise<RecoveryStatus>;
  /** The same, for a recovery that somebody else is about to start. */
  reachStarted(workflowId: string, ...phases: Phase[]): Promise<RecoveryStatus>;
  /** Waits until its status is so. */
  until(handle: RecoveryHandle, so: (status: RecoveryStatus) => boolean): Promise<RecoveryStatus>;
  status(handle: RecoveryHandle): Promise<RecoveryStatus>;
  /** The test server skips the waits meanwhile. */
  result(handle: RecoveryHandle): Promise<RecoveryResult>;
  /** @throws Error when the evidence was harmed, whatever the test looked at. */
  close(): Promise<void>;
}

export interface WorldOptions {
  /** Lines to be put into the cloud's settings, such as `sysadminCloud: sysadmin`. */
  cloudSettings?: string[];
  /** Workflow cache off: every task replays from the first event. */
  maxCachedWorkflows?: number;
  /** Such as `2 days`, for those who wait for it in hourly looks. */
  approvalDeadline?: string;
  /** More of recovery.config.yaml, such as `approval: { approversNeeded: 2 }`. */
  settings?: string;
  /** By default everybody is at work around the clock, so that a working day is a day. */
  workingHours?: string;
  /** Milliseconds that a recorded second of the cloud takes. */
  unitMs?: number;
  /** One of its own when left out. */
  taskQueue?: string;
  /** The configuration's `tickets`, as one line of YAML. */
  tickets?: string;
  /** Of the cloud; the simulator's default when left out. */
  release?: ReleaseName;
  /** Of the cloud's chance. */
  seed?: number;
  /** Before the auditor takes what is there for evidence. */
  arrange?: (cloud: SimulatedCloud) => void;
}

const AROUND_THE_CLOCK =
  "{ timeZone: UTC, days: [monday, tuesday, wednesday, thursday, friday, saturday, sunday], from: '00:00', to: '24:00' }";

const GUEST_PROGRAM = readFileSync(new URL('../../src/guest/recovery-guest.py', import.meta.url), 'utf8');
const SURVEY_PROGRAM = readFileSync(new URL('../../src/guest/recovery-survey.py', import.meta.url), 'utf8');

const configOf = (options: WorldOptions, ports: { sshPort: number; smtpPort: number }): ReturnType<typeof configFor> =>
  configFor({
    ...ports,
    cloudSettings: options.cloudSettings ?? [],
    approvalDeadline: options.approvalDeadline ?? '30 days',
    tickets: options.tickets ?? '{}',
    workingHours: options.workingHours ?? AROUND_THE_CLOCK,
    settings: options.settings ?? '',
  });

export async function createWorld(
  env: TestWorkflowEnvironment,
  workflowBundle: WorkflowBundleOption,
  options: WorldOptions = {},
): Promise<World> {
  const guests = await startSshHost();
  const cloud = await startOpenStackSimulator({
    guests,
    unitMs: options.unitMs ?? 5,
    ...(options.release === undefined ? {} : { release: options.release }),
    ...(options.seed === undefined ? {} : { seed: options.seed }),
  });
  options.arrange?.(cloud.cloud);
  const auditor = audit(cloud);
  const mails = await startSmtpSink();
  const folder = await mkdtemp(path.join(tmpdir(), 'recovery-world-'));
  await writeFile(path.join(folder, 'clouds.yaml'), cloud.cloudsYaml());
  const privateKey = ed25519Pair().private;
  const config = configOf(options, { sshPort: guests.port, smtpPort: mails.port });
  const mailer = createMailer({ host: '127.0.0.1', port: mails.port, security: 'none', from: config.mail.from });
  const taskQueue = options.taskQueue ?? `recovery-${randomUUID()}`;
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue,
    workflowBundle,
    interceptors: { activity: [recoveryInterceptor] },
    activities: createActivities({
      config,
      ...openClouds(config, { OS_CLIENT_CONFIG_FILE: path.join(folder, 'clouds.yaml') }),
      ...openTicketSystems(config),
      mailer,
      sshKey: { privateKey, publicKey: publicKeyOf(privateKey) },
      guestProgram: GUEST_PROGRAM,
      surveyProgram: SURVEY_PROGRAM,
    }),
    ...(options.maxCachedWorkflows === undefined ? {} : { maxCachedWorkflows: options.maxCachedWorkflows }),
  });
  const running = worker.run();
  const status = (handle: RecoveryHandle): Promise<RecoveryStatus> => handle.query(statusQuery);
  const recovery = (workflowId: string): RecoveryHandle =>
    env.client.workflow.getHandle<typeof recoverServerData>(workflowId);
  const reach = (handle: RecoveryHandle, ...phases: Phase[]): Promise<RecoveryStatus> =>
    waitFor(
      () => status(handle),
      (each) => phases.includes(each.phase),
      (each) => `${phases.join('|')} (it is ${each.phase})`,
    );

  return {
    taskQueue,
    cloud,
    guests,
    mails,
    auditor,
    start: (request, workflowId = recoveryWorkflowId('research', request.serverId)) =>
      env.client.workflow.start(recoverServerData, { taskQueue, workflowId, args: [request] }),
    startWith: (workflowId, ...request) =>
      env.client.workflow.start<(request?: unknown) => Promise<RecoveryResult>>(RECOVERY_WORKFLOW_TYPE, {
        taskQueue,
        workflowId,
        args: request.length === 0 ? [] : [request[0]],
      }),
    async tellTicket(ticket, news) {
      const workflowId = ticketWorkflowId(ticket.system, ticket.id);
      await env.client.workflow.signalWithStart(TICKET_WORKFLOW_TYPE, {
        workflowId,
        taskQueue,
        args: [ticket],
        signal: ticketNewsSignal,
        signalArgs: [news],
      });
      return env.client.workflow.getHandle(workflowId);
    },
    recovery,
    reach,
    async reachStarted(workflowId, ...phases) {
      const handle = recovery(workflowId);
      await waitFor(
        () => exists(handle),
        (there) => there,
        () => `${workflowId} to be started`,
      );
      return reach(handle, ...phases);
    },
    until: (handle, so) =>
      waitFor(
        () => status(handle),
        so,
        ({ timeline }) => `a status; last: ${timeline.at(-1)?.text ?? 'nothing'}`,
      ),
    status,
    result: (handle) => handle.result(),
    async close() {
      worker.shutdown();
      await running;
      mailer.close();
      await Promise.all([cloud.close(), guests.close(), mails.close()]);
      await rm(folder, { recursive: true });
      const broken = auditor.violations();
      if (broken.length > 0)
        throw new Error(`The evidence was harmed (seed ${String(cloud.faults.seed)}): ${broken.join('; ')}`);
    },
  };
}

async function exists(handle: RecoveryHandle): Promise<boolean> {
  try {
    await handle.describe();
    return true;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/** Each look is a query that replays nothing but still costs a task: two cores have better to do. */
const LOOK_EVERY_MS = 100;

/** Polls a condition; fails with what was seen last. */
export async function waitFor<T>(
  read: () => Promise<T>,
  done: (value: T) => boolean,
  describe: (value: T) => string,
  timeoutMs = 80_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (done(value)) return value;
    if (Date.now() > deadline) throw new Error(`gave up waiting for ${describe(value)}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

function configFor({
  sshPort,
  smtpPort,
  cloudSettings,
  approvalDeadline,
  tickets,
  workingHours,
  settings,
}: {
  sshPort: number;
  smtpPort: number;
  cloudSettings: string[];
  approvalDeadline: string;
  tickets: string;
  workingHours: string;
  settings: string;
}): Config {
  const yaml = `
defaultCloud: research
clouds:
  research:
${cloudSettings.map((line) => `    ${line}\n`).join('')}    recoveryServer:
      sshFrom: [192.0.2.10/32]
      sshPort: ${String(sshPort)}
      network: research-net
      bootTimeout: 60 seconds
ssh: { privateKeyFile: unused }
mail:
  smtp: { host: 127.0.0.1, port: ${String(smtpPort)}, security: none }
  from: recovery@cloud.example.org
  cloudTeam: { email: cloud@tech.example.org }
  escalation: { email: lead@tech.example.org }
temporalUi: http://localhost:8233
workingHours: ${workingHours}
times: { approvalDeadline: ${approvalDeadline} }
tickets: ${tickets}
${settings}
`;
  return parseConfig(yaml, 'recovery.config.yaml');
}
