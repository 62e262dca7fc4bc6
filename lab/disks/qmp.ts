/** QEMU's machine protocol: disks come and go while the guest runs. */
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const Message = z.object({
  return: z.unknown().optional(),
  error: z.object({ desc: z.string() }).optional(),
  event: z.string().optional(),
  data: z.looseObject({ device: z.string().optional() }).optional(),
  QMP: z.unknown().optional(),
});
type Message = z.output<typeof Message>;

const Children = z.array(z.object({ name: z.string(), type: z.string() }));

/** A guest lets go of a disk as soon as its driver has: seconds, on a busy machine. */
const UNPLUG_MS = 120_000;

/** @see {@link https://www.qemu.org/docs/master/interop/qemu-qmp-ref.html} */
export class Qmp {
  readonly #socket: Socket;
  readonly #replies: { resolve: (value: unknown) => void; reject: (error: Error) => void }[] = [];
  readonly #gone = new Map<string, () => void>();

  private constructor(socket: Socket) {
    this.#socket = socket;
    createInterface({ input: socket }).on('line', (line) => {
      this.#hear(Message.parse(JSON.parse(line)));
    });
    socket.on('close', () => {
      for (const { reject } of this.#replies.splice(0)) reject(new Error('QEMU has ended'));
    });
    socket.on('error', () => undefined); // `close` follows
  }

  /** @param path - of the Unix socket. */
  static async connect(path: string): Promise<Qmp> {
    const socket = createConnection(path);
    await once(socket, 'connect');
    const qmp = new Qmp(socket);
    await qmp.execute('qmp_capabilities');
    return qmp;
  }

  execute(command: string, args: Record<string, unknown> = {}): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#replies.push({ resolve, reject });
      this.#socket.write(`${JSON.stringify({ execute: command, arguments: args })}\n`);
    });
  }

  /** @param serial - the volume's id; virtio-blk cuts it to 20 characters, as under Nova. */
  async plug(id: string, { file, serial, sectorBytes }: Plugged): Promise<void> {
    await this.execute('blockdev-add', {
      driver: 'raw',
      'node-name': `node-${id}`,
      file: { driver: 'file', filename: file },
    });
    const device = {
      driver: 'virtio-blk-pci',
      id,
      drive: `node-${id}`,
      serial: serial.slice(0, 20),
      logical_block_size: sectorBytes,
      physical_block_size: sectorBytes,
    };
    await this.execute('device_add', device);
  }

  /** @returns ids of what was plugged in and is there still. */
  async plugged(): Promise<string[]> {
    const children = Children.parse(await this.execute('qom-list', { path: '/machine/peripheral' }));
    return children.filter(({ type }) => type.startsWith('child<virtio-blk')).map(({ name }) => name);
  }

  async unplug(id: string): Promise<void> {
    const gone = new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new Error(`the guest still holds ${id} after ${UNPLUG_MS / 1000} s`));
      }, UNPLUG_MS);
      this.#gone.set(id, () => {
        clearTimeout(late);
        resolve();
      });
    });
    await this.execute('device_del', { id });
    await gone;
    await this.execute('blockdev-del', { 'node-name': `node-${id}` });
  }

  close(): void {
    this.#socket.destroy();
  }

  #hear({ QMP: greeting, event, data, error, ...rest }: Message): void {
    if (greeting !== undefined) return;
    if (event !== undefined) {
      const id = data?.device;
      if (event === 'DEVICE_DELETED' && id !== undefined) this.#gone.get(id)?.();
      return;
    }
    const reply = this.#replies.shift();
    if (error === undefined) reply?.resolve(rest.return);
    else reply?.reject(new Error(`QEMU: ${error.desc}`));
  }
}

export interface Plugged {
  file: string;
  serial: string;
  sectorBytes: 512 | 4096;
}
