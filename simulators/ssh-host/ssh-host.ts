/** Guests with a real sshd each, on loopback addresses of their own: what a recovery server looks like from outside. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import ssh2, { type AuthContext, type Connection, type ParsedKey, type ServerChannel } from 'ssh2';
import { parse } from 'yaml';
import { z } from 'zod';
import { ed25519Pair } from './key-pair.ts';
import { IMAGE_DEBIAN, VOLUME_LVM, VOLUME_PART, VOLUME_ROOT } from '../openstack/seed.ts';
import { GuestDisks } from './guest-disks.ts';
import type { GuestHost } from './guest-host.ts';
import { answer, cloneIn } from './recovery-guest.ts';
import type { DiskCase } from './replayed-disks.ts';

export interface SshHost extends GuestHost {
  /** The same on every guest's address. */
  port: number;
  /** What is on a volume, and on every copy of it. */
  setDisk(volumeId: string, disk: DiskCase): void;
  faults: SshFaults;
  close(): Promise<void>;
}

/** Things that go wrong on request, in every guest. */
interface SshFaults {
  /** As long as sshd isn't up, or the network drops us. One is dropped at each boot anyway: sshd starts after the console lines. */
  dropNextConnections(count: number): void;
  /** From now on guests show another key than their console did. */
  changeHostKey(): void;
  /** The program ends with this message, once for each time that it was asked for. */
  failNext(operation: string, stderr: string): void;
  /** The program never answers, once. */
  hangNext(operation: string): void;
  /** Guests boot without arming the write block, as an image without cloud-init does. */
  ignoreUserData(): void;
}

interface Guest {
  address: string;
  server: InstanceType<typeof ssh2.Server>;
  writeBlock: boolean;
  bootId: string;
  disks: GuestDisks;
  connections: Set<Connection>;
}

const CloudConfig = z.looseObject({ ssh_authorized_keys: z.array(z.string()).default([]) });
const PROGRAM = /^sudo -n \/usr\/local\/sbin\/recovery-(?:guest (?<operation>[a-z]+)|(?<other>survey))$/;

/** @param wanted - the port that all of them listen on; a free one when left out. */
export async function startSshHost(wanted = 0): Promise<SshHost> {
  // Held for as long as the guests live, so that nobody else takes the port that all of them listen on.
  const reservation = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => reservation.listen(wanted, '127.0.0.1', resolve));
  const { port } = reservation.address() as AddressInfo;
  const guests = new Map<string, Guest>();
  const disks = new Map<string, DiskCase>([
    [VOLUME_PART, 'data-part'],
    [VOLUME_LVM, 'data-lvm'],
    [VOLUME_ROOT, 'root-debian'],
    [IMAGE_DEBIAN, 'root-debian'],
  ]);
  const faults = new Faults();
  const shutdown = (serverId: string): void => {
    const guest = guests.get(serverId);
    if (guest === undefined) return;
    guests.delete(serverId);
    for (const connection of guest.connections) connection.end();
    guest.server.close();
  };

  return {
    port,
    faults,
    setDisk: (volumeId, disk) => void disks.set(volumeId, disk),
    boot({ serverId, name, address, userData, publicKeys }) {
      const pair = ed25519Pair();
      const shown = faults.otherHostKey ? ed25519Pair() : pair;
      const text = unpacked(Buffer.from(userData, 'base64'));
      const config = faults.userDataIgnored ? null : cloudConfig(text);
      const armed = config === null ? null : (/RECOVERY-WRITE-BLOCK ARMED \S+?(?=')/.exec(text)?.[0] ?? null);
      const allowed = [...publicKeys, ...(config?.ssh_authorized_keys ?? [])].flatMap(parsedKey);
      faults.dropNextConnections(1);
      const guest: Guest = {
        address,
        writeBlock: armed !== null,
        bootId: randomUUID(),
        disks: new GuestDisks(),
        connections: new Set(),
        server: new ssh2.Server({ hostKeys: [pair.private] }, (connection) =>
          serve(guest, connection, allowed, faults),
        ),
      };
      guest.server.listen(port, address);
      guests.set(serverId, guest);
      return [
        '-----BEGIN SSH HOST KEY KEYS-----',
        `${shown.public.trim()} root@${name}`,
        '-----END SSH HOST KEY KEYS-----',
        ...(armed === null ? [] : [armed]),
      ];
    },
    attached(serverId, { volumeId, sizeGib, sourceVolumeId }) {
      // A volume made of an image, with no source of its own, holds the Debian of that image.
      const disk = disks.get(volumeId) ?? disks.get(sourceVolumeId ?? IMAGE_DEBIAN) ?? 'root-debian';
      guests.get(serverId)?.disks.attach({ volumeId, sizeGib, disk });
    },
    detached(serverId, volumeId) {
      guests.get(serverId)?.disks.detach(volumeId);
    },
    shutdown,
    async close() {
      for (const serverId of guests.keys()) shutdown(serverId);
      await new Promise((resolve) => reservation.close(resolve));
    },
  };
}

class Faults implements SshFaults {
  #drops = 0;
  otherHostKey = false;
  userDataIgnored = false;
  readonly #failures = new Map<string, string[]>();
  readonly #hangs = new Set<string>();

  dropNextConnections(count: number): void {
    this.#drops += count;
  }

  changeHostKey(): void {
    this.otherHostKey = true;
  }

  failNext(operation: string, stderr: string): void {
    this.#failures.set(operation, [...(this.#failures.get(operation) ?? []), stderr]);
  }

  hangNext(operation: string): void {
    this.#hangs.add(operation);
  }

  ignoreUserData(): void {
    this.userDataIgnored = true;
  }

  takeDrop(): boolean {
    if (this.#drops === 0) return false;
    this.#drops -= 1;
    return true;
  }

  takeFailure(operation: string): string | null {
    const stderr = this.#failures.get(operation)?.shift() ?? null;
    return stderr;
  }

  takeHang = (operation: string): boolean => this.#hangs.delete(operation);
}

function serve(guest: Guest, connection: Connection, allowed: ParsedKey[], faults: Faults): void {
  // A client that goes away in the middle is nothing to a server.
  connection.on('error', () => guest.connections.delete(connection));
  if (faults.takeDrop()) {
    connection.end();
    return;
  }
  guest.connections.add(connection);
  connection
    .on('close', () => guest.connections.delete(connection))
    .on('authentication', (context) => {
      if (isAllowed(context, allowed)) context.accept();
      else context.reject(['publickey']);
    })
    .on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => {
        void execute(guest, command, acceptExec(), faults);
      });
    });
}

