import { describe, expect, it } from 'vitest';
import { connectSsh, HostKeyMismatchError } from '../../src/ssh/ssh-session.ts';
import { ed25519Pair } from '../../simulators/ssh-host/key-pair.ts';
import { at, failureOf, hostAt, LOGIN, pin, sessionWith, sshd } from './known-host.ts';

const JUMP = ed25519Pair();
const jumpHost = async (silentForwarding = false) => sshd({ hostKeys: [JUMP.private], silentForwarding });
const through = (port: number, hostKey = JUMP) => ({
  jump: { ...hostAt(port), user: 'bastion', hostKeys: [pin(hostKey)] },
});

describe('a login through a jump host', () => {
  it('reaches the host behind it, each entered as its own user', async () => {
    const [jump, host] = await Promise.all([jumpHost(), sshd()]);
    const session = await sessionWith(at(host, through(jump.port)));
    expect((await session.run(['cat'], { stdin: 'hello' })).stdout).toBe('hello');
    expect(jump.users).toEqual(['bastion']);
    expect(host.users).toEqual(['debian']);
    expect(jump.events).toContain('forward');
    expect(jump.events).not.toContain('command');
  });

  it('carries a long answer whole', async () => {
    const [jump, host] = await Promise.all([jumpHost(), sshd()]);
    const session = await sessionWith(at(host, through(jump.port)));
    expect((await session.run(['head', '-c', '1000000', '/dev/zero'])).stdout).toHaveLength(1_000_000);
  });

  it('leaves both hosts when it is closed', async () => {
    const [jump, host] = await Promise.all([jumpHost(), sshd()]);
    const session = await sessionWith(at(host, through(jump.port)));
    session.close();
    await Promise.all([jump.happened('disconnected'), host.happened('disconnected')]);
  });

  it('ends at a jump host with another key, and never asks it for anything', async () => {
    const [jump, host] = await Promise.all([jumpHost(), sshd()]);
    const { error } = await failureOf(connectSsh(at(host, through(jump.port, LOGIN))));
    expect(error).toBeInstanceOf(HostKeyMismatchError);
    expect(error.message).toContain(`127.0.0.1:${jump.port} shows host key`);
    await jump.happened('disconnected');
    expect(jump.events).not.toContain('asked');
    expect(host.events).toEqual([]);
  });

  it('ends when the host behind it shows another key, and leaves the jump host', async () => {
    const [jump, host] = await Promise.all([jumpHost(), sshd({ hostKeys: [JUMP.private] })]);
    const { error } = await failureOf(connectSsh(at(host, through(jump.port))));
    expect(error).toBeInstanceOf(HostKeyMismatchError);
    expect(error.message).toContain(`127.0.0.1:${host.port} shows host key`);
    await Promise.all([jump.happened('disconnected'), host.happened('disconnected')]);
    expect(host.events).not.toContain('asked');
  });

  it('is given up after the time for a login when the jump host cannot go on, and says nothing of it', async () => {
    const [jump, host] = await Promise.all([jumpHost(true), sshd()]);
    const { error } = await failureOf(connectSsh(at(host, { ...through(jump.port), readyTimeoutMs: 1000 })));
    expect(error.message).toBe(`The jump host did not reach 127.0.0.1:${host.port} within 1 s`);
    await jump.happened('disconnected');
  });

  it('is given up at once when the work is cancelled while the jump host is busy', async () => {
    const [jump, host] = await Promise.all([jumpHost(true), sshd()]);
    const cancelled = new AbortController();
    const login = failureOf(connectSsh(at(host, { ...through(jump.port), signal: cancelled.signal })));
    await jump.happened('forward');
    cancelled.abort(new Error('the recovery was cancelled'));
    expect((await login).error.message).toBe('the recovery was cancelled');
    await jump.happened('disconnected');
  });
});
