/** Everything that the demo runs: real but for the cloud, its guests and the mail server. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startMailPage } from '../simulators/mail/mail-page.ts';
import { type SmtpSink, startSmtpSink } from '../simulators/mail/smtp-sink.ts';
import { audit, type Auditor } from '../simulators/openstack/auditor.ts';
import { type OpenStackSimulator, startOpenStackSimulator } from '../simulators/openstack/simulator.ts';
import { startSshHost } from '../simulators/ssh-host/ssh-host.ts';
import { type Child, startChild } from './child-process.ts';
import type { Closing } from './closing.ts';
import { writeConfiguration } from './configuration.ts';
import { portNear } from './ports.ts';
import { say } from './screen.ts';
import { pollsItsQueue, startTemporal, type Temporal } from './temporal.ts';

export interface Stage {
  temporal: Temporal;
  simulator: OpenStackSimulator;
  auditor: Auditor;
  mails: SmtpSink;
  mailPage: string;
  worker: Child;
}

const MAIL_PAGE_PORT = 8025;

/** Logs, keys and configuration of one demo. */
export const makeFolder = (): string => mkdtempSync(path.join(tmpdir(), 'recovery-demo-'));
export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** @param unitMs - milliseconds that a second of the recorded cloud takes. */
export async function setUp(folder: string, unitMs: number, closing: Closing): Promise<Stage> {
  const temporal = await startTemporal(folder, closing);
  say(`  Temporal         ${temporal.ui}`, `                   TEMPORAL_ADDRESS=${temporal.address}`);
  const guests = await closing.add(await startSshHost(), (host) => host.close());
  const simulator = await closing.add(await startOpenStackSimulator({ guests, unitMs }), (cloud) => cloud.close());
  say(`  Simulated cloud  ${simulator.url}`);
  const mails = await closing.add(await startSmtpSink(), (sink) => sink.close());
  const page = await closing.add(await startMailPage(mails, await portNear(MAIL_PAGE_PORT)), (each) => each.close());
  say(`  Mails            ${page.url}`);
  const worker = startWorker(folder, temporal, {
    cloudsYaml: simulator.cloudsYaml(),
    sshPort: guests.port,
    smtpPort: mails.port,
    temporalUi: temporal.ui,
  });
  await closing.add(worker, () => worker.stop());
  await pollsItsQueue(temporal.client, worker);
  say('  Recovery worker  ready');
  return { temporal, simulator, auditor: audit(simulator), mails, mailPage: page.url, worker };
}

/** `node` itself, not `tsx`: a signal must reach the worker and not somebody above it. */
function startWorker(folder: string, temporal: Temporal, simulated: Parameters<typeof writeConfiguration>[1]): Child {
  const { PATH, TMPDIR } = process.env;
  const env = {
    PATH,
    ...(TMPDIR === undefined ? {} : { TMPDIR }),
    // No profile of Temporal and no secure.yaml of the reader's.
    HOME: folder,
    TEMPORAL_ADDRESS: temporal.address,
    ...writeConfiguration(folder, simulated),
  };
  return startChild(
    'The worker',
    process.execPath,
    ['--import', 'tsx', 'src/worker.ts'],
    path.join(folder, 'worker.log'),
    env,
  );
}
