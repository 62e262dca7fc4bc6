/** The lab as a stage: a project of its own in a real OpenStack. Runs inside the lab's network. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { LAB } from '../../../lab/seeded.ts';
import { type Caller, logIn, type Login } from '../suite/caller.ts';
import type { Hands, Target } from '../suite/target.ts';
import { expiredToken } from './lab-expired-token.ts';
import { furnish } from './lab-furniture.ts';
import { AUTH_URL, LAB_PASSWORD } from './lab-login.ts';

const run = promisify(execFile);

export async function labTarget(): Promise<Target> {
  const admin: Login = { authUrl: AUTH_URL, username: 'admin', password: LAB_PASSWORD, project: 'admin' };
  const caller = await logIn(admin);
  const { member, outsider, applicationCredential, furniture } = await furnish(caller);
  const idle: Target['idle'] = new Map();
  return {
    name: 'lab',
    logins: { member, admin, outsider },
    applicationCredential,
    furniture,
    hands: labHands(caller, member),
    idle,
    secondsPerSecond: 1,
    lookEveryMs: 100,
    async close() {
      for (const id of [...idle.values()].flat())
        await caller.call({ method: 'DELETE', service: 'compute', path: `/servers/${id}` });
    },
  };
}

const labHands = (admin: Caller, member: Login): Hands => ({
  freeze: (service) => signal(service, 'SIGSTOP'),
  thaw: (service) => signal(service, 'SIGCONT'),
  async breakVolume(volumeId) {
    await run('rbd', ['rm', '--no-progress', `volumes/volume-${volumeId}`]);
  },
  expiredToken: () => expiredToken(member),
  awaitGuest: (serverId, words) => saysOnConsole(admin, serverId, words),
  holdTime: () => undefined,
  letTimePass: () => undefined,
  openJournal: () => null,
});

/** The service and its workers: a stopped parent alone would leave them at work. */
async function signal(service: string, name: 'SIGSTOP' | 'SIGCONT'): Promise<void> {
  const pid = readFileSync(`${LAB}/run/${service}.pid`, 'utf8').trim();
  // ps ends with 1 when there are no children.
  const { stdout } = await run('ps', ['-o', 'pid=', '--ppid', pid]).catch(() => ({ stdout: '' }));
  for (const each of [pid, ...stdout.split('\n')].map(Number).filter((number) => number > 1)) process.kill(each, name);
}

const Console = z.object({ output: z.string() });

async function saysOnConsole(admin: Caller, serverId: string, words: string): Promise<void> {
  const request = {
    ...({ method: 'POST', service: 'compute', path: `/servers/${serverId}/action` } as const),
    body: { 'os-getConsoleOutput': {} },
  };
  for (let looks = 0; looks < 600; looks += 1) {
    const output = Console.safeParse((await admin.call(request)).body);
    if (output.success && output.data.output.includes(words)) return;
    await pause(500);
  }
  throw new Error(`arranging: the guest of server ${serverId} has not said "${words}" in five minutes`);
}
