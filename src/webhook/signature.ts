/** Keyed hashes over raw bytes, compared in constant time. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Refusal } from './refusal.ts';

/** Hex, in lower case. */
export function hmac(algorithm: 'sha1' | 'sha256', secret: string, ...parts: readonly (Buffer | string)[]): string {
  const hash = createHmac(algorithm, secret);
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** Takes as long for a near miss as for any other. Both sides are hashed: their lengths tell nothing either. */
export function same(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', 'length').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

/** Every secret is tried, whichever fits: while one is being replaced, two are good. */
export const anySecret = (secrets: readonly string[], fits: (secret: string) => boolean): boolean =>
  secrets.map(fits).includes(true);

export const notSigned = (names: string): Refusal =>
  new Refusal('not-signed', `There is no signature: expected ${names}.`);

export const wrongSignature = (): Refusal =>
  new Refusal('wrong-signature', 'The signature does not fit the body and any secret of this source.');
