/** Ports that a reader may know, or any others. */
import { createServer } from 'node:net';

/** @returns `wanted` if nobody listens there on 127.0.0.1, else a free port. */
export const portNear = async (wanted: number): Promise<number> => (await listenable(wanted)) ?? (await freePort());

export async function freePort(): Promise<number> {
  const port = await listenable(0);
  if (port === null) throw new Error('No free TCP port on 127.0.0.1.');
  return port;
}

const listenable = (port: number): Promise<number | null> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
    });
  });
