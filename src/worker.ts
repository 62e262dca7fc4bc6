/** Composition root of the recovery worker: the only place where its clients are built. */
import { Client } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Worker, type WorkflowBundleOption } from '@temporalio/worker';
import { readFileSync } from 'node:fs';
import { createActivities } from './activities/index.ts';
import { recoveryInterceptor } from './activities/interceptor.ts';
import { keepAliveFile } from './alive.ts';
import { openClouds } from './clouds.ts';
import { type Config, loadConfig } from './config.ts';
import { TASK_QUEUE } from './contract/identifiers.ts';
import { logger } from './logging.ts';
import { createMailer } from './mail/mailer.ts';
import { registerSearchAttributes } from './search-attributes.ts';
import { publicKeyOf } from './ssh/private-key.ts';
import { keepTemplate } from './template.ts';
import { openTicketSystems } from './ticket-systems.ts';
import { bundleWorkflows } from './workflow-bundle.ts';

/** Long enough for an attach in flight; what takes longer is taken over by another worker. */
const SHUTDOWN_GRACE = '30 seconds';

/** What was bundled when an image was built; else it is bundled now. */
async function workflowBundle(): Promise<WorkflowBundleOption> {
  const codePath = process.env['WORKFLOW_BUNDLE'];
  return codePath === undefined ? bundleWorkflows() : { codePath };
}

/** The activities with real clients. */
function buildActivities(config: Config): ReturnType<typeof createActivities> {
  const privateKey = readFileSync(config.ssh.privateKeyFile, 'utf8');
  const { smtp, from } = config.mail;
  const password = smtp.passwordFile === undefined ? undefined : readFileSync(smtp.passwordFile, 'utf8').trim();
  return createActivities({
    config,
    ...openClouds(config),
    ...openTicketSystems(config),
    mailer: createMailer({
      host: smtp.host,
      port: smtp.port,
      security: smtp.security,
      from,
      ...(smtp.user === undefined ? {} : { user: smtp.user }),
      ...(password === undefined ? {} : { password }),
    }),
    sshKey: { privateKey, publicKey: publicKeyOf(privateKey) },
    guestProgram: readFileSync(new URL('./guest/recovery-guest.py', import.meta.url), 'utf8'),
    surveyProgram: readFileSync(new URL('./guest/recovery-survey.py', import.meta.url), 'utf8'),
  });
}

async function main(): Promise<void> {
  const activities = buildActivities(loadConfig());
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await NativeConnection.connect(connectionOptions);
  await registerSearchAttributes(connection, namespace).catch((error: unknown) => {
    logger.warn(error instanceof Error ? error.message : String(error));
  });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle: await workflowBundle(),
    activities,
    interceptors: { activity: [recoveryInterceptor] },
    shutdownGraceTime: SHUTDOWN_GRACE,
  });
  logger.info({ namespace, taskQueue: TASK_QUEUE, address: connectionOptions.address }, 'Recovery worker is ready');
  const template = keepTemplate(new Client({ connection, namespace }));
  const alive = keepAliveFile(process.env['ALIVE_FILE'], () => worker.getState() === 'RUNNING');
  try {
    await worker.run();
  } finally {
    alive.stop();
    template.stop();
    await connection.close();
  }
}

main().catch((error: unknown) => {
  logger.fatal(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
