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
  /** For both streams together; more ends the command: a hostile disk may make a program talk without end. */
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

/** A command took too long or said too much, or its connection broke: what it did until then is unknown. */
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
        drop(ssh);
        if (through !== null) drop(through);
      },
    };
  } catch (error) {
    if (through !== null) drop(through);
    throw error;
  }
}

/** A jump host may try for minutes to reach a host that isn't there, and says nothing meanwhile. */
async function forwarded(through: NodeSSH, { host, port, readyTimeoutMs, signal }: SshOptions): Promise<Duplex> {
  const late = AbortSignal.timeout(readyTimeoutMs);
  const bound = signal === undefined ? late : AbortSignal.any([signal, late]);
  try {
    return await unlessAborted(bound, through.forwardOut('127.0.0.1', 0, host, port));
  } catch (error) {
    if (!late.aborted) throw error;
    throw new Error(`The jump host did not reach ${host}:${port} within ${Math.round(readyTimeoutMs / 1000)} s`, {
      cause: error,
    });
  }
}

/** As `work` ends, or when the signal comes first, at once with its reason. */
async function unlessAborted<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (signal === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => {
      reject(asError(signal.reason));
    };
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    void work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}

const asError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));

/** Not `dispose` alone, which waits for the far side to hang up too: a server that is deleted meanwhile never does. */
function drop(ssh: NodeSSH): void {
  ssh.connection?.destroy();
  ssh.dispose();
}

async function login(options: SshOptions, sock?: Duplex): Promise<NodeSSH> {
  const { host, port, user, privateKey, readyTimeoutMs, signal } = options;
  const pinned = new Set(options.hostKeys.map((line) => line.split(/\s+/)[1] ?? ''));
  const shown: { key?: string } = {};
  const ssh = new NodeSSH();
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
    await unlessAborted(signal, ssh.connect(config));
    // node-ssh stops listening here; a connection that is reset later would end the whole process.
    ssh.connection?.on('error', () => undefined);
    return ssh;
  } catch (error) {
    drop(ssh);
    signal?.throwIfAborted();
    if (shown.key !== undefined && !pinned.has(shown.key))
      throw new HostKeyMismatchError(
        `${host}:${port} shows host key ${fingerprint(shown.key)}, not one of ${[...pinned].map(fingerprint).join(', ')}`,
      );
    throw error;
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
  const program = argv[0] ?? '';
  let bytes = 0;
  return new Promise<RunResult>((resolve, reject) => {
    const stop = (reason: unknown): void => {
      reject(asError(reason));
      drop(ssh);
    };
    const late = setTimeout(() => {
      stop(new SshCommandError(`${program} did not end within ${Math.round(timeoutMs / 1000)} s`));
    }, timeoutMs);
    const abort = (): void => {
      stop(signal?.reason);
    };
    signal?.addEventListener('abort', abort);
    // Bytes, made text at the end: a packet may stop in the middle of a letter.
    const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    const keep = (stream: keyof typeof output) => (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBytes) stop(new SshCommandError(`${program} printed more than ${maxBytes} bytes`));
      else output[stream].push(chunk);
    };
    ssh
      .execCommand(quoteArgv(argv), {
        onStdout: keep('stdout'),
        onStderr: keep('stderr'),
        ...(stdin === undefined ? {} : { stdin }),
      })
      .then(({ code, signal: endedBy }) => {
        if (code === null && endedBy === null)
          stop(new SshCommandError(`The connection broke before ${program} had ended`));
        else resolve({ code, stdout: textOf(output.stdout), stderr: textOf(output.stderr) });
      })
      .catch((error: unknown) => {
        // Which of the two comes first, the socket's error or the channel's end, is chance.
        const broken = error instanceof Error && 'level' in error && error.level === 'client-socket';
        stop(
          broken ? new SshCommandError(`The connection broke before ${program} had ended`, { cause: error }) : error,
        );
      })
      .finally(() => {
        clearTimeout(late);
        signal?.removeEventListener('abort', abort);
      });
  });
}

const textOf = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8');
