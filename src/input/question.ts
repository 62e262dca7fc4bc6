/** What is asked of a person, with the JSON that would mend it. */
import type { InputFault, InputQuestion } from '../contract/recovery-input.ts';
import type { Reading } from './read-request.ts';
import { asksForServer, isWithin, mendedBy, nested } from './request.ts';

/** As many as a screen has room for. */
const MOST_TOLD = 8;

/** What was right of a message that is not kept, so that it has to be said again. */
type Said = Pick<Reading, 'set' | 'cleared'>;
const NOTHING_SAID: Said = { set: new Map(), cleared: [] };
/** There are fewer fields. Of ten thousand that don't exist, the first are taken back. */
const MOST_CLEARED = 40;

/** What is asked, with the one line of JSON that would mend all of it. */
export function questionOf(faults: readonly InputFault[], said = NOTHING_SAID): InputQuestion {
  return {
    faults: faults.slice(0, MOST_TOLD),
    more: Math.max(0, faults.length - MOST_TOLD),
    mend: onOneLine(patchOf(faults, said)),
  };
}

/**
 * A field that doesn't exist keeps the dots of its name: it is only taken back. So does a field of a group that is taken
 * back as a whole: both are said then, or what else was in the group would stay.
 */
function patchOf(faults: readonly InputFault[], { set, cleared }: Said): Record<string, unknown> {
  const values = [...new Map([...set, ...mendedBy(faults)])];
  const back = cleared.slice(0, MOST_CLEARED).filter((field) => !values.some(([path]) => path === field));
  const wrong = faults
    .filter(({ mend }) => mend.value === null)
    .map(({ mend }) => mend.field)
    .filter((field) => !values.some(([path]) => isWithin(path, field)));
  const isTakenBack = ([path]: [string, unknown]): boolean => back.some((group) => isWithin(path, group));
  const server = values.find(([path]) => path === 'server');
  return {
    ...(server === undefined ? {} : { server: server[1] }),
    ...nested(new Map(values.filter((value) => !isTakenBack(value)))),
    ...Object.fromEntries([...back, ...wrong].map((field) => [field, null])),
    ...Object.fromEntries(values.filter(isTakenBack)),
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
