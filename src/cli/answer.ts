/** `approve`, `reject`, `confirm`, `extend`, and what is asked during the hand-over: sends it, and tells what came of it. */
import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
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

/**
 * An update answers by itself, when what it asks for is done: minutes later for a whole disk.
 *
 * @returns with `counted` false what it was refused for, or what failed.
 */
export async function ask(
  handle: RecoveryHandle,
  update: UpdateDefinition<string, [unknown]>,
  payload: Record<string, unknown>,
): Promise<Answered> {
  // Tells a recovery that does not exist, and a worker that does not run, which an update would wait for.
  await statusOf(handle);
  try {
    return { counted: true, said: await handle.executeUpdate(update, { args: [payload] }) };
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    return { counted: false, said: error.cause?.message ?? error.message };
  }
}
