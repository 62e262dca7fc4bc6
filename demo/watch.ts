/** Looks at one recovery again and again, until it is where the story goes on. */
import { setTimeout as pause } from 'node:timers/promises';
import { hasEnded } from '../src/contract/recovery.ts';
import { type RecoveryHandle, statusOf } from '../src/cli/temporal.ts';
import type { Phase, RecoveryStatus } from '../src/contract/recovery.ts';
import type { Child } from './child-process.ts';
import { ShownSteps } from './steps.ts';

const LOOK_EVERY_MS = 100;

export interface Watched {
  handle: RecoveryHandle;
  /** Without it nothing goes on. */
  worker: Child;
  /** Aborted when the demo ends. */
  signal: AbortSignal;
}

export class Watch {
  readonly #watched: Watched;
  readonly #steps = new ShownSteps();

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** Shows the steps meanwhile. @returns the first status that is so, or the one at the end of the recovery. */
  async until(so: (status: RecoveryStatus) => boolean): Promise<RecoveryStatus> {
    const { worker, signal, handle } = this.#watched;
    for (;;) {
      signal.throwIfAborted();
      const ended = worker.ended();
      if (ended !== null) throw new Error(ended);
      const status = await statusOf(handle);
      this.#steps.show(status);
      if (so(status) || hasEnded(status)) {
        this.#steps.clear();
        return status;
      }
      await pause(LOOK_EVERY_MS, undefined, { signal });
    }
  }

  /** @returns the key that was pressed, or null when the recovery moved on without it: somebody answered elsewhere. */
  async untilAnswered(phase: Phase, key: () => string | null): Promise<string | null> {
    const taken: { key: string | null } = { key: null };
    await this.until((status) => {
      if (status.phase !== phase) return true;
      taken.key = key();
      return taken.key !== null;
    });
    return taken.key;
  }

  reach = (...phases: Phase[]): Promise<RecoveryStatus> => this.until(({ phase }) => phases.includes(phase));
}
