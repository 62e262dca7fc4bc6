/** Holds a transcript against the recording of the same case. */
import { isDeepStrictEqual } from 'node:util';
import { type Told, told } from './told.ts';
import type { Transcript } from './transcript.ts';

/**
 * @param leftOut - whether a line of a shape (`server.links[].rel: string`) is one that need not be answered.
 * @returns one sentence for each difference, empty when they tell the same.
 */
export function differences(
  recorded: Transcript,
  played: Transcript,
  leftOut: (field: string) => boolean = () => false,
): string[] {
  const [expected, received] = [told(recorded), told(played)];
  const length = Math.max(expected.length, received.length);
  return Array.from({ length }, (_, place) => [expected[place], received[place]] as const).flatMap(([was, is]) => {
    if (was === undefined) return [`${String(is?.['what'])}: was never recorded; record the case again`];
    if (is === undefined) return [`${String(was['what'])}: did not happen`];
    if (was['what'] !== is['what'] || was['asked'] !== is['asked'])
      return [`the case asks "${asked(is)}" where the recording has "${asked(was)}"; record it again`];
    return entryDifferences(was, is, leftOut);
  });
}

const asked = (entry: Told): string => [entry['what'], entry['asked'] ?? ''].join(' ').trim();

function entryDifferences(was: Told, is: Told, leftOut: (field: string) => boolean): string[] {
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return keys.flatMap((key) => {
    const [expected, received] = [was[key], is[key]];
    if (Array.isArray(expected) && Array.isArray(received))
      return fieldDifferences(`${String(was['what'])}: ${key}`, expected as string[], received as string[], leftOut);
    if (isDeepStrictEqual(expected, received)) return [];
    return [`${String(was['what'])}: ${key}: the recording has ${shown(expected)}, here it is ${shown(received)}`];
  });
}

function fieldDifferences(
  where: string,
  expected: readonly string[],
  received: readonly string[],
  leftOut: (field: string) => boolean,
): string[] {
  const missing = expected.filter((field) => !received.includes(field) && !leftOut(field));
  const more = received.filter((field) => !expected.includes(field) && !leftOut(field));
  return [
    ...missing.map((field) => `${where}: not answered here: ${field}`),
    ...more.map((field) => `${where}: only answered here: ${field}`),
  ];
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
