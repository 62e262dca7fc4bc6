/** What to undo, last in first out. An entry is put on the list before its act, so that an act of unknown outcome is undone too. */
import { ActivityFailure, ApplicationFailure, CancellationScope, log } from '@temporalio/workflow';

/** `recovered`: the ordinary end. `aborted`: everything goes back to where it was. */
export type Ending = 'recovered' | 'aborted';

export interface UndoEntry {
  /** What exists or is changed because of the act, as people should read it if it can't be undone. */
  what: string;
  undo: (ending: Ending) => Promise<void>;
  /** True for an ending that keeps it as it is: then it is neither undone nor left over. */
  keptWhen?: (ending: Ending) => boolean;
  madeNothing?: boolean;
}

export class UndoList {
  readonly #entries: UndoEntry[] = [];
  readonly #undone: string[] = [];
  readonly #left: string[] = [];
  readonly #leftNames = new Set<string>();

  /** A step that is tried again puts its entry on the list once. */
  push(what: string, undo: UndoEntry['undo'], keptWhen: UndoEntry['keptWhen'] = () => false): void {
    if (!this.#entries.some((entry) => entry.what === what)) this.#entries.push({ what, undo, keptWhen });
  }

  /** As {@link push}, but undone right after `holder`, as if it had been on the list before it; without it, first. */
  pushBelow(holder: string, what: string, undo: UndoEntry['undo']): void {
    if (this.#entries.some((entry) => entry.what === what)) return;
    const index = this.#entries.findIndex((entry) => entry.what === holder);
    this.#entries.splice(index === -1 ? this.#entries.length : index, 0, { what, undo });
  }

  /** Its act turned out to have made nothing: the undo stays, as in recorded histories, but there is nothing to tell. */
  madeNothing(what: string): void {
    for (const entry of this.#entries) if (entry.what === what) entry.madeNothing = true;
  }

  /** Names of what would be undone now, oldest first. */
  get pending(): string[] {
    return this.#entries.filter(({ madeNothing }) => madeNothing !== true).map(({ what }) => what);
  }

  /** Names of what was undone so far, first undone first. */
  get undone(): readonly string[] {
    return this.#undone;
  }

  /** What could not be undone so far, with the reason. */
  get left(): readonly string[] {
    return this.#left;
  }

  /**
   * For an undo that can't succeed while something else is there: it would be tried for hours, in vain.
   *
   * @param holders - whichever of them goes sets it free.
   * @throws Error when one of them could not be undone, and none was.
   */
  refuseWhileHeldBy(...holders: readonly string[]): void {
    const left = holders.find((what) => this.#leftNames.has(what));
    if (left === undefined || holders.some((what) => this.#undone.includes(what))) return;
    throw new Error(`not tried, because of what is left over: ${left}`);
  }

  /**
   * Undoes everything, whatever fails or is cancelled meanwhile: one thing that can't be removed must not keep the rest.
   */
  async run(ending: Ending): Promise<void> {
    await CancellationScope.nonCancellable(async () => {
      for (let entry = this.#entries.pop(); entry !== undefined; entry = this.#entries.pop()) {
        if (entry.keptWhen?.(ending) === true) continue;
        try {
          await entry.undo(ending);
          if (entry.madeNothing !== true) this.#undone.push(entry.what);
        } catch (error) {
          log.error('Could not undo', { what: entry.what, reason: reasonOf(error) });
          this.#leftNames.add(entry.what);
          this.#left.push(`${entry.what}: ${reasonOf(error)}`);
        }
      }
    });
  }
}

/** The message of the fault itself, without Temporal's wrapping. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

/** True when the fault behind an activity's failure has this type. */
export const isFailureOf = (error: unknown, type: string): boolean =>
  error instanceof ActivityFailure && error.cause instanceof ApplicationFailure && error.cause.type === type;
