/**
 * What came instead of what was expected, bounded: messages and inputs are untrusted, and end up in logs and in the UI.
 *
 * @param maxLength - UTF-16 code units of its JSON; a longer one ends in `…`.
 */
export function received(value: unknown, maxLength: number): string {
  if (value === undefined) return 'nothing';
  const json = JSON.stringify(value);
  return json.length > maxLength ? `${json.slice(0, maxLength)}…` : json;
}
