/** Plays the contract suite in the lab, and shows how recording, simulator and lab stand to each other. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { CASES } from '../test/contract-suite/cases/all.ts';
import { type Target } from '../test/contract-suite/suite/target.ts';
import { readOutcomes } from '../test/contract-suite/suite/outcome.ts';
import { readRecording } from '../test/contract-suite/suite/recording.ts';
import { type Columns, contractTable, unexplainedCount } from '../test/contract-suite/suite/table.ts';
import { inLab, PROJECT_ROOT } from './lab.ts';

export interface ContractOptions {
  /** Only cases whose name contains this. */
  only?: string;
  /** Write down what the cloud answers, instead of holding it against what was written down. */
  record?: boolean;
}

/** What vitest's JSON reporter wrote of the last run on a target. */
export const reportFile = (target: Target['name']): string =>
  path.join(PROJECT_ROOT, '.cache', 'contract', `${target}-report.json`);

const reporters = (target: Target['name']): string[] => [
  ...['--reporter=default', '--reporter=json', `--outputFile=${reportFile(target)}`],
];
const IN_LAB = ['-c', 'vitest.lab.config.ts', ...reporters('lab')];

/** Runs inside the lab's network. @returns the exit code of the suite. */
export const playInLab = ({ only, record = false }: ContractOptions): Promise<number> =>
  vitest([...IN_LAB, ...named(only)], record ? { CONTRACT_RECORD: '1' } : {});

/** The whole suite, for who is outside of that network. */
export const playInLabFromOutside = (): Promise<number> => inLab(process.execPath, VITEST, 'run', ...IN_LAB);

/** The same cases on the simulator. @returns the exit code of the suite. */
export const playOnSimulator = ({ only }: Pick<ContractOptions, 'only'>): Promise<number> =>
  vitest(['--project', 'unit', SIMULATED, ...reporters('simulator'), ...named(only)], {});

const SIMULATED = 'test/contract-suite/simulator.test.ts';
const VITEST = 'node_modules/vitest/vitest.mjs';

/** vitest takes a regular expression. */
const named = (only: string | undefined): string[] =>
  only === undefined ? [] : ['-t', only.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')];

function vitest(args: readonly string[], env: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [VITEST, 'run', ...args], {
      cwd: PROJECT_ROOT,
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** @returns how many differences nobody has explained. */
export function showTable(): number {
  const columns: Columns = {
    recorded: new Set(CASES.filter((each) => readRecording(each) !== null).map(({ name }) => name)),
    simulator: readOutcomes('simulator'),
    lab: readOutcomes('lab'),
  };
  const unexplained = unexplainedCount(columns);
  console.log(`\n${contractTable(CASES, columns)}\n\n${unexplained} unexplained differences`);
  return unexplained;
}
