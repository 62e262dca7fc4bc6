/** What has to be gone when the demo is over, however it ends. */

export class Closing {
  readonly #acts: (() => Promise<void>)[] = [];
  #over = false;

  /** What is handed in after the end is closed at once: a start may have been under way. */
  async add<T>(thing: T, close: (thing: T) => Promise<void> | void): Promise<T> {
    const act = async (): Promise<void> => close(thing);
    if (!this.#over) this.#acts.push(act);
    else await act();
    return thing;
  }

  /** Last in, first out. One that can't be closed keeps no other from it. */
  async run(): Promise<void> {
    this.#over = true;
    for (const act of this.#acts.splice(0).toReversed()) await act().catch(() => undefined);
  }
}
