/** What is asked of a person, with the JSON that would mend it. */
import type { InputFault, InputQuestion } from '../contract/recovery-input.ts';
import { asksForServer, isWithin, mendedBy, nested } from './request.ts';

/** As many as a screen has room for. */
const MOST_TOLD = 8;

/** What is asked, with the one line of JSON that would mend all of it. */
export function questionOf(faults: readonly InputFault[]): InputQuestion {
  return {
    faults: faults.slice(0, MOST_TOLD),
    more: Math.max(0, faults.length - MOST_TOLD),
    mend: onOneLine(patchOf(faults)),
  };
}

/** A field that doesn't exist keeps the dots of its name: it is only taken back. */
function patchOf(faults: readonly InputFault[]): Record<string, unknown> {
  const values = mendedBy(faults);
  const given = values.map(([path]) => path);
  const nulls = faults
    .filter(({ mend }) => mend.value === null && !given.some((path) => isWithin(path, mend.field)))
    .map(({ mend }) => [mend.field, null] as const);
  const server = values.find(([field]) => field === 'server')?.[1];
  return {
    ...(server === undefined ? {} : { server }),
    ...nested(new Map(values)),
    ...Object.fromEntries(nulls),
  };
}

/** JSON with a space after each colon and comma, as a person would type it. */
const onOneLine = (value: unknown): string => JSON.stringify(value, null, 1).replaceAll(/\n\s*/g, ' ');

/** The cloud knows which servers there are; what was wrong with the field, the request knows. */
export function together(own: readonly InputFault[], cloud: readonly InputFault[]): InputFault[] {
  if (!asksForServer(own)) return [...own, ...cloud];
  const candidates = cloud.find(({ field }) => field === 'server')?.candidates ?? [];
  return [
    ...own.map((fault) => (asksForServer([fault]) ? { ...fault, candidates } : fault)),
    ...cloud.filter(({ field }) => field !== 'server'),
  ];
}
