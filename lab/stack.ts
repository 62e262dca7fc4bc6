/** What one proof runs beside the cloud, all of it real: Temporal, a mail server, the worker. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { parse, stringify } from 'yaml';
import { type ReceivedMail, startSmtpSink } from '../simulators/mail/smtp-sink.ts';
import { TASK_QUEUE } from '../src/contract/identifiers.ts';
import { until } from './cloud.ts';
import { PROJECT_ROOT } from './lab.ts';
import { LabError } from './lab-error.ts';
import { searchAttributeFlags } from '../scripts/temporal-servers.ts';
import { freePort, makeKey, type RunningProcess, startProcess } from './processes.ts';
import { CLOUDS_YAML } from './seeded.ts';

export const CLOUD_TEAM = 'cloud-team@example.org';
/** This machine's address on the guests' network, and the one that the recovery server lets in. */
export const WORKER_ADDRESS = '10.66.0.1';

export interface Stack {
  /** Logs, keys and configuration of this proof; kept for reading afterwards. */
  directory: string;
  client: Client;
  /** Every mail that arrived so far. */
  mails: readonly ReceivedMail[];
  /** Private key of the recovery engineer; another than the worker's. */
  engineerKey: string;
  worker: () => RunningProcess;
  /** What the worker wrote to its log. */
  workerLog: () => string;
  /** SIGKILLs the worker and starts another, as an orchestrator would. */
  killAndRestartWorker: () => Promise<void>;
  addresses: { temporal: string; ui: string };
  stop: () => Promise<void>;
}

export interface StackOptions {
  sysadmin: boolean;
  temporalBinary: string;
  /** Variables of the worker beside those that it needs. */
  workerEnvironment: Record<string, string>;
  /** Image of the recovery server; the product's own choice when null. */
  image: string | null;
}

export async function startStack(options: StackOptions): Promise<Stack> {
  mkdirSync(path.join(PROJECT_ROOT, '.cache'), { recursive: true });
  const directory = mkdtempSync(path.join(PROJECT_ROOT, '.cache', 'lab-'));
  const running: { stop: () => Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const each of running.toReversed()) await each.stop();
  };
  try {
    const temporal = await startTemporal(options.temporalBinary, directory);
    running.push(temporal.process);
    const sink = await startSmtpSink();
    running.push({ stop: () => sink.close() });
    const settings = await writeConfiguration(directory, options, { smtpPort: sink.port, ui: temporal.ui });
    const connection = await until('the Temporal server', 60, () => connectTo(temporal));
    running.push({ stop: () => connection.close() });
    const client = new Client({ connection });
    const startWorker = (): RunningProcess =>
      startWorkerProcess(directory, settings, {
        ...options.workerEnvironment,
        TEMPORAL_ADDRESS: temporal.address,
      });
    let worker = startWorker();
    running.push({ stop: () => worker.stop() });
    await until('the worker to poll', 90, () => polls(client, worker));
    return {
      ...{ directory, client, stop, engineerKey: settings.engineerKey, mails: sink.messages },
      worker: () => worker,
      workerLog: () => readFileSync(path.join(directory, 'worker.log'), 'utf8'),
      killAndRestartWorker: async () => {
        await worker.kill();
        worker = startWorker();
      },
      addresses: { temporal: temporal.address, ui: temporal.ui },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Temporal {
  process: RunningProcess;
  address: string;
  ui: string;
}

async function startTemporal(binary: string, directory: string): Promise<Temporal> {
  const [port, uiPort] = [await freePort(), await freePort()];
  const argv: [string, ...string[]] = [
    ...([binary, 'server', 'start-dev', '--ip', '127.0.0.1'] as const),
    ...['--port', String(port), '--ui-port', String(uiPort), '--log-level', 'warn'],
    ...['--db-filename', path.join(directory, 'temporal.db')],
    ...searchAttributeFlags(),
  ];
  const server = startProcess(argv, path.join(directory, 'temporal.log'), process.env);
  return { process: server, address: `127.0.0.1:${port}`, ui: `http://127.0.0.1:${uiPort}` };
}

async function connectTo(temporal: Temporal): Promise<Connection | null> {
  const ended = temporal.process.ended();
  if (ended !== null) throw new LabError(ended);
  try {
    return await Connection.connect({ address: temporal.address, connectTimeout: '2 seconds' });
  } catch {
    return null;
  }
}

interface Settings {
  configFile: string;
  cloudsFile: string;
  engineerKey: string;
}

async function writeConfiguration(
  directory: string,
  { sysadmin, image }: StackOptions,
  { smtpPort, ui }: { smtpPort: number; ui: string },
): Promise<Settings> {
  const engineerKey = path.join(directory, 'engineer');
  const authorizedKey = await makeKey(engineerKey, 'recovery-engineer');
  await makeKey(path.join(directory, 'worker'), 'recovery-worker');
  const { clouds } = parse(readFileSync(CLOUDS_YAML, 'utf8')) as { clouds: Record<string, unknown> };
  // Only what a site would give its worker: without --sysadmin it has no way around Nova's lock.
  const cloudsFile = path.join(directory, 'clouds.yaml');
  const given = { appcred: clouds['appcred'], ...(sysadmin ? { sysadmin: clouds['admin'] } : {}) };
  writeFileSync(cloudsFile, stringify({ clouds: given }), { mode: 0o600 });
  const configFile = path.join(directory, 'recovery.config.yaml');
  const config = {
    defaultCloud: 'lab',
    clouds: {
      lab: {
        openstackCloud: 'appcred',
        ...(sysadmin ? { sysadminCloud: 'sysadmin' } : {}),
        recoveryServer: {
          ...{ sshUser: 'debian', rootVolumeGib: 3, reach: 'fixed' },
          ...(image === null ? {} : { image }),
          sshFrom: [`${WORKER_ADDRESS}/32`],
          authorizedKeys: [authorizedKey],
        },
      },
    },
    ssh: { privateKeyFile: 'worker' },
    mail: {
      smtp: { host: '127.0.0.1', port: smtpPort, security: 'none' },
      from: 'recovery@example.org',
      cloudTeam: { email: CLOUD_TEAM, language: 'en' },
    },
    temporalUi: ui,
  };
  writeFileSync(configFile, stringify(config));
  return { configFile, cloudsFile, engineerKey };
}

/** `node` itself, not `tsx`: the process that a SIGKILL must hit is the worker and nobody's child. */
function startWorkerProcess(
  directory: string,
  settings: Settings,
  environment: Record<string, string>,
): RunningProcess {
  const { PATH, HOME } = process.env;
  return startProcess([process.execPath, '--import', 'tsx', 'src/worker.ts'], path.join(directory, 'worker.log'), {
    ...{ PATH, HOME, RECOVERY_CONFIG: settings.configFile, OS_CLIENT_CONFIG_FILE: settings.cloudsFile },
    ...environment,
  });
}

async function polls(client: Client, worker: RunningProcess): Promise<true | null> {
  const ended = worker.ended();
  if (ended !== null) throw new LabError(ended);
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: 'default',
    taskQueue: { name: TASK_QUEUE },
  });
  return pollers.length > 0 ? true : null;
}
