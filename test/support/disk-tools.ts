/** What the tests with real block devices need from the machine: programs, and the right to use them. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../scripts/install-disk-tools.sh', import.meta.url));

/** Call it in beforeAll of test/guest: no other test needs them. @throws with the names of the packages that are missing. */
export function provideDiskTools(): void {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Error(
      'Tests with real block devices need Linux and root: run them with sudo, or in a container with --privileged',
    );
  execFileSync(SCRIPT, { stdio: ['ignore', 'inherit', 'inherit'] });
}

/** apt-get may have to wait for another one. */
export const DISK_TOOLS_TIMEOUT_MS = 900_000;
