/** `npm run doctor`: says before the first victim whether a recovery will work here. Changes nothing. */
import { Command } from 'commander';
import { type Config, ConfigError, loadConfig } from './config.ts';
import { type Check, exitCodeOf, fail, ok } from './doctor/check.ts';
import { examineAll } from './doctor/examination.ts';
import { examinationsOf } from './doctor/examine-site.ts';
import { tableOf } from './doctor/table.ts';

interface Options {
  cloud?: string;
  json?: boolean;
}

/** Of all checks together. */
const TIMEOUT_MS = 60_000;
const FAULTS = 2;

const configFile = process.env['RECOVERY_CONFIG'] ?? 'recovery.config.yaml';

async function findings({ cloud }: Options): Promise<Check[]> {
  const config = configuration();
  if (Array.isArray(config)) return config;
  const subject = 'configuration';
  if (cloud !== undefined && !(cloud in config.clouds)) {
    const known = Object.keys(config.clouds).join(', ');
    return [{ subject, ...fail('clouds', `there is no cloud ${cloud}`, `Name one of: ${known}.`) }];
  }
  const read: Check = { subject, ...ok('file', `${configFile}, clouds ${Object.keys(config.clouds).join(', ')}`) };
  return [read, ...(await examineAll(examinationsOf(config, configFile, cloud), TIMEOUT_MS))];
}

/** A faulty one is all that can be told. */
function configuration(): Config | Check[] {
  try {
    return loadConfig(configFile);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const remedy = 'Mend the file: docs/reference/configuration.md has every setting.';
    return error.message.split('\n').map((fault) => ({ subject: 'configuration', ...fail('file', fault, remedy) }));
  }
}

const program = new Command('doctor')
  .description('looks at everything that a recovery stands on and says what mends it; changes nothing')
  .option('--cloud <name>', 'only this cloud of the configuration')
  .option('--json', 'print JSON, for monitoring')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : FAULTS))
  .action(async (options: Options) => {
    const checks = await findings(options);
    const colours = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify({ exitCode: exitCodeOf(checks), checks }, null, 2)}\n`
        : `${tableOf(checks, colours).join('\n')}\n`,
    );
    process.exitCode = exitCodeOf(checks);
  });

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = FAULTS;
}
// A server that never answers would keep the process for as long as its client's own time-out.
process.exit();
