/** One ssh login to a host whose key is known beforehand. */
import { NodeSSH, type Config } from 'node-ssh';
import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { ServerHostKeyAlgorithm } from 'ssh2';
import { quoteArgv } from './quote.ts';

export interface SshHost {
  host: string;
  port: number;
  user: string;
  /** `type base64` lines; a host that shows another key is not talked to. */
  hostKeys: readonly string[];
}

export interface SshOptions extends SshHost {
  privateKey: string;
  /** Host to go through, entered with the same private key. */
  jump?: SshHost;
  /** For connection, handshake and login together. */
  readyTimeoutMs: number;
  signal?: AbortSignal;
}

export interface RunOptions {
  stdin?: string;
  timeoutMs?: number;
  /** What is kept of each stream; more ends the command: a hostile disk may make a program talk without end. */
  maxBytes?: number;
  signal?: AbortSignal;
}

export interface RunResult {
  /** Null when a signal ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface SshSession {
  run(argv: readonly string[], options?: RunOptions): Promise<RunResult>;
  close(): void;
}

/** The host has another key than its console showed: somebody is in between, or it booted another system. */
export class HostKeyMismatchError extends Error {
  override readonly name = 'HostKeyMismatchError';
}

/** A command took too long or said too much. */
export class SshCommandError extends Error {
  override readonly name = 'SshCommandError';
}

const DEFAULT_TIMEOUT_MS = 120_000;
const DEFAULT_MAX_BYTES = 4 * 1024 * 1024;

/** @throws HostKeyMismatchError before anything is sent; else ssh2's own error. */
export async function connectSsh(options: SshOptions): Promise<SshSession> {
  options.signal?.throwIfAborted();
  const through = options.jump === undefined ? null : await login({ ...options, ...options.jump });
  try {
    const sock = through === null ? undefined : await forwarded(through, options);
    const ssh = await login(options, sock);
    return {
      run: (argv, runOptions = {}) => run(ssh, argv, runOptions),
      close() {
        ssh.dispose();
        through?.dispose();
      },
    };
  } catch (error) {
    through?.dispose();
    throw error;
  }
}

const forwarded = async (through: NodeSSH, { host, port }: SshHost): Promise<Duplex> =>
  through.forwardOut('127.0.0.1', 0, host, port);

async function login(options: SshOptions, sock?: Duplex): Promise<NodeSSH> {
  const { host, port, user, privateKey, readyTimeoutMs, signal } = options;
  const pinned = new Set(options.hostKeys.map((line) => line.split(/\s+/)[1] ?? ''));
  const shown: { key?: string } = {};
  const ssh = new NodeSSH();
  const abort = (): void => {
    ssh.dispose();
  };
  signal?.addEventListener('abort', abort);
  try {
    const config: Config = {
      host,
      port,
      username: user,
      privateKey,
      readyTimeout: readyTimeoutMs,
      // Only the pinned kinds are negotiated: else a host may show a true key that we don't know.
      algorithms: { serverHostKey: algorithmsOf(options.hostKeys) },
      hostVerifier: (key: Buffer): boolean => {
        shown.key = key.toString('base64');
        return pinned.has(shown.key);
      },
      ...(sock === undefined ? {} : { sock }),
    };
    return await ssh.connect(config);
  } catch (error) {
    ssh.dispose();
    signal?.throwIfAborted();
    if (shown.key !== undefined && !pinned.has(shown.key))
      throw new HostKeyMismatchError(
        `${host}:${port} shows host key ${fingerprint(shown.key)}, not one of ${[...pinned].map(fingerprint).join(', ')}`,
      );
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

const fingerprint = (base64: string): string =>
  `SHA256:${createHash('sha256').update(Buffer.from(base64, 'base64')).digest('base64').replace(/=+$/, '')}`;

function algorithmsOf(hostKeys: readonly string[]): ServerHostKeyAlgorithm[] {
  const types = new Set(hostKeys.map((line) => line.split(/\s+/)[0] ?? ''));
  const rsa: ServerHostKeyAlgorithm[] = types.has('ssh-rsa') ? ['rsa-sha2-512', 'rsa-sha2-256'] : [];
  return [
    ...(['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'] as const).filter((type) =>
      types.has(type),
    ),
    ...rsa,
  ];
}

/** One command, bounded in time and output; past either bound, or aborted, the whole login is dropped. */
async function run(ssh: NodeSSH, argv: readonly string[], options: RunOptions): Promise<RunResult> {
  const { stdin, timeoutMs = DEFAULT_TIMEOUT_MS, maxBytes = DEFAULT_MAX_BYTES, signal } = options;
  signal?.throwIfAborted();
  let bytes = 0;
  return new Promise<RunResult>((resolve, reject) => {
    const stop = (reason: unknown): void => {
      reject(reason instanceof Error ? reason : new Error(String(reason)));
      ssh.dispose();
    };
    const late = setTimeout(() => {
      stop(new SshCommandError(`${argv[0] ?? ''} did not end within ${Math.round(timeoutMs / 1000)} s`));
    }, timeoutMs);
    const abort = (): void => {
      stop(signal?.reason);
    };
    signal?.addEventListener('abort', abort);
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > maxBytes) stop(new SshCommandError(`${argv[0] ?? ''} printed more than ${maxBytes} bytes`));
    };
    ssh
      .execCommand(quoteArgv(argv), {
        onStdout: count,
        onStderr: count,
        noTrim: true,
        ...(stdin === undefined ? {} : { stdin }),
      })
      .then(({ code, stdout, stderr }) => resolve({ code, stdout, stderr }), stop)
      .finally(() => {
        clearTimeout(late);
        signal?.removeEventListener('abort', abort);
      });
  });
}
