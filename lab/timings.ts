/** How long the lab took to install, start, build its guest image and be seeded, as its scripts wrote it down. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { LAB } from './seeded.ts';

const PHASES = ['install', 'start', 'image', 'seed'] as const;

const Phase = z.object({
  seconds: z.number(),
  /** ISO 8601, whole seconds. */
  endedAt: z.iso.datetime(),
  /** Seconds by part, in order. */
  parts: z.record(z.string(), z.number()),
});
/** Of each phase the last time that it had something to do. */
const Timings = z.object(Object.fromEntries(PHASES.map((name) => [name, Phase.optional()])));
export type Timings = Partial<Record<(typeof PHASES)[number], z.output<typeof Phase>>>;

export function readTimings(file = `${LAB}/timings.json`): Timings {
  return existsSync(file) ? Timings.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
}

/** One line: `install 234 s, start 91 s, image 80 s, seed 173 s`. A phase without work since `began` was done before. */
export function describeTimings(timings: Timings, began: Date): string {
  const wholeSeconds = Math.floor(began.getTime() / 1000) * 1000;
  return PHASES.map((name) => {
    const phase = timings[name];
    return phase !== undefined && Date.parse(phase.endedAt) >= wholeSeconds
      ? `${name} ${Math.round(phase.seconds)} s`
      : `${name} done before`;
  }).join(', ');
}
