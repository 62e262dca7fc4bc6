/** Nova and Cinder check each body against a schema, and tell what they got in Python's words (recorded 80). */
import { badRequest, type Refusal } from './answers.ts';

/** A field that is misspelt must not pass here either. */
export function refuseUnknownFields(attribute: string, value: object, known: readonly string[]): void {
  const [unknown] = Object.keys(value).filter((name) => !known.includes(name));
  if (unknown !== undefined)
    throw invalid(attribute, value, `Additional properties are not allowed ('${unknown}' was unexpected)`);
}

export const invalid = (attribute: string, value: unknown, problem: string): Refusal =>
  // A text by itself stands there without quotes.
  badRequest(
    `Invalid input for field/attribute ${attribute}. Value: ${typeof value === 'string' ? value : inPython(value)}. ${problem}`,
  );

function inPython(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inPython).join(', ')}]`;
  if (value !== null && typeof value === 'object')
    return `{${Object.entries(value)
      .map(([key, each]) => `'${key}': ${inPython(each)}`)
      .join(', ')}}`;
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value === null ? 'None' : JSON.stringify(value);
}
