import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { publicKeyOf } from '../../src/ssh/private-key.ts';
import { ed25519Pair } from '../../simulators/ssh-host/key-pair.ts';

const PAIR = ed25519Pair();
const { privateKey: PROTECTED } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
});

describe('the public half of a private key', () => {
  it('is the line that authorized_keys takes', () => {
    expect(publicKeyOf(PAIR.private)).toBe(PAIR.public.trim());
  });

  it('is read from PEM as well', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }) as string;
    expect(publicKeyOf(pem)).toMatch(/^ssh-rsa AAAA[A-Za-z0-9+/]+=*$/);
  });

  it.each([
    ['broken', PAIR.private.replace('OPENSSH', 'OPENSHH')],
    ['cut off', PAIR.private.slice(0, 200)],
    ['protected by a passphrase', PROTECTED],
    ['empty', ''],
  ])('is refused for a key that is %s, without a line of it', (_, key) => {
    let words = '';
    try {
      publicKeyOf(key);
    } catch (error) {
      words = String(error);
    }
    expect(words).toMatch(/^Error: The ssh private key can't be read: ./);
    for (const line of key.split('\n').filter((each) => each.length > 20)) expect(words).not.toContain(line);
  });
});
