/** Processes of the demo: what they say goes into a file, and none outlives the demo. */
import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startWatchdog, type Watchdog } from './watchdog.ts';

export interface Child {
  /** SIGTERM, and SIGKILL for one that takes its time: nothing here is worth waiting for. */
  stop(): Promise<void>;
  /** Null while it runs; else a sentence. */
  ended(): string | null;
}

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const PATIENCE_MS = 3000;

const running = new Set<ChildProcess>();
let watchdog: Watchdog | undefined;

// A second Ctrl-C, or a fault of the demo itself.
process.on('exit', () => {
  for (const child of running) {
    child.kill('SIGKILL');
    if (child.pid !== undefined) watchdog?.forget(child.pid);
  }
});

/** @param env - all of its environment: the demo must never meet the reader's own cloud or Temporal. */
export function startChild(
  name: string,
  command: string,
  args: string[],
  logFile: string,
  env: NodeJS.ProcessEnv,
): Child {
  watchdog ??= startWatchdog(path.dirname(logFile));
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, { cwd: PROJECT, env, stdio: ['ignore', log, log] });
  const { pid } = child;
  running.add(child);
  if (pid !== undefined) watchdog.watch(pid);
  let told: string | null = null;
  const over = new Promise<void>((resolve) => {
    const end = (how: string): void => {
      running.delete(child);
      if (pid !== undefined) watchdog?.forget(pid);
      told ??= `${name} ended (${how}). What it said: ${logFile}`;
      resolve();
    };
    child.once('exit', (code, signal) => end(signal ?? `exit code ${code ?? '?'}`));
    child.once('error', (error) => end(error.message));
  });
  return {
    ended: () => told,
    async stop() {
      if (told !== null) return;
      child.kill('SIGTERM');
      const impatience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      await over;
      clearTimeout(impatience);
    },
  };
}
