/** `npm run recovery`: everything that the Temporal UI can do to a recovery, from a terminal or a script. */
import type { Client } from '@temporalio/client';
import { Command, InvalidArgumentError, Option } from 'commander';
import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { answer, type Answered, ask } from './cli/answer.ts';
import { CliError, EXIT } from './cli/exit-codes.ts';
import { follow, timelineLine } from './cli/follow.ts';
import { type ListFilter, listRecoveries, table } from './cli/list.ts';
import { nextCommand, progressLines } from './cli/progress.ts';
import { type ReportOptions, reportText, writeReport } from './cli/report.ts';
import { patchFrom, requestFrom, type StartOptions } from './cli/request.ts';
import { dryRun, provideInput, startRecovery } from './cli/start.ts';
import { templateLink, uiAddress } from './cli/template.ts';
import { cloudOr, recoveryOf, statusOf, withTemporal } from './cli/temporal.ts';
import { openOneCloud } from './clouds.ts';
import { loadConfig } from './config.ts';
import {
  approveServerDeletionSignal,
  approveUnlockSignal,
  confirmRecoveredSignal,
  extendDeadlineSignal,
  inspectAgainUpdate,
  rejectUnlockSignal,
  replayOnCloneUpdate,
} from './contract/messages.ts';
import type { RecoveryStatus } from './contract/recovery.ts';
import type { Request } from './input/request.ts';
import { plainText } from './report/plain-text.ts';
import { findLeftovers, hasLeftovers } from './leftovers/find-leftovers.ts';
import { leftoverLines } from './leftovers/text.ts';
import { planMarkdown } from './report/plan-markdown.ts';
import { registerSearchAttributes } from './search-attributes.ts';

interface Common {
  json?: boolean;
  cloud?: string;
}

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};
const printJson = (value: unknown): void => {
  print(JSON.stringify(value, null, 2));
};

function printStatus(status: RecoveryStatus, workflowId: string): void {
  print([workflowId, '', ...progressLines(status)].join('\n'));
  const next = nextCommand(status, workflowId);
  if (next !== null) print(`→ ${next}`);
  print(['', ...status.timeline.map(timelineLine)].join('\n'));
}

async function planned(client: Client, input: Request): Promise<Pick<RecoveryStatus, 'plan' | 'problems'>> {
  const outcome = await dryRun(client, input);
  return outcome.kind === 'planned' ? { plan: outcome.plan, problems: [] } : { plan: null, problems: outcome.problems };
}

/** With `--json`, standard output is for JSON only. */
const storyOf = ({ json }: Common): NodeJS.WriteStream => (json === true ? process.stderr : process.stdout);

const endCode = (status: RecoveryStatus): number => (status.phase === 'recovered' ? EXIT.done : EXIT.otherOutcome);

async function confirmed(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // Where the input ends without an answer, readline would wait for ever.
    const unanswered = once(terminal, 'close').then(() => null);
    const said = await Promise.race([terminal.question(`${question} [y/N] `), unanswered]);
    if (said === null) throw new CliError('Nobody answered; nothing was sent. --yes does not ask.', EXIT.badInput);
    return /^y(es)?$/i.test(said);
  } finally {
    terminal.close();
  }
}

const program = new Command('recovery').description('Recoveries of compromised servers').showHelpAfterError();
// Commander would exit with 1; a wrong option is bad input.
program.exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.done : EXIT.badInput));

const collect = (value: string, list: string[] = []): string[] => [...list, value];

const withInput = (command: Command): Command =>
  command
    .option('--server <which>', 'the compromised server: its id, name, a volume, an address, or a known ticket')
    .option('--cloud <name>', 'cloud of the configuration; its default when left out')
    .option('--project <idOrName>', 'project that owns the server')
    .option('--ticket <id>')
    .option('--ticket-url <url>')
    .option('--requested-by <who>')
    .option('--confirmed-by <who>', 'who confirmed the compromise')
    .option('--reason <text>', 'what the compromise was confirmed from')
    .option('--owner-email <address>', 'who is told')
    .option('--owner-name <name>')
    .option('--language <en|fr>', "the owner's language")
    .option('--volume <id[:strategy]>', 'only this volume; may be repeated', collect)
    .option('--no-snapshot', 'make no evidence snapshot')
    .option('--return-volumes', 'attach detached volumes to the compromised server again at the end')
    .option('--include-root-disk', 'also copy the own disk of a server that boots from an image')
    .option('--delete-snapshots', 'delete the evidence snapshots at the end')
    .option('--input <file>', 'the input as JSON; - reads standard input')
    .option('--json', 'print JSON');

