/** The forms in which people write a value: a number for a text, "yes" for true, one volume for a list of volumes. */

const LANGUAGE_FORMS: readonly (readonly [string, RegExp])[] = [
  ['fr', /^(fr|fr[-_].*|fran.ais.*|french)$/i],
  ['en', /^(en|en[-_].*|english|anglais)$/i],
];
const YES = /^(true|yes|oui|on)$/i;
const NO = /^(false|no|non|off)$/i;

/** More are refused in any case, and must not be looked at one by one. */
const MOST_VOLUMES = 21;

/** The value as it came, then what may be meant by it; the first that fits its field counts. */
export function formsOf(field: string, value: unknown): unknown[] {
  if (field === 'volumes') return [volumesIn(value)];
  if (typeof value === 'number') return [value, String(value)];
  if (typeof value !== 'string') return [value];
  if (field.startsWith('options.')) return [YES.test(value) ? true : NO.test(value) ? false : value];
  if (field !== 'owner.language') return [value];
  return [LANGUAGE_FORMS.find(([, form]) => form.test(value.trim()))?.[0] ?? value];
}

function volumesIn(value: unknown): unknown {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.slice(0, MOST_VOLUMES).map((each) => (typeof each === 'string' ? { volumeId: each } : each));
}

/** Left out: nothing, an empty box, an object with nothing in it. The form that the template prefills is full of them. */
export function isBlank(value: unknown): boolean {
  if (value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
