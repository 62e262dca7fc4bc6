/** A host whose key is known, and the way to log in to it; everything opened here is closed after each test. */
import { afterEach } from 'vitest';
import { connectSsh, type SshHost, type SshOptions, type SshSession } from '../../src/ssh/ssh-session.ts';
import { ed25519Pair } from '../../simulators/ssh-host/key-pair.ts';
import { type SmallSshd, type SshdOptions, startSmallSshd } from './small-sshd.ts';

export const LOGIN = ed25519Pair();
export const HOST = ed25519Pair();

/** `type base64`, as a console's host keys are given. */
export const pin = ({ public: line }: { public: string }): string => line.trim().split(' ').slice(0, 2).join(' ');

const opened: (() => unknown)[] = [];
export const closeAfterwards = (close: () => unknown): void => void opened.push(close);
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

export async function sshd(options: Partial<SshdOptions> = {}): Promise<SmallSshd> {
  const host = await startSmallSshd({ hostKeys: [HOST.private], authorizedKey: pin(LOGIN), ...options });
  closeAfterwards(() => host.close());
  return host;
}

export const hostAt = (port: number): SshHost => ({
  host: '127.0.0.1',
  port,
  user: 'debian',
  hostKeys: [pin(HOST)],
});

export const at = ({ port }: { port: number }, options: Partial<SshOptions> = {}): SshOptions => ({
  ...hostAt(port),
  privateKey: LOGIN.private,
  readyTimeoutMs: 10_000,
  ...options,
});

export async function sessionWith(options: SshOptions): Promise<SshSession> {
  const session = await connectSsh(options);
  closeAfterwards(() => session.close());
  return session;
}

/** The error that a promise ends with, and every word that it could put into a log. */
export async function failureOf(promise: Promise<unknown>): Promise<{ error: Error; words: string }> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error(`expected an error, got ${String(error)}`);
  return { error, words: [error.message, error.stack, JSON.stringify(error), String(error.cause)].join('\n') };
}