withInput(program.command('start').description('start a recovery'))
  .option('--follow', 'watch it until it ends')
  .action(async (options: StartOptions & Common & { follow?: boolean }) => {
    const input = requestFrom(options);
    await withTemporal(async (client) => {
      const handle = await startRecovery(client, input);
      if (options.json === true) printJson({ workflowId: handle.workflowId });
      else print(`Started ${handle.workflowId}`);
      if (options.follow === true) process.exitCode = endCode(await follow(handle, storyOf(options)));
    });
  });

withInput(
  program
    .command('plan [recovery]')
    .description("a running recovery's plan, or with --server a dry run that changes nothing"),
).action(async (recovery: string | undefined, options: StartOptions & Common) => {
  const input = recovery === undefined ? requestFrom(options) : null;
  await withTemporal(async (client) => {
    const { plan, problems } =
      input === null ? await statusOf(recoveryOf(client, recovery ?? '', options.cloud)) : await planned(client, input);
    const obstacles = problems.map(
      ({ message, advice }) => `! ${plainText(message, 500)}\n  ${plainText(advice, 500)}`,
    );
    if (options.json === true) printJson({ plan, problems });
    else print(plan === null ? obstacles.join('\n') : planMarkdown(plan, 'en'));
    if (plan === null) process.exitCode = EXIT.otherOutcome;
  });
});

withInput(
  program.command('provide <recovery>').description('complete or mend the input of a recovery that waits for it'),
).action(async (recovery: string, options: StartOptions & Common) => {
  const patch = patchFrom(options);
  await withTemporal(async (client) => {
    const said = await provideInput(client.workflow.getHandle(recovery), patch);
    if (options.json === true) printJson({ said });
    else print(said);
  });
});

program
  .command('template')
  .description('the link to a start form of the Temporal UI that is prefilled, input and all')
  .option('--json', 'print JSON')
  .action(async (options: Common) => {
    const temporalUi = uiAddress();
    await withTemporal(async (client) => {
      const link = await templateLink(client, temporalUi);
      if (options.json === true) printJson({ link });
      else print(link);
    });
  });

program
  .command('status <recovery>')
  .description('how far a recovery is; <recovery> is a workflow id or a server id')
  .option('--cloud <name>')
  .option('--follow', 'watch it until it ends')
  .option('--json', 'print JSON')
  .action(async (recovery: string, options: Common & { follow?: boolean }) => {
    await withTemporal(async (client) => {
      const handle = recoveryOf(client, recovery, options.cloud);
      const status = options.follow === true ? await follow(handle, storyOf(options)) : await statusOf(handle);
      if (options.json === true) printJson(status);
      else if (options.follow !== true) printStatus(status, handle.workflowId);
      if (options.follow === true) process.exitCode = endCode(status);
    });
  });

program
  .command('report <recovery>')
  .description('what is on the disks, how to copy it, and what not to carry over; Markdown unless asked otherwise')
  .option('--html', 'one page that can be mailed and printed')
  .option('--markdown', 'Markdown')
  .option('--json', 'JSON, of a schema with a version')
  .addOption(new Option('--locale <language>', 'language of the page').choices(['en', 'fr']).default('en'))
  .option('--output <file>', 'write it to a new file')
  .option('--cloud <name>')
  .action(async (recovery: string, options: ReportOptions & Common) => {
    await withTemporal(async (client) => {
      const handle = recoveryOf(client, recovery, options.cloud);
      const text = reportText(await statusOf(handle), handle.workflowId, options);
      if (options.output === undefined) process.stdout.write(text);
      else {
        writeReport(options.output, text);
        process.stderr.write(`Written to ${options.output}\n`);
      }
    });
  });

function wholeDays(value: string): number {
  const days = /^\d{1,3}$/.test(value) ? Number(value) : 0;
  if (days < 1 || days > 365) throw new InvalidArgumentError('Expected whole days from 1 to 365.');
  return days;
}

const answers = [
  {
    name: 'approve',
    about: 'approve the plan',
    signal: approveUnlockSignal,
    extra: [
      ['--reason <text>'],
      ['--plan <digest>', 'the plan that is approved'],
      ['--until <day>', 'until when it holds, such as 2026-12-31'],
    ],
  },
  {
    name: 'approve-server-deletion',
    about: 'approve that the compromised server is deleted, where the plan says so',
    signal: approveServerDeletionSignal,
    extra: [
      ['--reason <text>'],
      ['--plan <digest>', 'the plan that is approved'],
      ['--until <day>', 'until when it holds, such as 2026-12-31'],
    ],
  },
  {
    name: 'reject',
    about: 'reject the plan; everything stays as it is',
    signal: rejectUnlockSignal,
    extra: [['--reason <text>'], ['--plan <digest>']],
  },
  { name: 'confirm', about: 'the data is safe: clean up', signal: confirmRecoveredSignal, extra: [['--note <text>']] },
  {
    name: 'extend',
    about: 'wait longer for what is waited for, or keep the recovery server longer',
    signal: extendDeadlineSignal,
    extra: [],
  },
] as const;

