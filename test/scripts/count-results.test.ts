import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countLab, countTests, countTickets, type Counts, sum, withExitCode } from '../../scripts/count-results.ts';

const root = path.resolve(import.meta.dirname, '../..');
const ONE_FAILED: Counts = { passed: 0, failed: 1, skipped: 0 };

/** A report as vitest's JSON reporter writes it, of one file whose tests ended so. */
function report(statuses: readonly string[], fileStatus = statuses.includes('failed') ? 'failed' : 'passed'): string {
  const number = (status: string): number => statuses.filter((each) => each === status).length;
  return JSON.stringify({
    numTotalTests: statuses.length,
    numPassedTests: number('passed'),
    numFailedTests: number('failed'),
    numPendingTests: number('skipped') + number('pending'),
    numTodoTests: number('todo'),
    success: fileStatus === 'passed',
    testResults: [
      {
        name: 'some.test.ts',
        status: fileStatus,
        message: '',
        assertionResults: statuses.map((status) => ({ status, title: `is ${status}`, failureMessages: [] })),
      },
    ],
  });
}

describe('the counts of the tests', () => {
  it('are those of the report', () => {
    expect(countTests(report(['passed', 'passed', 'failed']))).toEqual({ passed: 2, failed: 1, skipped: 0 });
  });

  it('have skipped, pending and todo tests among the skipped', () => {
    expect(countTests(report(['passed', 'skipped', 'pending', 'todo']))).toEqual({ passed: 1, failed: 0, skipped: 3 });
  });

  it('have a file that could not be loaded as one failed, though it has no test', () => {
    expect(countTests(report([], 'failed'))).toEqual(ONE_FAILED);
  });

  it('have a file whose set-up threw as one failed, beside the tests that it kept from running', () => {
    expect(countTests(report(['skipped', 'skipped'], 'failed'))).toEqual({ passed: 0, failed: 1, skipped: 2 });
  });

  it.each([
    ['is missing', null],
    ['is empty', ''],
    ['was cut off', report(['passed']).slice(0, -20)],
    ['is of another form', '{"tests": 3}'],
  ])('are one failed when the report %s', (_, json) => {
    expect(countTests(json)).toEqual(ONE_FAILED);
  });
});

describe('the counts of the lab', () => {
  it('are those of the last line of the proof, not of its story', () => {
    const output =
      '[   3 s] hashing\n  ok   something\n1 passed, 9 failed, 0 skipped\n\n61 passed, 2 failed, 0 skipped\n';
    expect(countLab(output)).toEqual({ passed: 61, failed: 2, skipped: 0 });
  });

  it.each([
    ['never ran', null],
    ['broke before its last line', '  ok   something\nError: no answer\n'],
    ['only mentions such a line', 'ends with `3 passed, 0 failed, 0 skipped` when it is done\n'],
  ])('are one failed when it %s', (_, output) => {
    expect(countLab(output)).toEqual(ONE_FAILED);
  });
});

describe('the exit code of a step', () => {
  it('makes one failed of a step that counted none and ended badly', () => {
    expect(withExitCode({ passed: 7, failed: 0, skipped: 1 }, 1)).toEqual({ passed: 7, failed: 1, skipped: 1 });
  });

  it('adds nothing to failures that were counted', () => {
    expect(withExitCode({ passed: 7, failed: 3, skipped: 0 }, 1)).toEqual({ passed: 7, failed: 3, skipped: 0 });
  });
});

describe('the counts of the Request Tracker', () => {
  it('are those of the report', () => {
    expect(countTickets(report(['passed', 'passed']), 0)).toEqual({ passed: 2, failed: 0, skipped: 0 });
  });

  it('are one skipped where it could not be installed', () => {
    expect(countTickets(null, 77)).toEqual({ passed: 0, failed: 0, skipped: 1 });
  });

  it.each([0, 1, 100, 124])('are one failed where it left no report and ended with %i', (exitCode) => {
    expect(countTickets(null, exitCode)).toEqual(ONE_FAILED);
  });
});

it('sums what the steps counted', () => {
  expect(
    sum([
      { passed: 1, failed: 2, skipped: 3 },
      { passed: 10, failed: 20, skipped: 30 },
    ]),
  ).toEqual({ passed: 11, failed: 22, skipped: 33 });
});

describe('count-results.ts', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'count-results-'));
    writeFileSync(path.join(folder, 'tests.json'), report(['passed', 'passed', 'todo']));
    writeFileSync(path.join(folder, 'ui.json'), report(['passed', 'passed', 'passed', 'skipped']));
    writeFileSync(path.join(folder, 'tickets.json'), report(['passed']));
    writeFileSync(path.join(folder, 'compose.json'), report(['skipped', 'skipped']));
    writeFileSync(path.join(folder, 'lab.log'), '40 passed, 0 failed, 0 skipped\n');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function run(...steps: string[]): { lines: string[]; exitCode: number | null } {
    const file = (name: string): string => path.join(folder, name);
    const files = [
      ...['--tests', file('tests.json'), '--ui', file('ui.json')],
      ...['--tickets', file('tickets.json'), '--compose', file('compose.json'), '--lab', file('lab.log')],
    ];
    const { stdout, status } = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'scripts/count-results.ts', ...files, ...steps],
      { cwd: root, encoding: 'utf8' },
    );
    return { lines: stdout.trimEnd().split('\n'), exitCode: status };
  }

  it('prints the sum last, and ends with 0 when nothing failed', () => {
    const { lines, exitCode } = run('check=0', 'test=0', 'ui=0', 'tickets=0', 'compose=0', 'lab=0');
    expect(lines.at(-1)).toBe('46 passed, 0 failed, 4 skipped');
    expect(exitCode).toBe(0);
  });

  it('says which step failed and how, and ends with 1', () => {
    rmSync(path.join(folder, 'ui.json'));
    rmSync(path.join(folder, 'lab.log'));
    const { lines, exitCode } = run('check=2', 'test=0', 'ui=1', 'tickets=77', 'compose=1', 'lab=124');
    expect(lines).toEqual([
      'check   0 passed, 1 failed, 0 skipped; ended with 2',
      'test    2 passed, 0 failed, 1 skipped',
      'ui      0 passed, 1 failed, 0 skipped; ended with 1',
      'tickets 0 passed, 0 failed, 1 skipped; ended with 77',
      'compose 0 passed, 1 failed, 2 skipped; ended with 1',
      'lab     0 passed, 1 failed, 0 skipped; ended with 124',
      '2 passed, 4 failed, 4 skipped',
    ]);
    expect(exitCode).toBe(1);
  });

  it.each([['no step'], ['a step without exit code', 'check=']])('takes %s for a failure', (_, ...steps) => {
    expect(run(...steps).exitCode).toBe(1);
  });
});
