/** Composition root of the webhook service: its own process, beside any number of others. */
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { readFileSync } from 'node:fs';
import { Webhook } from 'standardwebhooks';
import { type Config, ConfigError, loadConfig } from './config.ts';
import type { TicketSettings } from './config-tickets.ts';
import { logger } from './logging.ts';
import { ADAPTERS } from './webhook/adapters.ts';
import { buildApp } from './webhook/app.ts';
import { createMetrics } from './webhook/metrics.ts';
import type { Source } from './webhook/receive.ts';
import { recoveriesIn } from './webhook/recoveries.ts';

function sourcesOf({ tickets }: Config): Map<string, Source> {
  // Not a fault: docker-compose.yml starts the service before a site has connected a ticket system.
  if (Object.keys(tickets).length === 0) logger.warn('tickets names no ticket system: every delivery will be refused.');
  return new Map(
    Object.entries(tickets).map(([name, settings]) => [
      name,
      { name, adapter: ADAPTERS[settings.system], secrets: secretsOf(name, settings), settings },
    ]),
  );
}

/** A short secret can be guessed from one delivery that was overheard. */
const SHORTEST_SECRET = 16;

function secretsOf(name: string, { system, secretFiles }: TicketSettings): string[] {
  return secretFiles.map((file) => {
    const secret = readFileSync(file, 'utf8').trim();
    const where = `tickets.${name}.secretFiles: ${file}`;
    if (secret.length < SHORTEST_SECRET)
      throw new ConfigError(`${where}: expected a secret of at least ${String(SHORTEST_SECRET)} characters.`);
    if ((system === 'standard-webhooks' || system === 'request-tracker') && !isStandardSecret(secret))
      throw new ConfigError(`${where}: expected whsec_ and base64, as openssl rand -base64 32 makes it.`);
    return secret;
  });
}

function isStandardSecret(secret: string): boolean {
  try {
    new Webhook(secret);
    return secret.startsWith('whsec_');
  } catch {
    return false;
  }
}

/** By itself, gRPC looks for a server that was away less and less often, after a while every two minutes. */
const SOON_AGAIN = { 'grpc.max_reconnect_backoff_ms': 2000 };

async function main(): Promise<void> {
  const config = loadConfig();
  const sources = sourcesOf(config);
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  // Lazy: while Temporal is away, deliveries are refused with 503 and sent again, instead of not being answered.
  const connection = Connection.lazy({ ...connectionOptions, channelArgs: SOON_AGAIN });
  const app = await buildApp({
    sources,
    recoveries: recoveriesIn(new Client({ connection, namespace })),
    metrics: createMetrics([...sources.keys()]),
    deliveriesPerMinute: config.webhook.deliveriesPerMinute,
    trustedProxies: config.webhook.trustedProxies,
    temporalUi: config.temporalUi ?? null,
    logger,
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      void app.close().then(() => connection.close());
    });
  const { host, port } = config.webhook;
  await app.listen({ host, port });
  logger.info({ sources: [...sources.keys()], host, port }, 'Webhook service is ready');
}

main().catch((error: unknown) => {
  logger.fatal(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