/** cloud-init disables root, and passwords. */
function isAllowed(context: AuthContext, allowed: ParsedKey[]): boolean {
  if (context.method !== 'publickey' || context.username === 'root') return false;
  const key = allowed.find((each) => each.getPublicSSH().equals(context.key.data));
  if (key === undefined) return false;
  if (context.signature === undefined || context.blob === undefined) return true;
  return key.verify(context.blob, context.signature, context.hashAlgo);
}

async function execute(guest: Guest, command: string, channel: ServerChannel, faults: Faults): Promise<void> {
  // Not `for await`: it would destroy the channel at the end of its input, before we answer.
  const chunks: Buffer[] = [];
  channel.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(channel, 'end');
  const end = (code: number, stderr: string): void => {
    channel.stderr.write(stderr);
    channel.exit(code);
    channel.end();
  };
  const { operation: asked, other } = PROGRAM.exec(command)?.groups ?? {};
  const operation = asked ?? other;
  if (operation === undefined) {
    end(127, `sh: ${command.slice(0, 80)}: not found\n`);
    return;
  }
  if (faults.takeHang(operation)) return;
  const failure = faults.takeFailure(operation);
  if (failure !== null) {
    end(1, failure);
    return;
  }
  try {
    const { writeBlock, bootId, disks } = guest;
    const state = { writeBlock, bootId, disks: disks.attached };
    const request: unknown = JSON.parse(Buffer.concat(chunks).toString());
    channel.write(JSON.stringify(answer(operation, request, state)));
    if (operation === 'replay') disks.replay(cloneIn(request));
    if (operation === 'mount') disks.mount();
    if (operation === 'release') disks.release();
    end(0, '');
  } catch (error) {
    end(1, `${String(error)}\n`);
  }
}

/** As cloud-init does with gzip, by its first bytes. */
const unpacked = (bytes: Buffer): string =>
  (bytes.toString('hex', 0, 2) === '1f8b' ? gunzipSync(bytes) : bytes).toString();

function cloudConfig(userData: string): z.output<typeof CloudConfig> | null {
  if (!userData.startsWith('#cloud-config\n')) return null;
  return CloudConfig.parse(parse(userData));
}

function parsedKey(line: string): ParsedKey[] {
  const key = ssh2.utils.parseKey(line);
  return key instanceof Error ? [] : [key];
}
