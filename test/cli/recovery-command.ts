/** `npm run recovery` as a person or a script runs it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

// The five seconds that Temporal is given, and a start that a busy machine makes many times slower.
vi.setConfig({ testTimeout: 60_000 });

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const HERE = fileURLToPath(new URL('.', import.meta.url));
/** Nothing of the tester's own configuration. */
const environment = (temporal: string) => ({
  HOME: HERE,
  XDG_CONFIG_HOME: HERE,
  RECOVERY_CONFIG: `${HERE}no-such-recovery.config.yaml`,
  TEMPORAL_ADDRESS: temporal,
});

/**
 * As a process of its own: the truth, for a second of the processor's time each.
 *
 * @param temporal - where Temporal is looked for; nobody listens on port 1.
 */
export async function recoveryAsProcess(
  args: readonly string[],
  { temporal = '127.0.0.1:1', stdin = '' } = {},
): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', CLI, ...args], {
    cwd: HERE,
    env: { PATH: process.env['PATH'], NO_COLOR: '1', ...environment(temporal) },
  });
  child.stdin.on('error', () => undefined).end(stdin);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

/** The same program inside this process, one at a time: milliseconds. What reads standard input wants a process of its own. */
export async function recovery(args: readonly string[], temporal = '127.0.0.1:1'): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  for (const [name, value] of Object.entries(environment(temporal))) vi.stubEnv(name, value);
  const argv = vi.spyOn(process, 'argv', 'get').mockReturnValue(['node', 'recovery', ...args]);
  const outputs = (['stdout', 'stderr'] as const).map((stream) =>
    vi.spyOn(process[stream], 'write').mockImplementation((chunk) => {
      said[stream] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      return true;
    }),
  );
  const exited: { code?: number } = {};
  const exit = vi.spyOn(process, 'exit').mockImplementation((code) => {
    exited.code ??= Number(code);
    throw new Error('');
  });
  try {
    vi.resetModules();
    await import('../../src/cli.ts');
    return { code: exited.code ?? Number(process.exitCode ?? 0), ...said };
  } finally {
    process.exitCode = undefined;
    for (const spy of [argv, exit, ...outputs]) spy.mockRestore();
    vi.unstubAllEnvs();
  }
}
