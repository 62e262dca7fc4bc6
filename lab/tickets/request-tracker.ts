/** A real Request Tracker 5 on loopback, from Debian's packages, with a database of its own in a folder of its own. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { freePort, type RunningProcess, startProcess } from '../processes.ts';

export interface RequestTracker {
  url: string;
  /** Of the account `recovery`, for notes. */
  token: string;
  /** Speaks REST2 as `chris` (support) or `emilie` (a requestor). */
  rest: (user: 'chris' | 'emilie', method: string, path: string, body?: unknown) => Promise<unknown>;
  stop: () => Promise<void>;
}

const SET_UP = '/usr/sbin/rt-setup-database-5';
const SERVER = '/usr/share/request-tracker5/libexec/rt-server';
const PAGE = new URL('../../docs/how-to/connect-request-tracker.md', import.meta.url);
const PASSWORD = 'password-of-the-lab';
const STARTS_WITHIN_MS = 60_000;

/**
 * @param folder - exists; holds the database, the configuration, the log and the mails.
 * @param webhook - where the scrip sends to, and the file with its secret.
 */
export async function startRequestTracker(
  folder: string,
  webhook: { url: string; secretFile: string },
): Promise<RequestTracker> {
  const port = await freePort();
  const url = `http://127.0.0.1:${String(port)}`;
  const siteConfig = path.join(folder, 'RT_SiteConfig.pm');
  // Debian's own settings, in a folder beside its configuration, would win over ours.
  const none = path.join(folder, 'RT_SiteConfig.d');
  for (const each of [none, path.join(folder, 'mason')]) mkdirSync(each, { recursive: true });
  writeFileSync(siteConfig, configuration(folder, port));
  const env = { PATH: process.env['PATH'], RT_SITE_CONFIG: siteConfig, RT_SITE_CONFIG_DIR: none };
  run(env, [SET_UP, '--action', 'init', '--skip-create']);
  const token = run(env, ['perl', new URL('configure.pl', import.meta.url).pathname], scripOf(webhook));
  const server = startProcess(
    [SERVER, '--host', '127.0.0.1', '--port', String(port)],
    path.join(folder, 'server.log'),
    env,
  );
  try {
    await answers(server, `${url}/REST/2.0/rt`);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url, token, rest: (user, method, at, body) => rest(url, user, method, at, body), stop: server.stop };
}

const configuration = (folder: string, port: number): string => `
Set($rtname, 'rt.example.org');
Set($Organization, 'rt.example.org');
Set($WebDomain, '127.0.0.1');
Set($WebPort, ${String(port)});
Set($WebPath, '');
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '${path.join(folder, 'rtdb')}');
Set($MailCommand, 'testfile');
Set($LogToSyslog, undef);
Set($LogToSTDERR, 'warning');
Set($LogToFile, undef);
Set($MasonDataDir, '${path.join(folder, 'mason')}');
Set($MasonSessionDir, '${folder}');
1;
`;

/** What people paste is what is tried: the code of the page, with this machine's address. */
function scripOf({ url, secretFile }: { url: string; secretFile: string }): string {
  const [, code = ''] = /```perl\n(.*?)```/s.exec(readFileSync(PAGE, 'utf8')) ?? [];
  return code
    .replace("'https://recovery.example.org/webhooks/rt'", `'${url}'`)
    .replace("'/etc/request-tracker5/recovery_secret'", `'${secretFile}'`);
}

/** @returns what it printed. */
function run(env: NodeJS.ProcessEnv, [command, ...args]: [string, ...string[]], input = ''): string {
  const { status, stdout, stderr } = spawnSync(command, args, { env, input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr.slice(-2000)}`);
  return stdout.trim();
}

async function answers(server: RunningProcess, address: string): Promise<void> {
  const deadline = Date.now() + STARTS_WITHIN_MS;
  for (;;) {
    const ended = server.ended();
    if (ended !== null) throw new Error(ended);
    const status = await fetch(address).then(
      (answer) => answer.status,
      () => null,
    );
    if (status === 401) return;
    if (Date.now() > deadline) throw new Error(`Request Tracker does not answer at ${address}`);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

async function rest(url: string, user: string, method: string, at: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${url}/REST/2.0${at}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${user}:${PASSWORD}`).toString('base64')}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${at}: ${String(answer.status)} ${text.slice(0, 500)}`);
  return JSON.parse(text) as unknown;
}
