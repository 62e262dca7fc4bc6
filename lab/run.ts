/** `npm run lab -- …`: a real OpenStack on this machine, and the proof that a recovery works on it. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { ensureDevServer } from '../scripts/temporal-servers.ts';
import { connectAsAdmin } from './cloud.ts';
import { compare } from './compare.ts';
import { prepare } from './circumstances.ts';
import { type ContractOptions, playInLab, playOnSimulator, showTable } from './contract.ts';
import { doctorInLab, type DoctorOptions } from './doctor.ts';
import { ensureUp, inLab, isInside, isUp, mayInstall, runScript } from './lab.ts';
import { LabError } from './lab-error.ts';
import { recover, type RecoverOptions } from './recover.ts';
import { reset } from './reset.ts';
import { readSeeded } from './seeded.ts';
import { testLab, type TestOptions } from './test.ts';
import { cloudStatus, serviceStatus } from './status.ts';
import { describeTimings, readTimings } from './timings.ts';

const program = new Command('lab')
  .description('A real OpenStack (Debian 12 packages, emulated guests) for the proof')
  .enablePositionalOptions();

program
  .command('up')
  .description('install what is missing, start what does not run, seed the compromised servers')
  .option('--yes', 'do not ask before installing', false)
  .action(async (options: { yes: boolean }) => {
    const began = new Date();
    await mayInstall(options);
    await runScript('up');
    await runScript('seed');
    console.log(describeTimings(readTimings(), began));
  });

program
  .command('seed')
  .description('make the project, its user and the compromised servers, as far as they are missing')
  .option('--recoveries <n>', 'as many sets of compromised servers, or more where there are more', setNumber, 1)
  .option('--dirty', 'the server with dirty journals too, for `recover --only dirty`', false)
  .action(({ recoveries, dirty }: { recoveries: number; dirty: boolean }) => seed(recoveries, dirty));

program
  .command('status')
  .description('services, compromised servers, and what does not belong')
  .action(async () => {
    if (!isInside()) console.log(serviceStatus().join('\n'));
    if (isUp()) await inside(async () => console.log((await cloudStatus()).join('\n')));
    else process.exitCode = 1;
  });

program
  .command('exec')
  .description('run a command inside the lab’s network: lab exec openstack --os-cloud user server list')
  .argument('<command...>')
  .passThroughOptions()
  .action(async ([command = '', ...args]: string[]) => {
    if (!isUp()) throw new LabError('The lab is not up. `npm run lab -- up` brings it up.');
    process.exitCode = await inLab(command, ...args);
  });
program
  .command('reset')
  .description('bring the compromised servers back to the seeded state, remove everything else of their project')
  .action(async () => {
    if (!isUp()) throw new LabError('The lab is not up. `npm run lab -- up` brings it up.');
    await inside(async () => {
      const done = await reset(await connectAsAdmin(), readSeeded());
      console.log(done.length > 0 ? done.join('\n') : 'All is as seeded.');
    });
  });

program
  .command('recover')
  .description('the proof: recover both compromised servers, check everything, compare the originals bit by bit')
  .option('--yes', 'do not ask before installing', false)
  .option('--kill', 'SIGKILL the worker while it launches and again while it moves', false)
  .option('--sysadmin', 'give the worker the sysadmin’s credential, so that it lifts and restores the lock', false)
  .option('--parallel', 'both servers at once', false)
  .option('--set <n>', 'which set of compromised servers, see `lab seed --recoveries`', setNumber, 1)
  .addOption(
    new Option('--only <server>', 'one of the two, or the one with dirty journals').choices(['data', 'bfv', 'dirty']),
  )
  .option('--clock-ahead <hours>', 'hours that the worker’s clock is ahead of the cloud’s', Number, 0)
  .option('--locale <name>', 'language of the worker and of the recovery server’s system, such as fr_CA.UTF-8')
  .option('--freeze-compute <seconds>', 'stop nova-compute while the recovery server boots', Number, 0)
  .option('--keep', 'leave Temporal, mail server and worker running at the end, until Ctrl-C', false)
  .option('--temporal <path>', 'the temporal binary; found, fetched or built when left out')
  .action(async (options: RecoverOptions & { yes: boolean; temporal?: string }) => {
    // Looked for out here: nothing can be fetched inside the lab's network.
    const temporal = options.temporal ?? (await ensureDevServer());
    if (!isInside()) {
      await ensureUp(options);
      if (options.only === 'dirty') await seed(1, true);
      await prepare(options);
    }
    await inside(async () => {
      if (!(await recover(options, temporal))) process.exitCode = 1;
    }, ['--temporal', temporal]);
  });

program
  .command('doctor')
  .description('what `npm run doctor` says of this cloud: as it is, with each fault put into it; and its rehearsal')
  .option('--rehearse', 'only the rehearsal', false)
  .option('--temporal <path>', 'the temporal binary; found, fetched or built when left out')
  .action(async (options: DoctorOptions & { temporal?: string }) => {
    const temporal = options.temporal ?? (await ensureDevServer());
    if (!isInside()) {
      await ensureUp({ yes: false });
      await prepare({ clockAhead: 1, freezeCompute: 0 });
    }
    await inside(async () => {
      if (!(await doctorInLab(options, temporal))) process.exitCode = 1;
    }, ['--temporal', temporal]);
  });

program
  .command('contract')
  .description('play the contract suite on the simulator and here, and show how they stand to the recordings')
  .option('--only <words>', 'only cases whose name contains this')
  .action(async (options: ContractOptions) => {
    const simulator = isInside() ? 0 : await playOnSimulator(options);
    await inside(async () => {
      process.exitCode = await playInLab(options);
      if (showTable() > 0) process.exitCode = 1;
    });
    if (simulator !== 0) process.exitCode = simulator;
  });

program
  .command('record')
  .description('play the contract suite here and keep what the cloud answers: test/contract-suite/recorded')
  .option('--only <words>', 'only cases whose name contains this')
  .action((options: ContractOptions) =>
    inside(async () => {
      process.exitCode = await playInLab({ ...options, record: true });
    }),
  );

program
  .command('test')
  .description(
    'all of it: up, the contract suite on the simulator and here, two recoveries; times and table at the end',
  )
  .option('--yes', 'do not ask before installing', false)
  .option('--where-possible', 'where the lab can’t be installed, say so and count it as skipped', false)
  .action(async (options: TestOptions) => {
    process.exitCode = await testLab(options);
  });

program
  .command('compare')
  .description('the same recovery of compromised-data typed with openstackclient and ssh, timed')
  .action(async () => {
    if (!isInside()) await ensureUp({ yes: false });
    await inside(async () => {
      await compare();
    });
  });

program
  .command('down')
  .description('stop every process of the lab')
  .option('--purge', 'remove its data too (not the packages)', false)
  .action(({ purge }: { purge: boolean }) => runScript('down', ...(purge ? ['--purge'] : [])));

const seed = (recoveries: number, dirty: boolean): Promise<void> =>
  runScript('seed', String(recoveries), ...(dirty ? ['dirty'] : []));

/** Each set takes memory of the one machine, and room in the quotas of the project. */
function setNumber(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 9) throw new InvalidArgumentError('A number from 1 to 9.');
  return number;
}

/** Does `work` inside the lab's network: here when we are there, else by running this same command there. */
async function inside(work: () => Promise<void>, more: readonly string[] = []): Promise<void> {
  if (isInside()) return work();
  const again = [import.meta.filename, ...process.argv.slice(2), ...more];
  process.exitCode = await inLab(process.execPath, '--import', 'tsx', ...again);
}

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof LabError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
