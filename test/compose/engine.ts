/** A Docker engine of the test's own: its data, socket, bridge and addresses; nothing of it is left when it is stopped. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';
import { waitFor } from '../support/recovery-world.ts';

export interface Engine {
  /** For DOCKER_HOST. */
  host: string;
  docker(...args: string[]): string;
  /** A second time does no harm. */
  stop(): Promise<void>;
}

const BRIDGE = 'recovery-test';
/** From 10.213.0.0/17 the bridge, from 10.213.128.0/17 the networks that compose makes. */
const BRIDGE_ADDRESS = '10.213.0.1/24';
const POOL = 'base=10.213.128.0/17,size=24';
const FORWARDING = '/proc/sys/net/ipv4/ip_forward';

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

export async function startEngine(): Promise<Engine> {
  const folder = mkdtempSync(path.join(tmpdir(), 'recovery-engine-'));
  const log = path.join(folder, 'dockerd.log');
  const socket = path.join(folder, 'docker.sock');
  const host = `unix://${socket}`;
  const forwarding = readFileSync(FORWARDING, 'utf8').trim();
  if (networkInterfaces()[BRIDGE] !== undefined)
    throw new Error(`There is a bridge ${BRIDGE} already: is another run under way?`);
  run('ip', 'link', 'add', 'name', BRIDGE, 'type', 'bridge');
  run('ip', 'address', 'add', BRIDGE_ADDRESS, 'dev', BRIDGE);
  run('ip', 'link', 'set', BRIDGE, 'up');
  writeFileSync(FORWARDING, '1');
  const output = openSync(log, 'a');
  const engine = spawn(
    'dockerd',
    [
      ...['--data-root', path.join(folder, 'data'), '--exec-root', path.join(folder, 'exec')],
      ...['--pidfile', path.join(folder, 'dockerd.pid'), '--host', host],
      ...['--bridge', BRIDGE, '--default-address-pool', POOL],
      // It would close the machine to all other forwarding.
      '--ip-forward=false',
    ],
    { stdio: ['ignore', output, output] },
  );
  const over = new Promise<void>((resolve) => engine.once('exit', () => resolve()));
  const docker = (...args: string[]): string =>
    execFileSync('docker', args, { encoding: 'utf8', env: { ...process.env, DOCKER_HOST: host } }).trim();
  await waitFor(
    () => Promise.resolve(existsSync(socket) || engine.exitCode !== null),
    (there) => there,
    () => `the engine; see ${log}`,
    30_000,
  );
  if (engine.exitCode !== null) throw new Error(`The engine ended:\n${readFileSync(log, 'utf8').slice(-2000)}`);

  return {
    host,
    docker,
    async stop() {
      if (engine.exitCode !== null) return;
      engine.kill('SIGTERM');
      await over;
      run('ip', 'link', 'delete', BRIDGE);
      writeFileSync(FORWARDING, forwarding);
      forgetRules();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The engine leaves its rules behind. */
function forgetRules(): void {
  const others = run('iptables-save')
    .split('\n')
    .filter((line) => !/DOCKER|recovery-test|10\.213\.|-(i|o) br-/.test(line))
    .join('\n');
  execFileSync('iptables-restore', [], { input: `${others}\n` });
}

/** What of an engine there still is on this machine. */
export const tracesOfEngines = (): string[] => [
  ...Object.keys(networkInterfaces()).filter((name) => name === BRIDGE || name.startsWith('br-')),
  ...readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .filter((line) => line.includes('/recovery-engine-')),
  ...run('iptables-save')
    .split('\n')
    .filter((line) => line.includes('10.213.') || line.includes(BRIDGE)),
];
