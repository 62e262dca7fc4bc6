/**
 * Adds up what the steps of `.ci/run` counted; the last line is `N passed, N failed, N skipped`. A step that ended badly
 * or counted nothing where it should have is one failed: silence is never success.
 *
 * `count-results.ts --tests FILE --ui FILE --tickets FILE --compose FILE --lab FILE STEP=EXIT_CODE…`, where the steps
 * `test`, `ui`, `tickets`, `compose` and `lab` wrote those files.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const NOTHING: Counts = { passed: 0, failed: 0, skipped: 0 };
const BROKEN: Counts = { passed: 0, failed: 1, skipped: 0 };

const count = z.int().nonnegative();
/** What we read of vitest's JSON reporter. */
const TestResults = z.object({
  numPassedTests: count,
  numFailedTests: count,
  numPendingTests: count,
  numTodoTests: count,
  testResults: z.array(
    z.object({ status: z.string(), assertionResults: z.array(z.looseObject({ status: z.string() })) }),
  ),
});

/** @param json - the report of vitest's JSON reporter; null when there is none. */
export function countTests(json: string | null): Counts {
  const report = TestResults.safeParse(parsed(json));
  if (!report.success) return BROKEN;
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = report.data;
  // A file that can't be imported, or whose set-up throws, has no failed test of its own.
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  );
  return {
    passed: numPassedTests,
    failed: numFailedTests + brokenFiles.length,
    skipped: numPendingTests + numTodoTests,
  };
}

function parsed(json: string | null): unknown {
  try {
    return JSON.parse(json ?? '');
  } catch {
    return null; // cut off in the middle of a write
  }
}

/** @param output - what the lab's proof printed; null when it never ran. */
export function countLab(output: string | null): Counts {
  const last = [...(output ?? '').matchAll(/^(\d+) passed, (\d+) failed, (\d+) skipped$/gm)].at(-1);
  if (last === undefined) return BROKEN;
  const [passed = 0, failed = 0, skipped = 0] = last.slice(1).map(Number);
  return { passed, failed, skipped };
}

/** @param exitCode - of the step; what isn't 0 counts as a failure, even where every test passed. */
export function withExitCode(counts: Counts, exitCode: number): Counts {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/** What `lab/tickets/packages` ends with where a Request Tracker can't be had. */
const NOT_HERE = 77;

/** @param exitCode - of the step `tickets`. Where it could not be tried, it has said so loudly, and is one skipped. */
export const countTickets = (json: string | null, exitCode: number): Counts =>
  exitCode === NOT_HERE ? { passed: 0, failed: 0, skipped: 1 } : withExitCode(countTests(json), exitCode);

export function sum(all: readonly Counts[]): Counts {
  return all.reduce(
    (left, right) => ({
      passed: left.passed + right.passed,
      failed: left.failed + right.failed,
      skipped: left.skipped + right.skipped,
    }),
    NOTHING,
  );
}

/** The line that `.ci/run` ends with. */
export const inWords = ({ passed, failed, skipped }: Counts): string =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function main(): void {
  const { values, positionals } = parseArgs({
    options: {
      tests: { type: 'string', default: '' },
      ui: { type: 'string', default: '' },
      tickets: { type: 'string', default: '' },
      compose: { type: 'string', default: '' },
      lab: { type: 'string', default: '' },
    },
    allowPositionals: true,
  });
  const countsOf: Readonly<Record<string, (exitCode: number) => Counts>> = {
    test: (exitCode) => withExitCode(countTests(read(values.tests)), exitCode),
    ui: (exitCode) => withExitCode(countTests(read(values.ui)), exitCode),
    tickets: (exitCode) => countTickets(read(values.tickets), exitCode),
    compose: (exitCode) => withExitCode(countTests(read(values.compose)), exitCode),
    lab: (exitCode) => withExitCode(countLab(read(values.lab)), exitCode),
  };
  const counted = positionals.map((step) => {
    const [name = '', code = ''] = step.split('=');
    const exitCode = code === '' ? 1 : Number(code);
    const counts = countsOf[name]?.(exitCode) ?? withExitCode(NOTHING, exitCode);
    console.log(`${name.padEnd(7)} ${inWords(counts)}${exitCode === 0 ? '' : `; ended with ${code}`}`);
    return counts;
  });
  const total = counted.length === 0 ? BROKEN : sum(counted);
  console.log(inWords(total));
  process.exitCode = total.failed === 0 ? 0 : 1;
}

if (process.argv[1] === import.meta.filename) main();
