/**
 * A token that is expired. Keystone gives none on request, so a second Keystone process of the same database and the
 * same keys gives one that lives for a second: the first one, and every service, reads its end out of it.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { LAB } from '../../../lab/seeded.ts';
import { logIn, type Login } from '../suite/caller.ts';

const LIFE_SECONDS = 1;

export async function expiredToken(member: Login): Promise<string> {
  const override = path.join(mkdtempSync(path.join(tmpdir(), 'short-lived-')), 'keystone.conf');
  writeFileSync(override, `[token]\nexpiration = ${LIFE_SECONDS}\n`);
  const port = await freePort();
  const keystone = spawn(
    'uwsgi',
    [
      ...['--plugins', 'python3', '--http-socket', `127.0.0.1:${port}`, '--master', '--lazy-apps', '--die-on-term'],
      ...['--buffer-size', '65535', '--enable-threads', '--wsgi-file', '/usr/bin/keystone-wsgi-public'],
    ],
    {
      stdio: 'ignore',
      env: { ...process.env, OS_KEYSTONE_CONFIG_FILES: `${LAB}/etc/keystone.conf;${override}` },
    },
  );
  const ended = once(keystone, 'exit');
  try {
    const token = await firstToken({ ...member, authUrl: `http://127.0.0.1:${port}/v3` });
    // By the clock, since the end lies in the token: Keystone counts whole seconds.
    await pause((LIFE_SECONDS + 1) * 1000);
    return token;
  } finally {
    keystone.kill('SIGTERM');
    await ended;
  }
}

/** Several plays may want one at once. */
async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function firstToken(member: Login): Promise<string> {
  for (let tries = 0; ; tries += 1) {
    try {
      return (await logIn(member)).token;
    } catch (error) {
      if (tries > 120) throw error;
      await pause(500);
    }
  }
}
