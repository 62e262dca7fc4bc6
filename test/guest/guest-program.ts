/** The real program, as it is copied into the recovery server, run here against disks that the test has made. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Guest } from '../../src/disk/inspect-volumes.ts';

export const GUEST_PROGRAM = fileURLToPath(new URL('../../src/guest/recovery-guest.py', import.meta.url));

/** Volume ids and the devices that stand for their disks: loop devices carry no serial. */
export type TestDevices = Readonly<Record<string, string>>;

export interface Output {
  code: number | null;
  stdout: string;
  stderr: string;
}

export function run(
  argv: readonly string[],
  options: { stdin?: string; env?: Record<string, string> } = {},
): Promise<Output> {
  const [file = '', ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env: { ...process.env, ...options.env }, stdio: 'pipe' });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...output }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.stdin ?? '');
  });
}

/** @throws with what the program said. */
export async function must(argv: readonly string[], options: Parameters<typeof run>[1] = {}): Promise<string> {
  const { code, stdout, stderr } = await run(argv, options);
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${String(code)}: ${stderr.slice(-1000)}`);
  return stdout;
}

/** How a program gets to where the disks are: into a mount namespace, or another kernel. */
export type Runner = (
  argv: readonly string[],
  options: { stdin: string; env: Record<string, string> },
) => Promise<Output>;

export interface RealGuest extends Guest {
  /** The answer as it is, failures too. */
  raw(operation: string, request: object): Promise<Output>;
}

const NAMES_DISKS: ReadonlySet<string> = new Set(['probe', 'replay', 'release']);

export const guestProgram = (runThere: Runner, devices: TestDevices, program = GUEST_PROGRAM): RealGuest => {
  const raw = (operation: string, request: object): Promise<Output> =>
    runThere(['/usr/bin/python3', '-IS', program, operation], {
      // `activate` has devices of its own, which it gets from the inspection.
      stdin: JSON.stringify(NAMES_DISKS.has(operation) ? { ...request, devices } : request),
      env: { RECOVERY_GUEST_TEST: '1' },
    });
  return {
    raw,
    async call(operation, request) {
      const { code, stdout, stderr } = await raw(operation, request as object);
      if (code !== 0) throw new Error(`recovery-guest ${operation} ended with ${String(code)}: ${stderr}`);
      return JSON.parse(stdout) as unknown;
    },
  };
};
