/** `npm run doctor`: says before the first victim whether a recovery will work here. Changes nothing but in a rehearsal. */
import { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { withTemporal } from './cli/temporal.ts';
import { openClouds } from './clouds.ts';
import { type Config, ConfigError, loadConfig } from './config.ts';
import { type Check, exitCodeOf, fail, ok } from './doctor/check.ts';
import { examineAll } from './doctor/examination.ts';
import { examinationsOf } from './doctor/examine-site.ts';
import { interruption } from './doctor/interruption.ts';
import { rehearse, whyNobodyMayApprove } from './doctor/rehearsal/rehearse.ts';
import { tableOf } from './doctor/table.ts';

interface Options {
  cloud?: string;
  json?: boolean;
  rehearse?: boolean;
  by: string;
}

/** Of all checks together. */
const TIMEOUT_MS = 60_000;
const FAULTS = 2;

const configFile = process.env['RECOVERY_CONFIG'] ?? 'recovery.config.yaml';
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function findings(config: Config, cloud: string | undefined): Promise<Check[]> {
  const subject = 'configuration';
  const names = Object.keys(config.clouds).join(', ');
  if (cloud !== undefined && !(cloud in config.clouds))
    return [{ subject, ...fail('clouds', `there is no cloud ${cloud}`, `Name one of: ${names}.`) }];
  const read: Check = { subject, ...ok('file', `${configFile}, clouds ${names}`) };
  return [read, ...(await examineAll(examinationsOf(config, configFile, cloud), TIMEOUT_MS))];
}

/** A faulty one is all that can be told. */
function configuration(): { config: Config } | { faults: Check[] } {
  try {
    return { config: loadConfig(configFile) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const remedy = 'Mend the file: docs/reference/configuration.md has every setting.';
    const faults = error.message.split('\n').map((fault) => ({
      subject: 'configuration',
      ...fail('file', fault, remedy),
    }));
    return { faults };
  }
}

function print(checks: readonly Check[], json: boolean | undefined): void {
  const colours = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
  const report = { exitCode: exitCodeOf(checks), checks };
  say(json === true ? JSON.stringify(report, null, 2) : tableOf(checks, colours).join('\n'));
}

async function rehearsal(config: Config, { cloud = config.defaultCloud, by }: Options): Promise<void> {
  const settings = config.clouds[cloud];
  const objection = whyNobodyMayApprove(config.approval, by);
  if (settings === undefined || objection !== null) throw new Error(objection ?? `There is no cloud ${cloud}.`);
  const { signal, exitCode } = interruption(say);
  const { openCloud, openSysadminCloud } = openClouds(config);
  const hands = { member: openCloud({ cloud, project: null }), sysadmin: openSysadminCloud(cloud) };
  const privateKey = readFileSync(config.ssh.privateKeyFile, 'utf8');
  say(`Rehearsal in cloud ${cloud}; the cloud team gets its mails.`);
  try {
    await withTemporal((client) =>
      rehearse({ ...{ cloud, settings, hands, client, by, privateKey, say, signal }, approval: config.approval }),
    );
  } catch (error) {
    say(`FAIL  rehearsal  ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = exitCode() ?? FAULTS;
  }
}

const program = new Command('doctor')
  .description('looks at everything that a recovery stands on and says what mends it; changes nothing')
  .option('--cloud <name>', 'only this cloud of the configuration')
  .option('--json', 'print JSON, for monitoring')
  .option('--rehearse', 'then recover a volume of its own of 1 GiB from beginning to end, and remove it')
  .option('--by <who>', 'who approves and confirms the rehearsal', 'npm run doctor -- --rehearse')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : FAULTS))
  .action(async (options: Options) => {
    const read = configuration();
    const checks = 'faults' in read ? read.faults : await findings(read.config, options.cloud);
    print(checks, options.json);
    process.exitCode = exitCodeOf(checks);
    if (options.rehearse !== true || !('config' in read)) return;
    if (process.exitCode === FAULTS) say('No rehearsal before these faults are mended.');
    else await rehearsal(read.config, options);
  });

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = FAULTS;
}
// A server that never answers would keep the process for as long as its client's own time-out.
process.exit();
