/**
 * What came instead of what was expected, as bounded JSON: messages and inputs are untrusted, and end up in logs and in
 * the UI. `JSON.stringify` alone would overflow the stack on 100 kB of `[`, and a handler must never throw.
 *
 * @param maxLength - UTF-16 code units; what is longer ends in `…`.
 */
export function received(value: unknown, maxLength: number): string {
  if (value === undefined) return 'nothing';
  const json = bounded(value, maxLength, MOST_LEVELS);
  return json.length > maxLength ? `${json.slice(0, maxLength)}…` : json;
}

const MOST_LEVELS = 5;
const MOST_ENTRIES = 20;

function bounded(value: unknown, maxLength: number, levels: number): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, maxLength + 1));
  if (typeof value !== 'object' || value === null) return String(value);
  const list = Array.isArray(value);
  if (levels === 0) return list ? '[…]' : '{…}';
  const entries = Object.entries(value);
  const shown = entries.slice(0, MOST_ENTRIES).map(([key, inner]) => {
    const text = bounded(inner, maxLength, levels - 1);
    return list ? text : `${JSON.stringify(key.slice(0, maxLength + 1))}:${text}`;
  });
  const all = [...shown, ...(entries.length > MOST_ENTRIES ? ['…'] : [])].join(',');
  return list ? `[${all}]` : `{${all}}`;
}
