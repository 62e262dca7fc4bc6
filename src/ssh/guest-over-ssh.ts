/** Calls the program that cloud-init put into the recovery server. */
import type { Guest } from '../disk/inspect-volumes.ts';
import type { SshSession } from './ssh-session.ts';

export const GUEST_PROGRAM_PATH = '/usr/local/sbin/recovery-guest';

/** The program failed or answered nonsense; its words are bounded, since a hostile disk may have shaped them. */
export class GuestError extends Error {
  override readonly name = 'GuestError';
}

const MAX_WORDS = 500;

/** @param timeoutMs - for each call; the session's own when left out. */
export function guestOverSsh(session: SshSession, timeoutMs?: number): Guest {
  return {
    async call(operation, request) {
      const { code, stdout, stderr } = await session.run(['sudo', '-n', GUEST_PROGRAM_PATH, operation], {
        stdin: JSON.stringify(request),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
      });
      if (code !== 0)
        throw new GuestError(
          `recovery-guest ${operation} ended with ${String(code)}: ${stderr.trim().slice(-MAX_WORDS)}`,
        );
      try {
        return JSON.parse(stdout) as unknown;
      } catch {
        throw new GuestError(`recovery-guest ${operation} answered no JSON: ${stdout.slice(0, MAX_WORDS)}`);
      }
    },
  };
}
