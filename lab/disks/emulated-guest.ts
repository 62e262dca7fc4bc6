/** A guest in QEMU that disks are plugged into while it runs; booted by cloud-init's user data, as Nova boots one. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { z } from 'zod';
import { hostKeysFromConsole } from '../../src/ssh/host-keys.ts';
import { connectSsh, HostKeyMismatchError, type SshSession } from '../../src/ssh/ssh-session.ts';
import { until } from '../cloud.ts';
import { LabError } from '../lab-error.ts';
import { freePort, makeKey } from '../processes.ts';
import { accelerator } from './accelerator.ts';
import { CACHE, digest } from './places.ts';
import { Qmp } from './qmp.ts';
import { type GuestSystem, recoverySystem, USUAL } from './recovery-systems.ts';

const USER = 'debian';
/** A busy machine emulates a guest at a fraction of the usual speed. */
const BOOT_SECONDS = 900;

export interface EmulatedGuest {
  session: SshSession;
  qmp: Qmp;
  /** Ends it, or lets go of it when it shall run on for the next time. */
  leave(keep: boolean): Promise<void>;
}

const Running = z.object({ port: z.number(), madeOf: z.string() });
type Running = z.output<typeof Running>;

/** Public half of the key pair that opens both guests. */
export async function guestKey(): Promise<string> {
  mkdirSync(CACHE, { recursive: true });
  const file = path.join(CACHE, 'key');
  if (!existsSync(file)) await makeKey(file, 'disks');
  return execFileSync('ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' }).trim();
}

/**
 * Logs in to the guest of that name; boots it where it doesn't run, or was booted with other settings. One that was kept
 * gets the programs of today, so that a change of theirs is tried within seconds.
 */
export async function openGuest(
  name: string,
  userData: Uint8Array,
  system: GuestSystem = recoverySystem(USUAL),
): Promise<EmulatedGuest> {
  const folder = path.join(CACHE, name);
  const { settings, programs } = takenApart(userData);
  const madeOf = digest(system.image, settings);
  const reused = await reusable(folder, madeOf);
  const { port } = reused ?? (await boot(folder, { name, system, userData, madeOf }));
  const qmp = await Qmp.connect(socketOf(folder));
  const hostKeys = await until(`the host keys of ${name}, see ${folder}/console`, BOOT_SECONDS, () => {
    const keys = hostKeysFromConsole(readFileSync(path.join(folder, 'console'), 'utf8'));
    return Promise.resolve(keys.length > 0 ? keys : null);
  });
  const session = await until(`a login on ${name}`, BOOT_SECONDS, () => login(port, hostKeys));
  if (reused !== null) for (const program of programs) await put(session, program);
  return {
    session,
    qmp,
    async leave(keep) {
      session.close();
      if (!keep) await quit(folder, qmp);
      qmp.close();
    },
  };
}

interface Program {
  path: string;
  permissions: string;
  content: string;
}

const Config = z.looseObject({
  write_files: z.array(z.object({ path: z.string(), permissions: z.string(), content: z.string() })).default([]),
});

function takenApart(userData: Uint8Array): { settings: string; programs: Program[] } {
  const { write_files: programs, ...settings } = Config.parse(parse(gunzipSync(userData).toString()));
  return { settings: JSON.stringify(settings), programs };
}

async function put(session: SshSession, { path: file, permissions, content }: Program): Promise<void> {
  const script = 'cat >"$1.new" && chmod "$2" "$1.new" && mv "$1.new" "$1"';
  const { code, stderr } = await session.run(['sudo', '-n', 'sh', '-c', script, 'sh', file, permissions], {
    stdin: content,
  });
  if (code !== 0) throw new LabError(`${file} could not be put into the guest: ${stderr}`);
}

const socketOf = (folder: string): string => path.join(folder, 'qmp');
const noteOf = (folder: string): string => path.join(folder, 'running.json');

async function reusable(folder: string, madeOf: string): Promise<Running | null> {
  if (!existsSync(noteOf(folder))) return null;
  const running = Running.parse(JSON.parse(readFileSync(noteOf(folder), 'utf8')));
  const qmp = await Qmp.connect(socketOf(folder)).catch(() => null);
  if (qmp === null) return null;
  // Disks of a run that was interrupted may be mounted in it.
  const fits = running.madeOf === madeOf && (await qmp.plugged()).length === 0;
  if (!fits) await quit(folder, qmp);
  qmp.close();
  return fits ? running : null;
}

