/**
 * `npm run record:histories -- [--force] [scenario…]`: plays the scenarios of test/replay/scenarios.ts and keeps their
 * histories, which test/replay/replay.test.ts replays against every later version of the workflow.
 *
 * Without names: those that this version has no history of yet.
 */
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleWorkflows } from '../src/workflow-bundle.ts';
import { HISTORIES, type RecordedHistory, secretsIn } from '../test/replay/recorded-history.ts';
import { historyToJson } from '../test/replay/history-json.ts';
import { type Scenario, SCENARIOS } from '../test/replay/scenarios.ts';
import { createWorld } from '../test/support/recovery-world.ts';
import { createDevServerEnv, createTimeSkippingEnv } from '../test/support/workflow-env.ts';
import { issuedTokens } from './issued-tokens.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const fileOf = (name: string): string => path.join(HISTORIES, `${version}-${name}.json`);

const NEVER_COMPARED = new Set([
  'binaryChecksum',
  'identity',
  'meteringMetadata',
  'requestId',
  'stackTrace',
  'taskId',
  'workerVersion',
]);

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { force: { type: 'boolean', default: false } },
});
const wanted = Object.keys(SCENARIOS).filter((name) => values.force || !existsSync(fileOf(name)));
await main(positionals.length > 0 ? positionals : wanted, values.force).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1); // the SDK's runtime, once installed, would keep the process for ever
});

async function main(names: readonly string[], force: boolean): Promise<void> {
  const chosen = names.map((name) => {
    const scenario = SCENARIOS[name];
    if (scenario === undefined) throw new Error(`No scenario ${name}; there are ${Object.keys(SCENARIOS).join(', ')}`);
    // A history that was in a release tells what running recoveries look like: it is kept, not renewed.
    if (existsSync(fileOf(name)) && !force) throw new Error(`${fileOf(name)} exists; --force overwrites it`);
    return { name, scenario };
  });
  if (chosen.length === 0) throw new Error(`Every scenario has a history of ${version}; --force records them again`);
  const bundle = await bundleWorkflows({ logger: new DefaultLogger('ERROR') });
  const tokens = issuedTokens();
  for (const temporal of ['real', 'time-skipping'] as const) {
    const here = chosen.filter(({ scenario }) => scenario.temporal === temporal);
    if (here.length === 0) continue;
    const env = await (temporal === 'real' ? createDevServerEnv() : createTimeSkippingEnv());
    try {
      for (const { name, scenario } of here) write(name, await record(env, bundle, scenario), tokens);
    } finally {
      await env.teardown();
    }
  }
}

async function record(
  env: TestWorkflowEnvironment,
  bundle: { code: string },
  { drive, options, ending }: Scenario,
): Promise<RecordedHistory> {
  const world = await createWorld(env, bundle, options);
  try {
    const handle = await drive(world);
    const history = historyToJson(await handle.fetchHistory()) as RecordedHistory;
    const last = history.events.at(-1)?.eventType;
    if (last !== `EVENT_TYPE_WORKFLOW_EXECUTION_${ending}`)
      throw new Error(`expected the history to end with ${ending}, received ${String(last)}`);
    return history;
  } finally {
    await world.close();
  }
}

/** One event a line: a history is read, and compared, event by event. */
function write(name: string, history: RecordedHistory, tokens: readonly string[]): void {
  // Before anything is left out: what would be a secret there is one in production too.
  const secrets = secretsIn(history, tokens);
  if (secrets.length > 0) throw new Error(`The history of ${name} holds secrets: ${secrets.join(', ')}`);
  const events = history.events.map((event) => JSON.stringify(event, withoutWhatReplayIgnores)).join(',\n');
  writeFileSync(fileOf(name), `{"events":[\n${events}\n]}\n`);
  process.stdout.write(`${path.basename(fileOf(name))}: ${String(history.events.length)} events\n`);
}

/** Who recorded it, from which folder, and what activities were given: two thirds of a history, and never compared. */
function withoutWhatReplayIgnores(key: string, value: unknown): unknown {
  if (NEVER_COMPARED.has(key)) return undefined;
  if (key === 'activityTaskScheduledEventAttributes' || key === 'workflowTaskScheduledEventAttributes')
    return { ...(value as object), input: undefined, taskQueue: undefined };
  return value;
}
