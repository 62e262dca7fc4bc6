import ssh2 from 'ssh2';
import { describe, expect, it } from 'vitest';
import { lineThatNeverHangsUp } from './deaf-line.ts';
import { connectSsh, HostKeyMismatchError } from '../../src/ssh/ssh-session.ts';
import { ed25519Pair } from '../../simulators/ssh-host/key-pair.ts';
import { at, failureOf, HOST, LOGIN, pin, sessionWith, sshd } from './known-host.ts';

const STRANGER = ed25519Pair();
const HOST_ECDSA = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 });
const HOST_RSA = ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 });
const IMPOSTOR = ed25519Pair();

describe('a login', () => {
  it('is made as the named user, with a pinned key', async () => {
    const host = await sshd();
    const session = await sessionWith(at(host));
    expect(await session.run(['echo', 'hello'])).toEqual({ code: 0, stdout: 'hello\n', stderr: '' });
    expect(host.users).toEqual(['debian']);
  });

  it('ends before any authentication when the host shows another key, and tells both fingerprints', async () => {
    const host = await sshd({ hostKeys: [IMPOSTOR.private] });
    const { error, words } = await failureOf(connectSsh(at(host)));
    expect(error).toBeInstanceOf(HostKeyMismatchError);
    expect(words).toMatch(
      new RegExp(`^127\\.0\\.0\\.1:${host.port} shows host key SHA256:[\\w+/]{43}, not one of SHA256:[\\w+/]{43}\n`),
    );
    await host.happened('disconnected');
    expect(host.events).not.toContain('asked');
  });

  it('is refused to every host while no key is pinned', async () => {
    const host = await sshd();
    const { error } = await failureOf(connectSsh(at(host, { hostKeys: [] })));
    expect(error).toBeInstanceOf(HostKeyMismatchError);
    await host.happened('disconnected');
    expect(host.events).not.toContain('asked');
  });

  it.each([
    ['ed25519', HOST],
    ['ecdsa', HOST_ECDSA],
    ['rsa', HOST_RSA],
  ])('asks a host with several keys for the pinned kind (%s)', async (_, pinned) => {
    const host = await sshd({ hostKeys: [HOST.private, HOST_ECDSA.private, HOST_RSA.private] });
    const session = await sessionWith(at(host, { hostKeys: [pin(pinned)] }));
    expect((await session.run(['true'])).code).toBe(0);
  });

  it('ends before any authentication when the host has no key of a pinned kind', async () => {
    const host = await sshd({ hostKeys: [HOST_ECDSA.private] });
    const { words } = await failureOf(connectSsh(at(host)));
    expect(words).toMatch(/no matching host key format/);
    await host.happened('disconnected');
    expect(host.events).not.toContain('asked');
  });

  it('is refused with a key that the host does not know, and the error never shows that key', async () => {
    const host = await sshd();
    const { words } = await failureOf(connectSsh(at(host, { privateKey: STRANGER.private })));
    expect(words).toMatch(/authentication/i);
    const secret = STRANGER.private.split('\n').slice(1, -2);
    expect(secret.length).toBeGreaterThan(1);
    for (const line of secret) expect(words).not.toContain(line);
  });

  it('never shows a private key that cannot be read', async () => {
    const host = await sshd();
    const broken = LOGIN.private.replace('OPENSSH', 'OPENSHH');
    const { words } = await failureOf(connectSsh(at(host, { privateKey: broken })));
    for (const line of broken.split('\n').filter((each) => each.length > 20)) expect(words).not.toContain(line);
    expect(host.events).toEqual([]);
  });

  it('fails when nobody listens', async () => {
    const host = await sshd();
    await host.close();
    const { words } = await failureOf(connectSsh(at(host)));
    expect(words).toMatch(/ECONNREFUSED/);
  });

  it('is over for the host as well when it is closed', async () => {
    const host = await sshd();
    const session = await sessionWith(at(host));
    session.close();
    await host.happened('disconnected');
    await expect(session.run(['true'])).rejects.toThrow();
  });

  it('is over when it is closed, even for a host that never hangs up, as one that was deleted', async () => {
    const line = await lineThatNeverHangsUp(await sshd());
    const session = await sessionWith(at(line));
    session.close();
    // Only a connection that is gone answers so to what is still sent along it.
    await expect(line.sendUntilRefused()).resolves.toMatch(/^(ECONNRESET|EPIPE)$/);
  });
});

describe('a command', () => {
  it('gives its exit code, and both streams apart and untrimmed', async () => {
    const session = await sessionWith(at(await sshd()));
    const result = await session.run(['sh', '-c', 'echo " out "; echo " err " >&2; exit 3']);
    expect(result).toEqual({ code: 3, stdout: ' out \n', stderr: ' err \n' });
  });

  it('has no exit code when a signal ended it', async () => {
    const session = await sessionWith(at(await sshd()));
    expect((await session.run(['exec', 'sh', '-c', 'kill -9 $$'])).code).toBeNull();
  });

  it('gets its arguments through the shell of the far side as they are', async () => {
    const session = await sessionWith(at(await sshd()));
    const argv = ['a b', '', "l'été", '$(echo no)', '; echo no'];
    expect((await session.run(['printf', '%s|', ...argv])).stdout).toBe(`${argv.join('|')}|`);
  });

  it('reads what it is given, to its end', async () => {
    const session = await sessionWith(at(await sshd()));
    const stdin = `${JSON.stringify({ label: 'thèse', big: 'x'.repeat(300_000) })}\n`;
    expect((await session.run(['cat'], { stdin })).stdout).toBe(stdin);
  });

  it('finds an empty input when it is given none', async () => {
    const session = await sessionWith(at(await sshd()));
    expect((await session.run(['cat'])).stdout).toBe('');
  });

  it('keeps letters whole that a packet boundary cuts', async () => {
    const session = await sessionWith(at(await sshd()));
    const stdin = `x${'é'.repeat(200_000)}`;
    expect((await session.run(['cat'], { stdin })).stdout === stdin).toBe(true);
  });

  it('may be one of several at the same time', async () => {
    const session = await sessionWith(at(await sshd()));
    const answers = await Promise.all(['a', 'b', 'c'].map((word) => session.run(['echo', word])));
    expect(answers.map(({ stdout }) => stdout)).toEqual(['a\n', 'b\n', 'c\n']);
  });
});
