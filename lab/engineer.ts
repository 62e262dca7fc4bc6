/** The recovery engineer: logs in to the recovery server with a key of their own, and trusts nothing but the report. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RecoveryAccess } from '../src/contract/recovery.ts';

interface Answer {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a shell script there. Host keys come from the report and are insisted on. */
export type Engineer = (script: string) => Promise<Answer>;

export function logIn(access: RecoveryAccess, keyFile: string, directory: string): Engineer {
  const knownHosts = path.join(directory, `known_hosts-${access.serverId}`);
  writeFileSync(knownHosts, `${access.hostKeys.join('\n')}\n`);
  const options = [
    ...['StrictHostKeyChecking=yes', `UserKnownHostsFile=${knownHosts}`, 'GlobalKnownHostsFile=/dev/null'],
    ...['IdentitiesOnly=yes', 'IdentityAgent=none', 'BatchMode=yes', 'ConnectTimeout=30', 'LogLevel=ERROR'],
  ].flatMap((option) => ['-o', option]);
  const target = `${access.user}@${access.host}`;
  const args = ['-F', 'none', '-i', keyFile, '-p', String(access.port), ...options, target, 'sh -s'];
  return (script) => ssh(args, script);
}

function ssh(args: string[], script: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn('ssh', args, { stdio: ['pipe', 'pipe', 'pipe'] });
    const answer = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const)
      child[stream].setEncoding('utf8').on('data', (text: string) => (answer[stream] += text));
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...answer, code }));
    child.stdin.end(script);
  });
}

/** One word for `sh`, whatever is in it. */
export const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** When things happened in the guest, in milliseconds since 1970 by this machine's clock; null when the journal lacks it. */
export interface GuestTimes {
  kernelStarted: number;
  sshListened: number | null;
  /** cloud-init's last stage: from here on the host keys are on the console. */
  firstLogin: number | null;
}

/** Asks the guest's journal. Its wall clock is its own; its monotonic one we can place by the uptime asked last. */
export async function readGuestTimes(engineer: Engineer): Promise<GuestTimes> {
  const { stdout } = await engineer('sudo journalctl -b -q --no-pager -o short-monotonic\ncat /proc/uptime\n');
  const now = Date.now();
  const lines = stdout.trim().split('\n');
  const kernelStarted = now - Number(lines.at(-1)?.split(' ')[0]) * 1000;
  const at = (pattern: RegExp): number | null => {
    const seconds = /^\[\s*([\d.]+)\]/.exec(lines.find((line) => pattern.test(line)) ?? '')?.[1];
    return seconds === undefined ? null : kernelStarted + Number(seconds) * 1000;
  };
  return {
    kernelStarted,
    sshListened: at(/sshd.*Server listening/),
    firstLogin: at(/sshd.*Accepted publickey/),
  };
}
