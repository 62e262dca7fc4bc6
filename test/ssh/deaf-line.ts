/** A connection to an sshd whose far end does not hang up when ours does. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { closeAfterwards } from './known-host.ts';

export async function lineThatNeverHangsUp(host: {
  port: number;
}): Promise<{ port: number; sendUntilRefused: () => Promise<string | undefined> }> {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect(host.port, '127.0.0.1');
    sockets.push(near, far);
    near.pipe(far);
    far.pipe(near, { end: false });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closeAfterwards(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    async sendUntilRefused() {
      const [near] = sockets;
      if (near === undefined) throw new Error('nobody has connected');
      const refused = new Promise<string | undefined>((resolve) => {
        near.once('error', (error: NodeJS.ErrnoException) => {
          resolve(error.code);
        });
      });
      const sending = setInterval(() => near.write('\n'), 20);
      try {
        return await refused;
      } finally {
        clearInterval(sending);
      }
    },
  };
}
