/** Chance that can be repeated: the same seed, name and number give the same draw, whatever else was drawn meanwhile. */
import { createHash } from 'node:crypto';

const RANGE = 2 ** 32;

/** @returns a number from 0 up to, but without, 1. */
export const seededDraw = (seed: number, name: string, number: number): number =>
  createHash('sha256')
    .update(`${String(seed)} ${name} ${String(number)}`)
    .digest()
    .readUInt32BE() / RANGE;
