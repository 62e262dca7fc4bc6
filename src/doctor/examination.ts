/** Runs checks side by side, each bounded in time; one that breaks is a finding like any other. */
import { type Check, fail, type Looked } from './check.ts';
import { LateError, remedyFor } from './remedy-for.ts';

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
    const seen = await unlessLate(signal, look(signal));
    return 'state' in seen ? [seen] : seen;
  } catch (error) {
    return [fail(name, error instanceof Error ? error.message : String(error), remedyFor(error))];
  }
}

/** A client that doesn't listen to its signal is left behind: nobody waits for it. */
function unlessLate<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = (): void => {
      reject(new LateError());
    };
    signal.addEventListener('abort', late, { once: true });
    void work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', late);
    });
  });
}

/** Looks by name, all at once. */
export async function sideBySide(signal: AbortSignal, looks: Readonly<Record<string, Look>>): Promise<Looked[]> {
  const seen = await Promise.all(Object.entries(looks).map(([name, look]) => guarded(name, signal, look)));
  return seen.flat();
}

/** What was found until then is still to be put together. */
const GRACE_MS = 1000;

/** @param timeoutMs - for each; they run at the same time, so for all of them too. */
export async function examineAll(examinations: readonly Examination[], timeoutMs: number): Promise<Check[]> {
  const signal = AbortSignal.timeout(timeoutMs);
  const last = AbortSignal.timeout(timeoutMs + GRACE_MS);
  const found = await Promise.all(
    examinations.map(async ({ subject, examine }) => {
      const seen = await guarded('examination', last, () => examine(signal));
      return seen.map((each): Check => ({ subject, ...each }));
    }),
  );
  return found.flat();
}
