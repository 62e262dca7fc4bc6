import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { connectSsh, SshCommandError } from '../../src/ssh/ssh-session.ts';
import { at, closeAfterwards, failureOf, sessionWith, sshd } from './known-host.ts';

/** Takes connections, says nothing and never hangs up, as a host does whose disk is stuck. */
async function deafHost(): Promise<{ port: number; connected: Promise<unknown> }> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).resume();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closeAfterwards(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, connected: once(server, 'connection') };
}

describe('a command that does not end', () => {
  it('is given up after its time, and its login with it', async () => {
    const host = await sshd();
    const session = await sessionWith(at(host));
    const { error } = await failureOf(session.run(['sleep', '600'], { timeoutMs: 1000 }));
    expect(error).toBeInstanceOf(SshCommandError);
    expect(error.message).toBe('sleep did not end within 1 s');
    await host.happened('disconnected');
  });

  it('is given up at once when the work is cancelled, with the reason of the cancellation', async () => {
    const host = await sshd();
    const session = await sessionWith(at(host));
    const cancelled = new AbortController();
    const running = failureOf(session.run(['sleep', '600'], { signal: cancelled.signal }));
    await host.happened('command');
    cancelled.abort(new Error('the recovery was cancelled'));
    expect((await running).error.message).toBe('the recovery was cancelled');
    await host.happened('disconnected');
  });

  it('is not begun when the work was cancelled before', async () => {
    const host = await sshd();
    const session = await sessionWith(at(host));
    const signal = AbortSignal.abort(new Error('the recovery was cancelled'));
    await expect(session.run(['true'], { signal })).rejects.toThrow('the recovery was cancelled');
    expect(host.events).not.toContain('command');
  });
});

describe('a command that talks without end', () => {
  it.each(['yes', 'yes >&2'])('is ended past the limit (%s)', async (line) => {
    const host = await sshd();
    const session = await sessionWith(at(host));
    const { error } = await failureOf(session.run(['sh', '-c', line], { maxBytes: 100_000 }));
    expect(error).toBeInstanceOf(SshCommandError);
    expect(error.message).toBe('sh printed more than 100000 bytes');
    await host.happened('disconnected');
  });

  it('may print as much as the limit allows', async () => {
    const session = await sessionWith(at(await sshd()));
    const { stdout } = await session.run(['head', '-c', '100000', '/dev/zero'], { maxBytes: 100_000 });
    expect(stdout).toHaveLength(100_000);
  });
});

describe('a connection that breaks', () => {
  it.each(['reset', 'hangUp'] as const)('fails the command that ran (%s)', async (breaks) => {
    const host = await sshd();
    const session = await sessionWith(at(host));
    const running = failureOf(session.run(['sleep', '600']));
    await host.happened('command');
    host[breaks]();
    const { error } = await running;
    expect(error).toBeInstanceOf(SshCommandError);
    expect(error.message).toBe('The connection broke before sleep had ended');
  });

  it('fails the next command when it broke between two, and harms nothing else', async () => {
    const host = await sshd();
    const session = await sessionWith(at(host));
    const other = await sessionWith(at(await sshd()));
    await session.run(['true']);
    host.reset();
    await host.happened('disconnected');
    await expect(session.run(['true'])).rejects.toThrow();
    expect((await other.run(['true'])).code).toBe(0);
  });
});

describe('a host that takes the connection and says nothing', () => {
  it('is given up after the time for a login', async () => {
    const host = await deafHost();
    const { error } = await failureOf(connectSsh(at(host, { readyTimeoutMs: 200 })));
    expect(error.message).toBe('Timed out while waiting for handshake');
  });

  it('is given up at once when the work is cancelled', async () => {
    const host = await deafHost();
    const cancelled = new AbortController();
    const login = failureOf(connectSsh(at(host, { readyTimeoutMs: 600_000, signal: cancelled.signal })));
    await host.connected;
    cancelled.abort(new Error('the recovery was cancelled'));
    expect((await login).error.message).toBe('the recovery was cancelled');
  });

  it('is not even tried when the work was cancelled before', async () => {
    const host = await sshd();
    const signal = AbortSignal.abort(new Error('the recovery was cancelled'));
    await expect(connectSsh(at(host, { signal }))).rejects.toThrow('the recovery was cancelled');
    expect(host.events).toEqual([]);
  });
});
