/** The programs that the scenario needs besides Chromium: an engine, Compose, and what stand-ins are made with. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cacheFolder } from '../../scripts/temporal/cache.ts';
import { onPath, runCommand } from '../../scripts/temporal/run-command.ts';

/** Debian's package of each program. */
const PACKAGES = {
  dockerd: 'docker.io',
  docker: 'docker.io',
  iptables: 'iptables',
  ip: 'iproute2',
  mmdebstrap: 'mmdebstrap',
};
const APT = ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300'];
const COMPOSE = 'v2.40.3';

/** Why the scenario can't be played here; null where it can. */
export function whyNotHere(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'an engine of its own wants root on Linux';
  if (!mayChangeNetworkAndMounts()) return 'root may change neither network nor mounts here, as in a container';
  const missing = Object.keys(PACKAGES).filter((program) => onPath(program) === null);
  if (missing.length > 0 && onPath('apt-get') === null) return `there is no ${missing.join(', ')}, and no apt-get`;
  if (onPath('go') === null) return 'stand-ins are built with Go, of which there is none';
  return null;
}

/** CAP_NET_ADMIN and CAP_SYS_ADMIN, capabilities(7). */
function mayChangeNetworkAndMounts(): boolean {
  const [, effective = '0'] = /^CapEff:\s+([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return [12n, 21n].every((bit) => ((BigInt(`0x${effective}`) >> bit) & 1n) === 1n);
}

/** Installs what is missing. @returns the path of Compose. */
export async function ensurePrograms(): Promise<string> {
  const wanted = Object.entries(PACKAGES).filter(([program]) => onPath(program) === null);
  if (wanted.length > 0) {
    // An engine of the whole machine is not wanted, and Debian would start one.
    const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
    const names = [...new Set(wanted.map(([, name]) => name))];
    await runCommand('apt-get', ['update', ...APT], { env });
    const progress = `Installing ${names.join(', ')} with apt-get (once)`;
    await runCommand('apt-get', ['install', ...APT, '--no-install-recommends', ...names], { env, progress });
  }
  return ensureCompose();
}

/** `COMPOSE_PATH`, or Compose v2 from its Go module: Debian's is the old one, and `go install` refuses it. */
async function ensureCompose(): Promise<string> {
  const named = process.env['COMPOSE_PATH'];
  if (named !== undefined) return named;
  const built = path.join(cacheFolder('compose'), `docker-compose-${COMPOSE}`);
  if (existsSync(built)) return built;
  const folder = mkdtempSync(path.join(tmpdir(), 'compose-module-'));
  try {
    writeFileSync(
      path.join(folder, 'go.mod'),
      `module local/compose\ngo 1.24\nrequire github.com/docker/compose/v2 ${COMPOSE}\n`,
    );
    await runCommand('go', ['build', '-o', built, 'github.com/docker/compose/v2/cmd'], {
      cwd: folder,
      env: { GOFLAGS: '-mod=mod' },
      progress: `Building Compose ${COMPOSE} with Go (about four minutes, once)`,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
  return built;
}
