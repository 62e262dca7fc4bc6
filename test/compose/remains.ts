/** What an engine of these tests leaves on the machine: to be seen, and to be taken away. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import path from 'node:path';

export const BRIDGE = 'recovery-test';
/** Its data, sockets and logs. */
export const FOLDER = 'recovery-engine-';

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

/** Whether one runs now; of a run that was killed it goes on for some seconds, to stop its containers. */
export const engineRuns = (): boolean =>
  readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .some((pid) => commandLine(pid).includes(`--bridge ${BRIDGE}`));

/**
 * Takes away what is left of an engine that runs no more, its interfaces, rules, mounts and data: a run that is killed
 * can't do it itself, and the next one would be refused its bridge.
 */
export function clearRemains(): void {
  const bridges = interfaces().filter((name) => name === BRIDGE || (name.startsWith('br-') && hasOurAddress(name)));
  const cables = bridges.flatMap((name) => readdirSync(`/sys/class/net/${name}/brif`));
  for (const name of [...cables, ...bridges]) run('ip', 'link', 'delete', name);
  clearRules();
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(FOLDER));
  for (const name of folders) clearFolder(path.join(tmpdir(), name));
}

/** A container on the host's network leaves that network's namespace mounted, and a killed engine all it has. */
function clearFolder(folder: string): void {
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((place) => place.startsWith(`${folder}/`));
  for (const place of mounts.toReversed()) run('umount', place);
  rmSync(folder, { recursive: true });
}

function clearRules(): void {
  const rules = run('iptables-save').split('\n');
  const others = rules.filter((line) => !/DOCKER|recovery-test|10\.213\.|-(i|o) br-/.test(line));
  if (others.length < rules.length) execFileSync('iptables-restore', [], { input: `${others.join('\n')}\n` });
}

/** What of an engine there still is on this machine. */
export const tracesOfEngines = (): string[] =>
  [
    ...interfaces(),
    ...readFileSync('/proc/mounts', 'utf8').split('\n'),
    ...run('iptables-save').split('\n'),
    ...readdirSync(tmpdir()),
  ].filter((trace) => /recovery-(test|engine-)|\b10\.213\.|DOCKER/.test(trace));

const interfaces = (): string[] => readdirSync('/sys/class/net');

const hasOurAddress = (name: string): boolean =>
  networkInterfaces()[name]?.some(({ address }) => address.startsWith('10.213.')) ?? false;

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ''; // ended meanwhile
  }
}