async function quit(folder: string, qmp: Qmp): Promise<void> {
  rmSync(noteOf(folder), { force: true });
  // It may be gone before it has answered.
  await qmp.execute('quit').catch(() => undefined);
}

interface Boot {
  name: string;
  system: GuestSystem;
  userData: Uint8Array;
  madeOf: string;
}

async function boot(folder: string, { name, system, userData, madeOf }: Boot): Promise<Running> {
  mkdirSync(folder, { recursive: true });
  rmSync(path.join(folder, 'console'), { force: true });
  rmSync(socketOf(folder), { force: true });
  writeFileSync(path.join(folder, 'console'), '');
  const port = await freePort();
  const kind = accelerator(folder);
  const log = openSync(path.join(folder, 'qemu.log'), 'w');
  const child = spawn(
    'nice',
    ['qemu-system-x86_64', ...qemuArguments(folder, system, port, kind, configDrive(folder, name, userData))],
    {
      detached: true,
      stdio: ['ignore', log, log],
      // The image stays as it is; what the guest writes goes to a file that has no name and ends with it.
      env: { ...process.env, TMPDIR: folder },
    },
  );
  child.unref();
  await until(`QEMU, see ${folder}/qemu.log`, 30, () => {
    if (child.exitCode !== null)
      throw new LabError(`QEMU ended: ${readFileSync(path.join(folder, 'qemu.log'), 'utf8')}`);
    return Promise.resolve(existsSync(socketOf(folder)) ? true : null);
  });
  writeFileSync(noteOf(folder), JSON.stringify({ port, madeOf } satisfies Running));
  console.log(`${name} boots (${kind})`);
  return { port, madeOf };
}

/** The user data as Nova hands it over with `config_drive`. */
function configDrive(folder: string, name: string, userData: Uint8Array): string {
  const tree = path.join(folder, 'config-drive');
  const file = `${tree}.iso`;
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(path.join(tree, 'openstack', 'latest'), { recursive: true });
  const write = (entry: string, content: string | Uint8Array): void =>
    writeFileSync(path.join(tree, 'openstack', 'latest', entry), content);
  write(
    'meta_data.json',
    JSON.stringify({ uuid: madeUuid(Buffer.from(userData).toString('base64')), name, hostname: name }),
  );
  write('user_data', userData);
  execFileSync('genisoimage', ['-quiet', '-J', '-r', '-V', 'config-2', '-o', file, tree]);
  return file;
}

const madeUuid = (text: string): string => `00000000-0000-4000-8000-${digest(text)}`;

function qemuArguments(
  folder: string,
  { image, boot: started }: GuestSystem,
  port: number,
  kind: 'kvm' | 'tcg',
  drive: string,
): string[] {
  return [
    ...['-machine', 'pc', '-accel', kind, '-cpu', kind === 'kvm' ? 'host' : 'qemu64', '-m', '1024', '-nodefaults'],
    ...['-display', 'none', '-serial', `file:${path.join(folder, 'console')}`, '-no-reboot'],
    ...['-qmp', `unix:${socketOf(folder)},server=on,wait=off`],
    ...started,
    ...['-drive', `file=${image},format=raw,if=virtio,snapshot=on`],
    ...['-drive', `file=${drive},format=raw,if=ide,media=cdrom,readonly=on`],
    // It reaches nothing; only its sshd can be reached, from this machine alone.
    ...['-netdev', `user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:${port}-:22`, '-device', 'virtio-net-pci,netdev=net'],
    ...['-device', 'virtio-rng-pci'],
  ];
}

/** @returns null while sshd comes up. */
async function login(port: number, hostKeys: readonly string[]): Promise<SshSession | null> {
  const privateKey = readFileSync(path.join(CACHE, 'key'), 'utf8');
  try {
    return await connectSsh({ host: '127.0.0.1', port, user: USER, privateKey, hostKeys, readyTimeoutMs: 60_000 });
  } catch (error) {
    if (error instanceof HostKeyMismatchError) throw error;
    return null;
  }
}
