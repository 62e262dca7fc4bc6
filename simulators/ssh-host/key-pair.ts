/** A fresh ed25519 key pair, as OpenSSH writes it. */
import ssh2 from 'ssh2';

/**
 * ssh2 1.17 drops a zero byte at the beginning of a public key, so one pair in 256 can't be read by anybody: those are
 * drawn again.
 */
export function ed25519Pair(): { private: string; public: string } {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519');
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair;
  }
}
