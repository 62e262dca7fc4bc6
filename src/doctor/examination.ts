/** Runs checks side by side, each bounded in time; one that breaks is a finding like any other. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Check, fail, type Looked } from './check.ts';
import { remedyFor } from './remedy-for.ts';

export interface Examination {
  subject: string;
  examine: (signal: AbortSignal) => Promise<Looked[]>;
}

type Look = (signal: AbortSignal) => Promise<Looked | readonly Looked[]>;

/**
 * @param name - the check that failed when `look` throws.
 * @returns what it saw, or that it broke, and why.
 */
async function guarded(name: string, signal: AbortSignal, look: Look): Promise<readonly Looked[]> {
  try {
    const seen = await look(signal);
    return 'state' in seen ? [seen] : seen;
  } catch (error) {
    return [fail(name, error instanceof Error ? error.message : String(error), remedyFor(error))];
  }
}

/** Looks by name, all at once. */
export async function sideBySide(signal: AbortSignal, looks: Readonly<Record<string, Look>>): Promise<Looked[]> {
  const seen = await Promise.all(Object.entries(looks).map(([name, look]) => guarded(name, signal, look)));
  return seen.flat();
}

/** @param timeoutMs - for each; they run at the same time, so for all of them too. */
export async function examineAll(examinations: readonly Examination[], timeoutMs: number): Promise<Check[]> {
  const found = await Promise.all(
    examinations.map(async ({ subject, examine }) => {
      const seen = await withinTime(timeoutMs, examine);
      return seen.map((each): Check => ({ subject, ...each }));
    }),
  );
  return found.flat();
}

/** A client that doesn't listen to its signal is left behind: nobody waits for it. */
async function withinTime(timeoutMs: number, examine: Examination['examine']): Promise<readonly Looked[]> {
  const over = new AbortController();
  const late = pause(timeoutMs, undefined, { signal: over.signal }).then(() => [
    fail(
      'time',
      `not done after ${Math.round(timeoutMs / 1000)} s`,
      'Something answers too slowly or not at all: look at the network between this machine and it.',
    ),
  ]);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return await Promise.race([guarded('examination', signal, examine), late]);
  } finally {
    over.abort();
    // Aborted, it rejects, and nobody is waiting for it any more.
    await late.catch(() => undefined);
  }
}
