/** Signs deliveries as each system does, with openssl: our own code must not be the judge of itself. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TicketSystem } from '../../src/config-tickets.ts';

export interface Signed {
  headers: Record<string, string>;
  body: Buffer;
}

export interface Fixture {
  source: string;
  headers: Record<string, string>;
  body: Record<string, unknown>;
}

export const fixture = (system: TicketSystem): Fixture =>
  JSON.parse(readFileSync(new URL(`fixtures/${system}.json`, import.meta.url), 'utf8')) as Fixture;

export const newSecret = (system: TicketSystem): string =>
  system === 'standard-webhooks' || system === 'request-tracker'
    ? `whsec_${randomBytes(32).toString('base64')}`
    : randomBytes(24).toString('hex');

function openssl(algorithm: string, key: Buffer, content: Buffer): Buffer {
  const options = ['dgst', `-${algorithm}`, '-mac', 'HMAC', '-macopt', `hexkey:${key.toString('hex')}`, '-binary'];
  return execFileSync('openssl', options, { input: content });
}

/** @param at - when the system sends, or queues, it. */
type Sign = (secret: string, body: Buffer, headers: Record<string, string>, at: Date) => Record<string, string>;

const standard: Sign = (secret, body, headers, at) => {
  const [id, time] = [headers['webhook-id'] ?? '', String(Math.floor(at.getTime() / 1000))];
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const hash = openssl('sha256', key, Buffer.concat([Buffer.from(`${id}.${time}.`), body]));
  return { 'webhook-timestamp': time, 'webhook-signature': `v1,${hash.toString('base64')}` };
};

const hub =
  (algorithm: 'sha1' | 'sha256'): Sign =>
  (secret, body) => ({
    'x-hub-signature': `${algorithm}=${openssl(algorithm, Buffer.from(secret), body).toString('hex')}`,
  });

const SIGN: Readonly<Record<TicketSystem, Sign>> = {
  'standard-webhooks': standard,
  'request-tracker': standard,
  zammad: hub('sha1'),
  jira: hub('sha256'),
  glpi: (secret, body, _headers, at) => {
    const time = String(Math.floor(at.getTime() / 1000));
    const hash = openssl('sha256', Buffer.from(secret), Buffer.concat([body, Buffer.from(time)]));
    return { 'x-glpi-timestamp': time, 'x-glpi-signature': hash.toString('hex') };
  },
  znuny: (secret) => ({ authorization: `Basic ${Buffer.from(`recovery:${secret}`).toString('base64')}` }),
};

/** As the system sends it. */
export function signed(system: TicketSystem, secret: string, body: unknown, headers = {}, at = new Date()): Signed {
  const raw = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body));
  const all = { ...fixture(system).headers, ...headers };
  return { headers: { ...all, ...SIGN[system](secret, raw, all, at) }, body: raw };
}

/** GLPI's question, and what must be answered: the hash of it, by the same secret. */
export function challenge(secret: string): { token: string; answer: string } {
  const hex = (text: string): string => openssl('sha256', Buffer.from(secret), Buffer.from(text)).toString('hex');
  const token = hex('validate_cra_challenge');
  return { token, answer: hex(token) };
}
