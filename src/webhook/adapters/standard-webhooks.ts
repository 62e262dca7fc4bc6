/**
 * Standard Webhooks, the generic one: for any system that signs that way, or that a few lines of script can teach to.
 * Source: standard-webhooks/standard-webhooks spec/standard-webhooks.md 1.0.0.
 */
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { z } from 'zod';
import { TICKET_EVENTS } from '../../contract/ticket.ts';
import { type Adapter, type Delivery, header } from '../adapter.ts';
import { orNull, scalar, ticketId, understood } from '../read-body.ts';
import { Refusal } from '../refusal.ts';
import { anySecret, notSigned, wrongSignature } from '../signature.ts';

const NAMES = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

/** @throws Refusal */
export function verifyStandard(delivery: Delivery, secrets: readonly string[]): void {
  const headers = NAMES.map((name) => [name, header(delivery, name)] as const);
  if (headers.some(([, value]) => value === null)) throw notSigned(NAMES.join(', '));
  const signed = Object.fromEntries(headers.map(([name, value]) => [name, value ?? '']));
  if (!anySecret(secrets, (secret) => fits(secret, delivery.body, signed))) throw wrongSignature();
}

/** The library reads the time first, then the signature, then the body as JSON, which is our own to judge. */
function fits(secret: string, body: Buffer, headers: Record<string, string>): boolean {
  try {
    new Webhook(secret).verify(body, headers);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return true;
    if (!(error instanceof WebhookVerificationError)) throw error;
    if (error.message.startsWith('Message timestamp'))
      throw new Refusal('too-old', 'webhook-timestamp is more than 5 minutes away from the time here.');
    return false;
  }
}

const KINDS: ReadonlyMap<string, (typeof TICKET_EVENTS)[number]> = new Map(
  TICKET_EVENTS.map((kind) => [`ticket.${kind}`, kind]),
);
export const kindOf = (type: string): (typeof TICKET_EVENTS)[number] | null => KINDS.get(type) ?? null;

const Envelope = z.object({ type: z.string().max(100), data: z.unknown().optional() });
const Data = z.object({
  id: ticketId,
  number: scalar.optional(),
  url: scalar.optional(),
  queue: scalar.optional(),
  tags: z.array(z.string()).max(100).optional(),
  author: scalar.optional(),
  text: scalar.optional(),
});

export const standardWebhooks: Adapter = {
  verify: verifyStandard,
  read(value, delivery) {
    const { type, data } = understood(Envelope, value);
    const kind = kindOf(type);
    if (kind === null) return null;
    const { id, number, url, queue, tags = [], author, text } = understood(Data, data);
    const by = orNull(author);
    return {
      deliveryId: header(delivery, 'webhook-id') ?? '',
      kind,
      ticket: { id, number: orNull(number) ?? id, url: orNull(url), queue: orNull(queue), tags },
      author: by === null ? [] : [by],
      by,
      words: orNull(text),
      fields: data,
    };
  },
};
