/** The jump host takes the worker's key, and is the one whose host key is configured. */
import { readFileSync } from 'node:fs';
import type { CloudSettings } from '../../config.ts';
import { connectSsh, HostKeyMismatchError } from '../../ssh/ssh-session.ts';
import { fail, type Looked, ok } from '../check.ts';

const TIMEOUT_MS = 15_000;
type JumpHost = NonNullable<CloudSettings['recoveryServer']['jumpHost']>;

export async function jumpHostCheck(jumpHost: JumpHost, keyFile: string, signal: AbortSignal): Promise<Looked> {
  const where = `${jumpHost.user}@${jumpHost.host}:${jumpHost.port}`;
  try {
    const privateKey = readFileSync(keyFile, 'utf8');
    const session = await connectSsh({ ...jumpHost, privateKey, readyTimeoutMs: TIMEOUT_MS, signal });
    session.close();
    return ok('jump host', `${where} takes the worker's key`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const remedy =
      error instanceof HostKeyMismatchError
        ? 'Find out why it has another key before you change jumpHost.hostKeys.'
        : "Mend jumpHost.host, port or user, the way to it, or add the worker's public key to its authorized_keys.";
    return fail('jump host', `${where}: ${message}`, remedy);
  }
}
