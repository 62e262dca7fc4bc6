/** Runs a slow command with a line of progress, so that five minutes of compiling don't look like a hang. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

export interface CommandOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** What is being done, in a few words; nothing is shown when left out. */
  progress?: string;
  timeoutMs?: number;
}

/** Thrown when the command can't be started, fails or takes too long; carries the end of what it printed. */
class CommandError extends Error {
  override readonly name = 'CommandError';
}

const TAIL = 16_000;
/** Compiling the Temporal CLI takes five minutes on two idle processors, and three times that on busy ones. */
const LIMIT_MS = 2_400_000;
const TELL_EVERY_MS = 15_000;

/** @returns what the command printed on stdout. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const { cwd, env, progress, timeoutMs = LIMIT_MS } = options;
  const began = Date.now();
  const tell = (): void => {
    if (progress !== undefined) process.stderr.write(`${progress} … ${Math.round((Date.now() - began) / 1000)} s\n`);
  };
  tell();
  const ticking = setInterval(tell, TELL_EVERY_MS);
  try {
    return await new Promise<string>((resolve, reject) => {
      const child = spawn(command, args, {
        cwd,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: timeoutMs,
      });
      let stdout = '';
      let tail = '';
      child.stdout.on('data', (chunk: Buffer) => {
        stdout = (stdout + chunk.toString()).slice(-1_000_000);
        tail = (tail + chunk.toString()).slice(-TAIL);
      });
      child.stderr.on('data', (chunk: Buffer) => {
        tail = (tail + chunk.toString()).slice(-TAIL);
      });
      child.on('error', (error) => {
        reject(new CommandError(`${command}: ${error.message}`));
      });
      child.on('close', (code, signal) => {
        if (code === 0) resolve(stdout);
        else reject(new CommandError(`${command} ${args.join(' ')} ended with ${signal ?? String(code)}:\n${tail}`));
      });
    });
  } finally {
    clearInterval(ticking);
  }
}

/** @returns the full path of a command, or null when it isn't on the PATH. */
export const onPath = (command: string): string | null =>
  (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => path.join(folder, command))
    .find((file) => existsSync(file)) ?? null;
