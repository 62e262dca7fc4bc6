/** The lab as a whole: its scripts, whether it runs, and the way into its network. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { LabError } from './lab-error.ts';
import { lookAtMachine, obstacles } from './machine.ts';
import { CLOUDS_YAML, LAB, SEED_FILE } from './seeded.ts';

export const PROJECT_ROOT = path.resolve(import.meta.dirname, '..');
const script = (name: string): string => path.join(import.meta.dirname, 'openstack', name);

/**
 * Runs a command with this terminal's input and output, and outlives an interruption of both until it has tidied up: a
 * Ctrl-C reaches it by itself, a SIGTERM is handed on.
 *
 * @returns its exit code.
 */
function run(command: string, args: readonly string[]): Promise<number> {
  const env = { ...process.env, OS_CLIENT_CONFIG_FILE: CLOUDS_YAML };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env });
    const wait = (): void => undefined;
    const handOn = (): boolean => child.kill('SIGTERM');
    process.on('SIGINT', wait).on('SIGTERM', handOn);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      process.off('SIGINT', wait).off('SIGTERM', handOn);
      resolve(code ?? (signal === null ? 1 : 130));
    });
  });
}

export async function runScript(name: string, ...args: string[]): Promise<void> {
  const code = await run(script(name), args);
  if (code !== 0) throw new LabError(`lab/openstack/${name} ended with ${code}; its last lines are above`);
}

/** Runs a command inside the lab's network. @returns its exit code. */
export const inLab = (command: string, ...args: string[]): Promise<number> => run(script('in-lab'), [command, ...args]);

/** Services by name: does the process live? Empty when the lab was never brought up, or was taken down. */
export function services(): Map<string, boolean> {
  const runDirectory = `${LAB}/run`;
  if (!existsSync(runDirectory)) return new Map();
  // mysqld.pid is MariaDB's own second note of mysql.pid.
  const pidFiles = readdirSync(runDirectory).filter((name) => name.endsWith('.pid') && name !== 'mysqld.pid');
  return new Map(pidFiles.map((name) => [name.replace(/\.pid$/, ''), isAlive(`${runDirectory}/${name}`)]));
}

/** In the lab's network, that is: after a reboot the number in a pid file may be a stranger's. */
function isAlive(pidFile: string): boolean {
  try {
    return networkOf(readFileSync(pidFile, 'utf8').trim()) === `net:[${statSync('/run/netns/oslab').ino}]`;
  } catch {
    return false;
  }
}

const networkOf = (pid: string): string => readlinkSync(`/proc/${pid}/ns/net`);

/** All of its services live; `up` starts twenty-one of them. */
export function isUp(): boolean {
  const states = [...services().values()];
  return states.length > 15 && states.every(Boolean);
}

const isSeeded = (): boolean => existsSync(SEED_FILE);

/** Does this process run inside the lab's network already? */
export function isInside(): boolean {
  try {
    const holder = readFileSync(`${LAB}/run/holder.pid`, 'utf8').trim();
    return networkOf(holder) === networkOf('self');
  } catch {
    return false;
  }
}

const WHAT_IS_INSTALLED = `The lab turns this machine into a small OpenStack cloud. It
  - installs some 500 Debian packages (337 MB to fetch, 1.5 GB on disk): MariaDB, RabbitMQ, Ceph, libvirt, QEMU,
    Keystone, Glance, Placement, Nova, Neutron, Cinder;
  - writes /opt/lab (3 to 4 GB), /var/log/oslab, /etc/ceph/ceph.conf, /etc/libvirt/{libvirtd,qemu}.conf, and an
    update-alternatives entry for ebtables (\`down\` takes that one away again);
  - runs some twenty services, all inside a network namespace of its own: nothing listens on this machine's addresses.
Use a machine that you can throw away.`;

/** Refuses a machine that can't run the lab, and asks before it changes one that never did. */
export async function mayInstall({ yes }: { yes: boolean }): Promise<void> {
  const inTheWay = obstacles({ ...lookAtMachine(), running: [...services().values()].some(Boolean) });
  if (inTheWay.length > 0) throw new LabError(inTheWay.join('\n'));
  if (yes || existsSync(CLOUDS_YAML)) return;
  console.log(WHAT_IS_INSTALLED);
  if (!process.stdin.isTTY)
    throw new LabError('Nobody is there to ask. Run it with --yes when the machine may be used.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Go on? [y/N] ');
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new LabError('Nothing was installed.');
}

/** Brings it up and seeds it where that has not been done. */
export async function ensureUp(options: { yes: boolean }): Promise<void> {
  if (!isUp()) {
    await mayInstall(options);
    await runScript('up');
  }
  if (!isSeeded()) await runScript('seed');
}
