/** A Docker engine of the test's own: its data, socket, bridge and addresses; nothing of it is left when it is stopped. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { waitFor } from '../support/recovery-world.ts';
import { BRIDGE, clearRemains, engineRuns, FOLDER } from './remains.ts';

export interface Engine {
  /** For DOCKER_HOST. */
  host: string;
  docker(...args: string[]): string;
  /** A second time does no harm. */
  stop(): Promise<void>;
}

/** From 10.213.0.0/17 the bridge, from 10.213.128.0/17 the networks that compose makes. */
const BRIDGE_ADDRESS = '10.213.0.1/24';
const POOL = 'base=10.213.128.0/17,size=24';
const FORWARDING = '/proc/sys/net/ipv4/ip_forward';

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

export async function startEngine(): Promise<Engine> {
  await waitFor(
    () => Promise.resolve(engineRuns()),
    (runs) => !runs,
    () => 'the engine of another run to end',
    60_000,
  );
  clearRemains();
  const closeForwarding = makeBridge();
  const folder = mkdtempSync(path.join(tmpdir(), FOLDER));
  const log = path.join(folder, 'dockerd.log');
  const socket = path.join(folder, 'docker.sock');
  const host = `unix://${socket}`;
  const engine = spawnEngine(folder, log, host);
  const over = new Promise<void>((resolve) => engine.once('exit', () => resolve()));
  const hasEnded = (): boolean => engine.exitCode !== null || engine.signalCode !== null;
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
      engine.kill('SIGTERM');
      await over;
      clearRemains();
      closeForwarding();
    },
  };
}

/** @returns what closes the machine to forwarding again, where it was closed. */
function makeBridge(): () => void {
  const forwarding = readFileSync(FORWARDING, 'utf8').trim();
  run('ip', 'link', 'add', 'name', BRIDGE, 'type', 'bridge');
  run('ip', 'address', 'add', BRIDGE_ADDRESS, 'dev', BRIDGE);
  run('ip', 'link', 'set', BRIDGE, 'up');
  writeFileSync(FORWARDING, '1');
  return () => writeFileSync(FORWARDING, forwarding);
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
