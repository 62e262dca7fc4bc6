/**
 * Request Tracker 5. It has no webhooks: the scrip of docs/how-to/connect-request-tracker.md sends them, signed by
 * Standard Webhooks, with the id of RT's transaction as their id.
 */
import { z } from 'zod';
import { type Adapter, header } from '../adapter.ts';
import { orNull, scalar, ticketId, understood } from '../read-body.ts';
import { kindOf, verifyStandard } from './standard-webhooks.ts';

const Body = z.object({
  type: z.string().max(100),
  data: z.object({
    id: ticketId,
    subject: scalar.optional(),
    queue: scalar.optional(),
    url: scalar.optional(),
    actor: z.object({ name: scalar.optional(), email: scalar.optional(), realName: scalar.optional() }).optional(),
    content: scalar.optional(),
    requestors: z
      .array(z.object({ name: scalar.optional(), email: scalar.optional() }))
      .max(100)
      .optional(),
    customFields: z.record(z.string(), z.unknown()).optional(),
  }),
});

export const requestTracker: Adapter = {
  verify: verifyStandard,
  read(value, delivery) {
    const { type, data } = understood(Body, value);
    const kind = kindOf(type);
    if (kind === null) return null;
    const { id, actor = {}, requestors = [] } = data;
    const author = [actor.name, actor.email].flatMap((each) => orNull(each) ?? []);
    return {
      deliveryId: header(delivery, 'webhook-id') ?? '',
      kind,
      ticket: { id, number: id, url: orNull(data.url), queue: orNull(data.queue), tags: [] },
      author,
      by: orNull(actor.realName) ?? author.at(-1) ?? null,
      words: orNull(data.content),
      fields: { ...data.customFields, requestor: requestors[0] },
    };
  },
};