for (const { name, about, signal, extra } of answers) {
  const command = personsCommand(name, about);
  for (const [flags, description] of extra) command.option(flags, description);
  if (name === 'approve-server-deletion')
    command.requiredOption('--server-name <name>', 'the name of the server, as the plan has it');
  if (name === 'extend') command.requiredOption('--days <number>', 'how much longer, 1 to 365', wholeDays);
  command.action(async (recovery: string, options: Common & { by: string }) => {
    const { json, cloud, ...payload } = options;
    await withTemporal(async (client) => {
      tell(await answer(recoveryOf(client, recovery, cloud), signal, payload), 'Recorded, but it does not count', json);
    });
  });
}

/** What a person sends to a recovery, by name. */
function personsCommand(name: string, about: string): Command {
  return program
    .command(`${name} <recovery>`)
    .description(about)
    .requiredOption('--by <who>', 'who you are')
    .option('--cloud <name>')
    .option('--json', 'print JSON');
}

/** @param otherwise - what is said first of an answer that does not count. */
function tell({ counted, said }: Answered, otherwise: string, json = false): void {
  if (json) printJson({ counted, said });
  else print(plainText(counted ? said : `${otherwise}: ${said}`, 2000));
  if (!counted) process.exitCode = EXIT.otherOutcome;
}

const requests = [
  {
    name: 'inspect-again',
    about: 'read the disks again, after an encrypted one was opened on the recovery server',
    update: inspectAgainUpdate,
  },
  {
    name: 'replay-on-clone',
    about: 'replay the journal of a disk on a clone of it, and read the clone; takes a minute or more',
    update: replayOnCloneUpdate,
  },
] as const;

for (const { name, about, update } of requests) {
  const command = personsCommand(name, about);
  if (name === 'replay-on-clone')
    command.option('--volume-id <id>', 'which volume of the report, where several could be meant');
  command.action(async (recovery: string, { json, cloud, ...payload }: Common & { by: string }) => {
    await withTemporal(async (client) => {
      tell(await ask(recoveryOf(client, recovery, cloud), update, payload), 'It was not done', json);
    });
  });
}

program
  .command('cancel <recovery>')
  .description('undo everything and end')
  .option('--cloud <name>')
  .option('--yes', "don't ask")
  .option('--json', 'print JSON')
  .action(async (recovery: string, options: Common & { yes?: boolean }) => {
    await withTemporal(async (client) => {
      const handle = recoveryOf(client, recovery, options.cloud);
      await statusOf(handle);
      if (options.yes !== true && !(await confirmed(`Cancel ${handle.workflowId} and undo what it did?`))) return;
      await handle.cancel();
      if (options.json === true) printJson({ workflowId: handle.workflowId, asked: true });
      else print('Asked to cancel; `status` shows what is being undone.');
    });
  });

program
  .command('list')
  .description('running and recent recoveries')
  .option('--running', 'only those that run')
  .option('--waiting-for <who>', 'only those that wait for sysadmin, recovery-engineer, …')
  .option('--waiting-days <number>', 'only those that have waited at least so long', wholeDays)
  .option('--json', 'print JSON')
  .action(async (options: Common & ListFilter) => {
    await withTemporal(async (client) => {
      const recoveries = await listRecoveries(client, options);
      if (options.json === true) printJson(recoveries);
      else print(table(recoveries).join('\n'));
    });
  });

program
  .command('leftovers')
  .description('what recoveries that are over left behind in a cloud; removes nothing')
  .option('--cloud <name>', 'cloud of the configuration; its default when left out')
  .option('--project <idOrName>', 'project to look in, when the credential may choose')
  .option('--json', 'print JSON')
  .action(async ({ json, cloud, project }: Common & { project?: string }) => {
    const name = cloudOr(cloud);
    const { openstackCloud, connection } = openOneCloud(loadConfig(), name, project ?? null);
    try {
      const found = await withTemporal((client) => findLeftovers(client, connection, openstackCloud));
      if (json === true) printJson({ cloud: name, recoveries: found });
      else print(leftoverLines(found, name).join('\n'));
      if (hasLeftovers(found)) process.exitCode = EXIT.otherOutcome;
    } finally {
      connection.close();
    }
  });

program
  .command('register')
  .description("register the search attributes in Temporal's namespace; repeating it does no harm")
  .option('--json', 'print JSON')
  .action(async ({ json }: Common) => {
    await withTemporal(async ({ options: { namespace } }, connection) => {
      const registered = await registerSearchAttributes(connection, namespace);
      if (json === true) printJson({ namespace, registered });
      else if (registered.length > 0) print(`Registered in namespace ${namespace}: ${registered.join(', ')}`);
      else print(`Namespace ${namespace} has them all.`);
    });
  });

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof CliError ? error.exitCode : EXIT.failed;
}
