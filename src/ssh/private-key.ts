/** The public half of a private key, for Nova's keypair and for cloud-init. */
import ssh2 from 'ssh2';

/**
 * @param privateKey - OpenSSH or PEM text, without passphrase.
 * @returns `type base64`, as authorized_keys has it.
 * @throws Error that says what is wrong and never shows the key.
 */
export function publicKeyOf(privateKey: string): string {
  const parsed = ssh2.utils.parseKey(privateKey);
  if (parsed instanceof Error) throw new Error(`The ssh private key can't be read: ${parsed.message}`);
  return `${parsed.type} ${parsed.getPublicSSH().toString('base64')}`;
}
