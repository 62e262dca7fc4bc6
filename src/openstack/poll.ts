/** Polls a state that changes by itself: fast at first, slower later, never past its bound. */
import { setTimeout as pause } from 'node:timers/promises';

export interface PollOptions {
  /** First pause, milliseconds. */
  firstMs?: number;
  factor?: number;
  maxMs?: number;
  timeoutMs: number;
  signal?: AbortSignal;
}

/** Carries what was seen last, for the message. */
export class PollTimeoutError extends Error {
  override readonly name = 'PollTimeoutError';
  readonly lastValue: unknown;

  constructor(timeoutMs: number, lastValue: unknown) {
    super(`gave up after ${Math.round(timeoutMs / 1000)} s; last seen: ${described(lastValue)}`);
    this.lastValue = lastValue;
  }
}

/** @throws PollTimeoutError, or the abort reason at once when the signal fires. */
export async function pollUntil<T>(
  read: () => Promise<T>,
  done: (value: T) => boolean,
  options: PollOptions,
): Promise<T> {
  const { firstMs = 200, factor = 1.4, maxMs = 5000, timeoutMs, signal } = options;
  const deadline = Date.now() + timeoutMs;
  for (let wait = firstMs; ; wait = Math.min(wait * factor, maxMs)) {
    signal?.throwIfAborted();
    const value = await read();
    if (done(value)) return value;
    if (Date.now() + wait > deadline) throw new PollTimeoutError(timeoutMs, value);
    await pause(wait, undefined, signal === undefined ? {} : { signal });
  }
}

function described(value: unknown): string {
  const status = typeof value === 'object' && value !== null && 'status' in value ? value.status : value;
  return status === undefined ? 'nothing' : JSON.stringify(status).slice(0, 200);
}
