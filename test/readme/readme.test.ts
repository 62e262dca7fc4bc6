/**
 * The README followed to the letter by somebody with a fresh machine: a container of Debian 12, and one of the base of
 * our own image, each with a clone of this commit and what the README asks for, and nothing else.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '../../scripts/temporal/run-command.ts';
import { type Engine, startEngine } from '../compose/engine.ts';
import { ensurePrograms, whyNotHere } from '../compose/programs.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const STAND_INS = path.join(ROOT, 'test', 'compose', 'stand-ins');
const [, NODE = ''] = /^FROM (node:\S+)/m.exec(readFileSync(path.join(ROOT, 'Dockerfile'), 'utf8')) ?? [];
/** What the README asks for, by Debian's packages; Node and Go are newer than Debian's and come as their makers give them. */
const ASKED_FOR = ['git', 'python3', 'openjdk-17-jre-headless', 'maven', 'openssh-client', 'procps'];

/** The end of so long an output is its table of files: what failed stands above it. */
const TELL_FAILURES =
  "grep -E -A 25 '^ +FAIL ' /tmp/tests.log | head -n 300 | cut -c 1-400; tail -n 12 /tmp/tests.log; exit 1";

const reason = whyNotHere();
if (reason !== null) process.stderr.write(`\n== SKIPPED: the README was not followed, because ${reason}.\n\n`);

/** The commands of "Two commands", as they stand there. */
function commands(): string[] {
  const [, block = ''] =
    /^## Two commands\n+```sh\n([^`]+)```/m.exec(readFileSync(path.join(ROOT, 'README.md'), 'utf8')) ?? [];
  return block
    .trim()
    .split('\n')
    .map((line) => line.replace(/\s+#.*$/, ''));
}

describe.skipIf(reason !== null)('the README in a fresh container', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'readme-'));
  const times: string[] = [];
  let engine: Engine;

  beforeAll(async () => {
    await ensurePrograms();
    engine = await startEngine();
    await runCommand(STAND_INS, ['debian:12', NODE], {
      env: { DOCKER_HOST: engine.host },
      progress: 'Making stand-ins',
    });
    const withNode = `FROM debian:12\nCOPY --from=${NODE} /usr/local /usr/local\n`;
    execFileSync('docker', ['build', '--quiet', '--tag', 'debian-12-with-node', '-'], {
      input: withNode,
      env: { ...process.env, DOCKER_HOST: engine.host },
    });
  });
  afterAll(async () => {
    await engine.stop();
    rmSync(folder, { recursive: true });
    process.stdout.write(`\n${times.join('\n')}\n\n`);
  });

  it('has two commands', () => {
    expect(commands()).toEqual(['npm ci && npm run demo', 'npm ci && npm test']);
  });

  it.each([
    ['Debian 12', 'debian-12-with-node'],
    ['the base of our image', NODE],
  ])('runs both in %s', async (name, image) => {
    const container = engine.docker('run', ...containerOptions(), image, 'sleep', 'infinity');
    const inside = async (what: string, command: string): Promise<string> => {
      const began = Date.now();
      const output = await runCommand('docker', ['exec', container, 'sh', '-c', command], {
        env: { DOCKER_HOST: engine.host },
        progress: `${name}: ${what}`,
        timeoutMs: 2_400_000,
      });
      times.push(`${((Date.now() - began) / 1000).toFixed(0).padStart(6)} s  ${name}: ${what}`);
      return output;
    };
    await inside(
      'what it asks for',
      `apt-get -q update && apt-get -qy install --no-install-recommends ${ASKED_FOR.join(' ')}`,
    );
    const clone = path.join(folder, `${image.replaceAll(/\W/g, '-')}.bundle`);
    execFileSync('git', ['-C', ROOT, 'bundle', 'create', '--quiet', clone, 'HEAD']);
    engine.docker('cp', clone, `${container}:/tmp/project.bundle`);
    await inside('clone', 'git clone --quiet /tmp/project.bundle /root/server-data-recovery');
    const [demo = '', test = ''] = commands();
    // Without a terminal nobody can press its one key; the README says how it runs through.
    expect(await inside(`${demo} -- --yes`, `cd /root/server-data-recovery && ${demo} -- --yes`)).toMatch(/recovered/);
    const tests = await inside(
      test,
      `cd /root/server-data-recovery && export NO_COLOR=1 && { ${test}; } >/tmp/tests.log 2>&1 || { ${TELL_FAILURES}; }; grep -E '^ +Tests ' /tmp/tests.log`,
    );
    const [, summary = ''] = /^\s*Tests\s+(.*)$/m.exec(tests) ?? [];
    times.push(`          ${name}: ${summary}`);
    expect(summary).toMatch(/^\d+ passed \(\d+\)$/);
    engine.docker('rm', '--force', container);
  });
});

/**
 * The host's network, since a site's registries may be reachable from there only, and its certificates; what the tests
 * with real block devices want beyond an ordinary container: mounts, loop devices, a kernel of their own.
 */
function containerOptions(): string[] {
  const goRoot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
  const certificates = ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'].filter((name) => name in process.env);
  const ofJava = '/etc/ssl/certs/java/cacerts';
  return [
    ...['--detach', '--init', '--network', 'host'],
    ...['--cap-add', 'SYS_ADMIN', '--cap-add', 'NET_ADMIN', '--security-opt', 'seccomp=unconfined'],
    ...['--volume', '/dev:/dev', '--device-cgroup-rule', 'b *:* rwm', '--device-cgroup-rule', 'c *:* rwm'],
    ...['--volume', `${goRoot}:/usr/local/go:ro`],
    ...['--env', 'PATH=/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ...['--env', 'DEBIAN_FRONTEND=noninteractive'],
    ...certificates.flatMap((name) => ['--env', name]),
    ...(existsSync(ofJava)
      ? ['--volume', `${ofJava}:/opt/cacerts:ro`, '--env', 'MAVEN_OPTS=-Djavax.net.ssl.trustStore=/opt/cacerts']
      : []),
  ];
}
