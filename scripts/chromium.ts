/** Finds or installs the Chromium that the tests of the Temporal UI drive, and that takes the pictures of the docs. */
import { existsSync } from 'node:fs';
import { onPath, runCommand } from './temporal/run-command.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const APT = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300'];

/**
 * In this order: `CHROMIUM_PATH`, the `PATH`, Debian's package `chromium` where we are root.
 *
 * @returns the path of the program.
 */
export async function ensureChromium(): Promise<string> {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH: expected a Chromium, but there is no file ${named}`);
    return named;
  }
  return installed() ?? (await install());
}

const installed = (): string | null => NAMES.map(onPath).find((found) => found !== null) ?? null;

async function install(): Promise<string> {
  if (onPath('apt-get') !== null && process.getuid?.() === 0) {
    const progress = 'Installing Chromium with apt-get (once)';
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await runCommand('apt-get', ['update', ...APT], { env });
    await runCommand('apt-get', ['install', ...APT, '--no-install-recommends', 'chromium'], { env, progress });
  }
  const found = installed();
  if (found !== null) return found;
  throw new Error(
    'No Chromium: install the Debian package chromium (or run this as root), or set CHROMIUM_PATH to the program.',
  );
}
