/** Finds or builds the Temporal CLI, whose `server start-dev` is a real Temporal Service with the real UI. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { SEARCH_ATTRIBUTES } from '../../src/contract/identifiers.ts';
import { cacheFolder } from './cache.ts';
import { onPath, runCommand } from './run-command.ts';
import { downloadThroughSdk } from './sdk-download.ts';

/** The newest that `go install` takes: later ones have a `replace` directive in their go.mod, which it refuses. */
const CLI = 'github.com/temporalio/cli/cmd/temporal@v1.5.1';

/**
 * In this order: `TEMPORAL_CLI_PATH`, the `PATH`, what was built before, the SDK's download, `go install`.
 *
 * @returns the path of a `temporal` program.
 */
export async function ensureDevServer(): Promise<string> {
  const named = process.env['TEMPORAL_CLI_PATH'];
  if (named !== undefined) {
    if (!existsSync(named))
      throw new Error(`TEMPORAL_CLI_PATH: expected the Temporal CLI, but there is no file ${named}`);
    return named;
  }
  const installed = onPath('temporal');
  if (installed !== null) return installed;
  const built = path.join(cacheFolder('bin'), 'temporal');
  if (existsSync(built)) return built;
  return (await downloadThroughSdk('dev-server')) ?? (await build(built));
}

/** Arguments of `temporal server start-dev` that register the search attributes. */
export const searchAttributeFlags = (): string[] =>
  Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]);

async function build(target: string): Promise<string> {
  if (onPath('go') === null)
    throw new Error(
      'No Temporal dev server: install the Temporal CLI (https://docs.temporal.io/cli) or Go 1.24 or later, or set TEMPORAL_CLI_PATH to a `temporal` program.',
    );
  await runCommand('go', ['install', CLI], {
    env: { GOBIN: path.dirname(target) },
    progress: 'Building the Temporal dev server with Go (about five minutes, once)',
  });
  return target;
}
