/** A Docker engine of the test's own: its data, socket, bridge and addresses; nothing of it is left when it is stopped. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
  const removeBridge = makeBridge();
  const folder = mkdtempSync(path.join(tmpdir(), 'recovery-engine-'));
  const log = path.join(folder, 'dockerd.log');
  const socket = path.join(folder, 'docker.sock');
  const host = `unix://${socket}`;
  const engine = spawnEngine(folder, log, host);
  const over = new Promise<void>((resolve) => engine.once('exit', () => resolve()));
  const hasEnded = (): boolean => engine.exitCode !== null || engine.signalCode !== null;
  void over.then(removeBridge);
  await waitFor(
    () => Promise.resolve(existsSync(socket) || hasEnded()),
    (there) => there,
    () => `the engine; see ${log}`,
    30_000,
  );
  if (hasEnded()) throw new Error(`The engine ended:\n${readFileSync(log, 'utf8').slice(-2000)}`);

  return {
    host,
    docker: (...args) =>
      execFileSync('docker', args, { encoding: 'utf8', env: { ...process.env, DOCKER_HOST: host } }).trim(),
    async stop() {
      if (hasEnded()) return;
      engine.kill('SIGTERM');
      await over;
      // A container on the host's network leaves that network's namespace mounted.
      for (const place of mountsBelow(folder)) run('umount', place);
      rmSync(folder, { recursive: true });
    },
  };
}

/** @returns what takes it away again, and all rules with it. */
function makeBridge(): () => void {
  const before = interfaces();
  if (before.includes(BRIDGE))
    throw new Error(`Is another run under way? If not, remove the bridge of a killed one: ip link delete ${BRIDGE}`);
  const forwarding = readFileSync(FORWARDING, 'utf8').trim();
  run('ip', 'link', 'add', 'name', BRIDGE, 'type', 'bridge');
  run('ip', 'address', 'add', BRIDGE_ADDRESS, 'dev', BRIDGE);
  run('ip', 'link', 'set', BRIDGE, 'up');
  writeFileSync(FORWARDING, '1');
  return () => {
    // Those of networks too, where a test failed before it had taken them down.
    for (const name of interfaces().filter((each) => !before.includes(each) && /^(br-|recovery-test$)/.test(each)))
      run('ip', 'link', 'delete', name);
    writeFileSync(FORWARDING, forwarding);
    forgetRules();
  };
}

function spawnEngine(folder: string, log: string, host: string): ChildProcess {
  const output = openSync(log, 'a');
  const args = [
    // It ends with the test, however that ends.
    ...['--pdeathsig', 'SIGTERM', 'dockerd'],
    ...['--data-root', path.join(folder, 'data'), '--exec-root', path.join(folder, 'exec')],
    ...['--pidfile', path.join(folder, 'dockerd.pid'), '--host', host],
    ...['--bridge', BRIDGE, '--default-address-pool', POOL],
    // It would close the machine to all other forwarding.
    '--ip-forward=false',
  ];
  return spawn('setpriv', args, { stdio: ['ignore', output, output] });
}

/** The engine leaves its rules behind. */
function forgetRules(): void {
  const others = run('iptables-save')
    .split('\n')
    .filter((line) => !/DOCKER|recovery-test|10\.213\.|-(i|o) br-/.test(line))
    .join('\n');
  execFileSync('iptables-restore', [], { input: `${others}\n` });
}

const mountsBelow = (folder: string): string[] =>
  readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((place) => place.startsWith(`${folder}/`))
    .reverse();

const interfaces = (): string[] => readdirSync('/sys/class/net');

/** What of an engine there still is on this machine. */
export const tracesOfEngines = (): string[] =>
  [
    ...interfaces(),
    ...readFileSync('/proc/mounts', 'utf8').split('\n'),
    ...run('iptables-save').split('\n'),
    ...readdirSync(tmpdir()),
  ].filter((trace) => /recovery-(test|engine-)|\b10\.213\.|DOCKER/.test(trace));
