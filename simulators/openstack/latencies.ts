/** How long things take: drawn from what was measured in a real cloud, the same for the same seed. */
import measured from './latencies.json' with { type: 'json' };
import { seededDraw } from './seeded-draw.ts';

/** From one state to the next, as `reserved → attaching`; of a server it is the task, while it has one. */
export type Transition = keyof typeof measured.secondsBetween;

const REQUESTS: Readonly<Record<string, readonly number[] | undefined>> = measured.requestMs;

export class Latencies {
  readonly #seed: number;
  readonly #drawn = new Map<string, number>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** In recorded seconds. The third attach takes as long in each run, whatever else is going on. */
  seconds(transition: Transition): number {
    return this.#draw(transition, measured.secondsBetween[transition]);
  }

  /** In recorded seconds; none for a shape that was never recorded. */
  requestSeconds(shape: string): number {
    return this.#draw(shape, REQUESTS[shape] ?? [0]) / 1000;
  }

  /** Anywhere between two measured values, with the probability that they had: the tail stays as long as it was. */
  #draw(name: string, sorted: readonly number[]): number {
    const number = (this.#drawn.get(name) ?? 0) + 1;
    this.#drawn.set(name, number);
    const place = seededDraw(this.#seed, name, number) * (sorted.length - 1);
    const below = sorted[Math.floor(place)] ?? 0;
    const above = sorted[Math.ceil(place)] ?? below;
    return below + (above - below) * (place % 1);
  }
}
