/** The exact answers that a person may give: what is shown is what is pasted. Signals are those of src/contract/messages.ts. */
import type { RecoveryPlan } from '../contract/recovery.ts';

const BY = 'you@example.org';

export interface Answer {
  /** Name of the signal. */
  signal: 'approveUnlock' | 'rejectUnlock' | 'approveServerDeletion' | 'confirmRecovered' | 'extendHandOver';
  /** Its one JSON payload, to paste into the Temporal UI. */
  json: string;
}

/** JSON with a space after each colon, as a person would type it, on one line. */
const json = (fields: Readonly<Record<string, string | number>>): string =>
  `{ ${Object.entries(fields)
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(', ')} }`;

/** The digest is hexadecimal by construction; anything else must not get into a line that people paste. */
const digestOf = (plan: RecoveryPlan | null): Record<string, string> =>
  plan !== null && /^[0-9a-f]{1,64}$/.test(plan.digest) ? { plan: plan.digest } : {};

export const approveAnswer = (plan: RecoveryPlan | null): Answer => ({
  signal: 'approveUnlock',
  json: json({ by: BY, ...digestOf(plan) }),
});
export const rejectAnswer = (plan: RecoveryPlan | null): Answer => ({
  signal: 'rejectUnlock',
  json: json({ by: BY, reason: 'why', ...digestOf(plan) }),
});
export const confirmAnswer: Answer = { signal: 'confirmRecovered', json: json({ by: BY }) };
/** An update, so it is no {@link Answer}. */
export const INSPECT_AGAIN_JSON = json({ by: BY });
/** An update, too. The id is Cinder's. */
export const replayJson = (volumeId: string): string => json({ by: BY, volumeId: volumeId.slice(0, 64) });
export const extendAnswer: Answer = { signal: 'extendHandOver', json: json({ by: BY, days: 7 }) };
/** Null where nothing is deleted. The name is the owner's, or the intruder's: nothing of it may end a line, a fence or a quotation. */
export const deletionAnswer = (plan: RecoveryPlan | null): Answer | null =>
  plan?.deletesServer === true
    ? {
        signal: 'approveServerDeletion',
        json: onlyAscii(json({ by: BY, serverName: plan.server.name.slice(0, 255), ...digestOf(plan) })),
      }
    : null;

const onlyAscii = (text: string): string =>
  text.replaceAll(/[^ -~]|[`'<>[\]()!]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
