/** What became of each case on a target, kept for the table: a run of the lab is set beside one of the simulator. */
import { mkdirSync, readFileSync, existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Target } from './target.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../.cache/contract');

/** Differences by the case's name; an empty list is agreement. */
export type Outcomes = Record<string, string[]>;

const file = (target: Target['name']): string => path.join(FOLDER, `${target}.json`);

export function writeOutcomes(target: Target['name'], outcomes: Outcomes): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(file(target), `${JSON.stringify(outcomes, null, 1)}\n`);
}

/** @returns null where that target was not tried. */
export const readOutcomes = (target: Target['name']): Outcomes | null =>
  existsSync(file(target)) ? (JSON.parse(readFileSync(file(target), 'utf8')) as Outcomes) : null;
