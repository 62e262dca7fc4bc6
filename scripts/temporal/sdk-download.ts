/** The SDK's own download: the quickest way where the machine may reach it, a quick "no" where it may not. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './cache.ts';
import { runCommand } from './run-command.ts';

const LIMIT_MS = 25_000;
const PROBE = fileURLToPath(new URL('./probe-sdk-download.ts', import.meta.url));

/**
 * Runs in a process of its own, because the SDK's downloader can't be cancelled.
 *
 * @returns the downloaded program, or null when it can't be had.
 */
export async function downloadThroughSdk(kind: 'dev-server' | 'time-skipping'): Promise<string | null> {
  const folder = cacheFolder('sdk-download', kind);
  try {
    await runCommand(process.execPath, ['--import', 'tsx', PROBE, kind, folder], { timeoutMs: LIMIT_MS });
  } catch {
    return null; // no way there from this machine; the caller goes on to the registries
  }
  const file = readdirSync(folder).find((name) => /^(temporal|test-server)/.test(name));
  return file === undefined ? null : path.join(folder, file);
}
