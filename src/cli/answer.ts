/** `approve`, `reject`, `confirm`, `extend`: sends the answer, and tells what came of it. */
import type { SignalDefinition } from '@temporalio/common';
import { setTimeout as pause } from 'node:timers/promises';
import type { RecoveryStatus } from '../contract/recovery.ts';
import { CliError, EXIT } from './exit-codes.ts';
import { type RecoveryHandle, statusOf } from './temporal.ts';

export interface Answered {
  counted: boolean;
  /** What the recovery made of it, in its own words. */
  said: string;
}

const LOOK_EVERY_MS = 200;
const LOOKS = 50;

/**
 * A signal has no reply, so the recovery's own record is read back: either its story has a new line, or the list of
 * answers that don't count has.
 */
export async function answer(
  handle: RecoveryHandle,
  signal: SignalDefinition<[unknown?]>,
  payload: Record<string, unknown>,
): Promise<Answered> {
  const before = await statusOf(handle);
  await handle.signal(signal, payload);
  for (let look = 0; look < LOOKS; look += 1) {
    const outcome = outcomeOf(before, await statusOf(handle));
    if (outcome !== null) return outcome;
    await pause(LOOK_EVERY_MS);
  }
  throw new CliError(
    'The answer was sent, but the recovery has not recorded it yet (is a worker running?). `status` will tell.',
    EXIT.failed,
  );
}

export function outcomeOf(before: RecoveryStatus, after: RecoveryStatus): Answered | null {
  const ignored = after.otherAnswers.at(-1);
  if (ignored !== undefined && ignored !== before.otherAnswers.at(-1)) return { counted: false, said: ignored };
  const news = after.timeline.slice(before.timeline.length);
  return news[0] === undefined ? null : { counted: true, said: news.map(({ text }) => text).join('; ') };
}
