/**
 * GLPI 11. The time that it signs is when the event was queued; cron sends it later, and retries send the same time
 * again, so the window is a day. Before it sends, it may ask whether we know the secret.
 * Source: glpi src/Webhook.php `getSignature`, `validateCRAChallenge`, src/QueuedWebhook.php `sendById`; the body is the
 * API's own form of the item, src/Glpi/Api/HL/Controller/ITILController.php.
 */
import { z } from 'zod';
import { type Adapter, header, type TicketEvent } from '../adapter.ts';
import { orNull, ticketId, understood, wordsOfHtml } from '../read-body.ts';
import { Refusal } from '../refusal.ts';
import { anySecret, hmac, notSigned, same, wrongSignature } from '../signature.ts';

const WINDOW_SECONDS = 86_400;
/** Clocks differ. */
const AHEAD_SECONDS = 300;

const Named = z
  .object({ id: z.number().nullish(), name: z.string().nullish(), completename: z.string().nullish() })
  .nullish();
const Ticket = z.looseObject({
  id: ticketId,
  status: Named,
  entity: Named,
  category: Named,
  content: z.string().nullish(),
});
const Followup = z.object({
  id: ticketId,
  itemtype: z.literal('Ticket'),
  items_id: ticketId,
  content: z.string().nullish(),
  is_private: z.union([z.boolean(), z.number()]).nullish(),
  user: Named,
});
const Body = z.object({ event: z.string().max(100), item: z.looseObject({}), parent_item: z.unknown().optional() });

export const glpi: Adapter = {
  verify(delivery, secrets) {
    const [signature, timestamp] = [header(delivery, 'x-glpi-signature'), header(delivery, 'x-glpi-timestamp')];
    if (signature === null || timestamp === null) throw notSigned('X-GLPI-signature and X-GLPI-timestamp');
    if (!anySecret(secrets, (secret) => same(signature, hmac('sha256', secret, delivery.body, timestamp))))
      throw wrongSignature();
    const age = Date.now() / 1000 - Number(timestamp);
    if (!(age < WINDOW_SECONDS && age > -AHEAD_SECONDS))
      throw new Refusal('too-old', 'X-GLPI-timestamp is more than a day away from the time here.');
  },
  /** One secret answers: the one that the question was made with. */
  challenge({ crc_token: token }, secrets) {
    if (typeof token !== 'string') return null;
    const asked = secrets.find((secret) => same(token, hmac('sha256', secret, 'validate_cra_challenge')));
    return asked === undefined ? null : hmac('sha256', asked, token);
  },
  read(value, delivery) {
    const { event, item, parent_item: parent } = understood(Body, value);
    const time = header(delivery, 'x-glpi-timestamp') ?? '';
    if (event !== 'new' && event !== 'update') return null;
    if (!('items_id' in item)) return ofTicket(understood(Ticket, item), event, time);
    return item['itemtype'] === 'Ticket' ? ofFollowup(understood(Followup, item), parent, event, time) : null;
  },
};

type Kind = 'new' | 'update';

function ofTicket(ticket: z.output<typeof Ticket>, event: Kind, time: string): TicketEvent {
  return eventOf(ticket, {
    kind: isClosed(ticket) ? 'closed' : event === 'new' ? 'created' : 'updated',
    deliveryId: `ticket:${event}:${ticket.id}:${time}`,
    words: wordsOf(ticket.content),
    by: null,
  });
}

function ofFollowup(followup: z.output<typeof Followup>, parent: unknown, event: Kind, time: string): TicketEvent {
  const isHidden = followup.is_private === true || followup.is_private === 1;
  return eventOf(parentOf(parent, followup.items_id), {
    isNote: OWN_NOTE.test(followup.content ?? ''),
    kind: event === 'new' && !isHidden ? 'replied' : 'updated',
    deliveryId: `followup:${event}:${followup.id}:${time}`,
    words: wordsOf(followup.content),
    by: orNull(followup.user?.name),
  });
}

/** As src/tickets/glpi.ts writes them. Who quotes one writes something before or after it. */
const OWN_NOTE = /^\s*<pre>[^]*\[recovery-note [\w.:-]{1,100}\]\s*<\/pre>\s*$/;

const wordsOf = (html: string | null | undefined): string | null => orNull(wordsOfHtml(html?.slice(0, 50_000) ?? ''));

const parentOf = (parent: unknown, id: string): z.output<typeof Ticket> => {
  const result = Ticket.safeParse(parent);
  return result.success ? result.data : { id };
};

/** Solved and closed: CommonITILObject::SOLVED, CLOSED. */
const isClosed = ({ status }: z.output<typeof Ticket>): boolean => status?.id === 5 || status?.id === 6;

const eventOf = (
  ticket: z.output<typeof Ticket>,
  { by, ...event }: Pick<TicketEvent, 'kind' | 'deliveryId' | 'words' | 'by' | 'isNote'>,
): TicketEvent => ({
  ...event,
  ticket: {
    id: ticket.id,
    number: ticket.id,
    url: null,
    queue: orNull(ticket.category?.name) ?? orNull(ticket.entity?.name),
    tags: [ticket.category, ticket.entity].flatMap((each) => orNull(each?.completename) ?? []),
  },
  author: by === null ? [] : [by],
  by,
  fields: ticket,
});
