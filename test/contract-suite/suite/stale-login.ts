/** A Keystone that gives a bad token first: how a client finds out what a service does with a token that is none. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StaleLogin {
  authUrl: string;
  /** How often somebody has logged in here. */
  logins: () => number;
  close: () => void;
}

/**
 * Hands logins on to the real Keystone, and puts a bad token in the place of the good one.
 *
 * @param times - how many logins get the bad one; later ones get their own.
 */
export async function staleLogin(keystone: string, badToken: string, times: number): Promise<StaleLogin> {
  let logins = 0;
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      logins += 1;
      const token = logins <= times ? badToken : null;
      void handOn(`${keystone}${(request.url ?? '').replace(/^\/v3/, '')}`, Buffer.concat(chunks), token, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    authUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v3`,
    logins: () => logins,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function handOn(url: string, body: Buffer, token: string | null, response: http.ServerResponse): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  const answer = await fetch(url, { method: 'POST', headers, body: body.toString() });
  response.writeHead(answer.status, {
    'Content-Type': 'application/json',
    'X-Subject-Token': token ?? answer.headers.get('x-subject-token') ?? '',
  });
  response.end(await answer.text());
}
