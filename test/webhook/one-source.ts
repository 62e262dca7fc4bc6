/** The real webhook with one source, in front of a real Temporal server. */
import type { Client } from '@temporalio/client';
import type { FastifyInstance } from 'fastify';
import { parseConfig } from '../../src/config.ts';
import type { TicketSystem } from '../../src/config-tickets.ts';
import { ADAPTERS } from '../../src/webhook/adapters.ts';
import { buildApp } from '../../src/webhook/app.ts';
import { createMetrics } from '../../src/webhook/metrics.ts';
import { recoveriesIn } from '../../src/webhook/recoveries.ts';

/** More than any test sends. */
const UNLIMITED = 100_000;

interface Source {
  /** As in the address, and in the configuration. */
  name: string;
  system: TicketSystem;
  secret: string;
}

/** @param tickets - the configuration's `tickets`, as one line of YAML. */
export async function webhookOf(
  { name, system, secret }: Source,
  tickets: string,
  { client, taskQueue }: { client: Client; taskQueue: string },
): Promise<FastifyInstance> {
  const yaml = `
defaultCloud: research
clouds: { research: { recoveryServer: { sshFrom: [192.0.2.10/32] } } }
ssh: { privateKeyFile: unused }
mail: { smtp: { host: localhost }, from: r@example.org, cloudTeam: { email: c@example.org } }
tickets: ${tickets}
`;
  const settings = parseConfig(yaml, 'recovery.config.yaml').tickets[name];
  if (settings === undefined) throw new Error(`no settings of ${name}`);
  return buildApp({
    sources: new Map([[name, { name, adapter: ADAPTERS[system], secrets: [secret], settings }]]),
    recoveries: recoveriesIn(client, taskQueue),
    metrics: createMetrics([name]),
    deliveriesPerMinute: UNLIMITED,
    trustedProxies: [],
    temporalUi: 'http://localhost:8233',
    logger: null,
  });
}
