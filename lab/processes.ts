/** Processes of the proof: their output in a file, ended by id and never by name. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { PROJECT_ROOT } from './lab.ts';

export interface RunningProcess {
  /** SIGTERM, then SIGKILL when it takes longer than ten seconds. */
  stop: () => Promise<void>;
  /** SIGKILL: it gets no chance to tidy up. */
  kill: () => Promise<void>;
  /** Null while it runs. */
  ended: () => string | null;
}

/** Starts a command in the project's directory; standard output and error go to `logFile`. */
export function startProcess(argv: [string, ...string[]], logFile: string, env: NodeJS.ProcessEnv): RunningProcess {
  const [command, ...args] = argv;
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, { cwd: PROJECT_ROOT, env, stdio: ['ignore', log, log] });
  const over = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const signal = async (name: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    if (hasEnded(child)) return;
    child.kill(name);
    const impatience = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await over;
    clearTimeout(impatience);
  };
  return {
    stop: () => signal('SIGTERM'),
    kill: () => signal('SIGKILL'),
    ended: () =>
      hasEnded(child) ? `${command} ended with ${child.exitCode ?? child.signalCode ?? '?'}, see ${logFile}` : null,
  };
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** A free TCP port of 127.0.0.1. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

const execute = promisify(execFile);

/** Makes an OpenSSH key pair without passphrase. @returns the public key's line. */
export async function makeKey(file: string, comment: string): Promise<string> {
  await execute('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file]);
  return (await execute('ssh-keygen', ['-y', '-f', file])).stdout.trim();
}
