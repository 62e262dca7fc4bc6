import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { waitFor } from '../support/recovery-world.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const DEMO = ['node_modules/.bin/tsx', 'demo/run.ts'] as const;
/** Without tsx above it, which kills its script when that is too busy to take a signal within 60 ms. */
const DEMO_ITSELF = [process.execPath, '--import', 'tsx', 'demo/run.ts'] as const;
/** What `npm run demo` meets in a terminal: keys go in, and the terminal's end is the demo's. */
const IN_A_TERMINAL = [
  'python3',
  '-c',
  'import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))',
];
const LONG = 150_000;
/** Nothing but links and the JSON to paste may be longer. */
const COLUMNS = 80;

let folder: string;
let child: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'demo-test-'));
});

afterEach(() => {
  child?.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

interface Running {
  said: () => string;
  exitCode: Promise<number | null>;
  press: (key: string) => void;
  says: (words: string) => Promise<unknown>;
}

function run(command: readonly string[]): Running {
  const [program = '', ...args] = command;
  const env = { ...process.env, TMPDIR: folder };
  const running = spawn(program, args, { cwd: ROOT, env, stdio: ['pipe', 'pipe', 'pipe'] });
  child = running;
  let said = '';
  const hear = (data: string): void => {
    said += data;
  };
  running.stdout.setEncoding('utf8').on('data', hear);
  running.stderr.setEncoding('utf8').on('data', hear);
  return {
    said: () => said,
    exitCode: new Promise((resolve) => running.once('close', (code) => resolve(code))),
    press: (key) => void running.stdin.write(key),
    says: (words) =>
      waitFor(
        () => Promise.resolve(running.exitCode === null ? said : `${said}\nit ended with ${running.exitCode}`),
        (text) => text.includes(words),
        (text) => `“${words}”; it said:\n${text}`,
        LONG / 2,
      ),
  };
}

/** Command lines of all processes that were started with this test's folder in their environment. */
const ourProcesses = (): string[] =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder)) return [];
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        return []; // ended meanwhile, or another user's
      }
    });

const leftBehind = (): string[] => [
  ...ourProcesses(),
  ...readdirSync(folder).filter((name) => name.startsWith('recovery-demo-')),
];

/** The watchdog looks once more after the demo's own end. */
const expectNothingLeft = async (): Promise<void> => {
  await waitFor(
    () => Promise.resolve(leftBehind()),
    (left) => left.length === 0,
    (left) => `nothing to be left, but there is ${left.join(', ')}`,
    5000,
  );
};

it(
  'with --yes both servers are recovered without a question, and no process and no file is left',
  async () => {
    const demo = run([...DEMO, '--yes']);
    expect(await demo.exitCode, demo.said()).toBe(0);
    const said = demo.said();
    expect(said.match(/^recovered: /gm)).toHaveLength(2);
    expect(said).toContain('2 of 2 servers recovered.');
    expect(said).toContain('/recovery/m0/thesis.txt');
    expect(said).toContain('emilie@example.org: Plan de récupération des données');
    const tooLong = said.split('\n').filter((line) => line.length > COLUMNS && !line.includes('http://'));
    expect(tooLong).toEqual([]);
    expect(said).not.toContain('\u001B');
    await expectNothingLeft();
  },
  LONG,
);

it(
  'interrupted in the middle, it ends with 130 in its own words and leaves no process and no file',
  async () => {
    const demo = run([...DEMO_ITSELF, '--yes']);
    await demo.says('Sent approveUnlock');
    expect(ourProcesses()).toEqual(
      expect.arrayContaining([
        expect.stringContaining('temporal server start-dev'),
        expect.stringContaining('src/worker.ts'),
      ]),
    );
    child?.kill('SIGINT');
    expect(await demo.exitCode, demo.said()).toBe(130);
    expect(demo.said().trimEnd()).toMatch(/\nStopping …$/);
    await expectNothingLeft();
  },
  LONG,
);

it(
  'killed outright, it leaves no process and no file either',
  async () => {
    const demo = run([...DEMO_ITSELF, '--yes']);
    await demo.says('Recovery 1 of 2');
    expect(ourProcesses()).toContainEqual(expect.stringContaining('src/worker.ts'));
    child?.kill('SIGKILL');
    await demo.exitCode;
    await expectNothingLeft();
  },
  LONG,
);

it(
  'in a terminal it waits for a key at the approval and at the hand-over, and Ctrl-C ends it there too',
  async () => {
    const demo = run([...IN_A_TERMINAL, ...DEMO_ITSELF]);
    await demo.says('Or press a key');
    expect(demo.said()).toContain('"plan": "');
    demo.press('a');
    await demo.says('or with a key');
    expect(demo.said()).toContain('Unlocked in the simulated Nova');
    demo.press('c');
    await demo.says('Recovery 2 of 2');
    demo.press('\u0003');
    expect(await demo.exitCode, demo.said()).toBe(130);
    await expectNothingLeft();
  },
  LONG,
);

it('without a terminal and without --yes it says what to do, and starts nothing', async () => {
  const demo = run(DEMO);
  expect(await demo.exitCode).toBe(2);
  expect(demo.said()).toContain('npm run demo -- --yes');
  expect(demo.said()).not.toContain('Starting');
});
