/** The replay of journals on a clone. */
import type { ReplayedFilesystem } from '../contract/inspection.ts';
import { plainText } from '../report/plain-text.ts';
import { parseAnswer, ReplayAnswer } from './guest-protocol.ts';
import type { Guest } from './inspect-volumes.ts';

/** Writes to the clone, once the program has seen that its disk is none of the evidence's. @throws GuestAnswerError */
export async function replayOn(
  guest: Guest,
  clone: string,
  evidence: readonly string[],
): Promise<ReplayedFilesystem[]> {
  const { replayed } = parseAnswer('replay', ReplayAnswer, await guest.call('replay', { clone, evidence }));
  return replayed.map(({ path, fstype, error }) => ({
    path: plainText(path, 80),
    fstype: plainText(fstype, 40),
    error: plainText(error, 300),
  }));
}
