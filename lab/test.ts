/**
 * `npm run test:lab`: the cloud brought up from nothing, the contract suite on the simulator and in it, and whole
 * recoveries; the time of each part, the table, and a last line that adds up what was counted.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { type Counts, countTests, inWords, sum, withExitCode } from '../scripts/count-results.ts';
import { ensureDevServer } from '../scripts/temporal-servers.ts';
import { playInLabFromOutside, playOnSimulator, reportFile, showTable } from './contract.ts';
import { ensureUp, inLab, mayInstall, PROJECT_ROOT } from './lab.ts';
import { LabError } from './lab-error.ts';
import { describeTimings, readTimings } from './timings.ts';

export interface TestOptions {
  /** Don't ask before installing. */
  yes: boolean;
  /** Where the lab can't be, say so and count it as skipped instead of failing. */
  wherePossible: boolean;
}

const LAST_RUN = path.join(PROJECT_ROOT, 'lab', 'last-run.json');
const LastRun = z.object({ checks: z.object({ passed: z.number(), failed: z.array(z.string()) }) });

/** @returns the exit code. */
export async function testLab(options: TestOptions): Promise<number> {
  const refusal = await whyNot(options);
  if (refusal !== null) {
    console.log(`\n${'!'.repeat(72)}\nTHE LAB WAS NOT RUN: ${refusal}\n${'!'.repeat(72)}`);
    console.log(inWords({ passed: 0, failed: 0, skipped: 1 }));
    return 0;
  }
  const began = new Date();
  const parts = new Parts();
  const temporal = await parts.timed('Temporal', () => ensureDevServer());
  await parts.timed('lab: installed, started, seeded', () => ensureUp(options));
  const simulator = await parts.timed('contract suite on the simulator', () => playOnSimulator({}));
  const lab = await parts.timed('contract suite in the lab', () => playInLabFromOutside());
  const recovered = await parts.timed('two recoveries', () => recoverBoth(temporal));
  const unexplained = showTable();
  const counts = sum([
    suiteCounts('simulator', simulator),
    suiteCounts('lab', lab),
    recovered,
    { passed: 0, failed: unexplained > 0 ? 1 : 0, skipped: 0 },
  ]);
  console.log(`\n${parts.shown}\n\nthe lab: ${describeTimings(readTimings(), began)}\n\n${inWords(counts)}`);
  return counts.failed === 0 ? 0 : 1;
}

/** @returns the sentence that refuses, where refusing may pass; null when the lab can be had. */
async function whyNot(options: TestOptions): Promise<string | null> {
  try {
    await mayInstall(options);
    return null;
  } catch (error) {
    if (!options.wherePossible || !(error instanceof LabError)) throw error;
    return error.message;
  }
}

const suiteCounts = (target: 'simulator' | 'lab', exitCode: number): Counts =>
  withExitCode(countTests(read(reportFile(target))), exitCode);

async function recoverBoth(temporal: string): Promise<Counts> {
  const argv = [
    '--import',
    'tsx',
    path.join(PROJECT_ROOT, 'lab', 'run.ts'),
    'recover',
    '--yes',
    '--temporal',
    temporal,
  ];
  const exitCode = await inLab(process.execPath, ...argv);
  const lastRun = LastRun.safeParse(JSON.parse(read(LAST_RUN) ?? 'null'));
  if (!lastRun.success) return { passed: 0, failed: 1, skipped: 0 };
  const { passed, failed } = lastRun.data.checks;
  return withExitCode({ passed, failed: failed.length, skipped: 0 }, exitCode);
}

const read = (file: string): string | null => (existsSync(file) ? readFileSync(file, 'utf8') : null);

/** What each part took. */
class Parts {
  readonly #seconds: [part: string, seconds: number][] = [];

  async timed<T>(part: string, run: () => Promise<T>): Promise<T> {
    const began = performance.now();
    try {
      return await run();
    } finally {
      this.#seconds.push([part, Math.round((performance.now() - began) / 1000)]);
    }
  }

  get shown(): string {
    return this.#seconds.map(([part, seconds]) => `${String(seconds).padStart(5)} s  ${part}`).join('\n');
  }
}
