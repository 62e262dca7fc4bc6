/** What is wrong with a message, in the words of who has to send it again. */
import type { z } from 'zod';
import { received } from './received.ts';

/** Of a message that is not counted, as much as is kept. */
export const shownOfAMessage = (payload: unknown): string => received(payload, 120);

const FIELDS: Readonly<Record<string, string>> = {
  by: '"by": "who you are"',
  decision: '"decision": "approve" or "reject"',
  serverName: '"serverName": "name of the server"',
  days: '"days": 1 to 365',
  reason: '"reason": "at most 2000 characters"',
  note: '"note": "at most 2000 characters"',
  plan: '"plan": "the digest"',
  volumeId: '"volumeId": "id of a volume in the report"',
  until: '"until": "2026-12-31" or "2026-12-31T17:00:00-05:00"',
};

/**
 * @param required - the fields that must be there, for what is no JSON object at all.
 * @returns `expected { "by": "who you are" }, received …`
 */
export function messageFaults(error: z.ZodError, payload: unknown, required: readonly string[]): string {
  const named = [...new Set(error.issues.map(({ path: [field] }) => String(field ?? '')))].filter(
    (name) => name in FIELDS,
  );
  const wanted = (named.length === 0 ? required : named).map((name) => FIELDS[name] ?? name);
  return `expected { ${wanted.join(', ')} }, received ${shownOfAMessage(payload)}`;
}
