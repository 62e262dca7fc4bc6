/**
 * Znuny and OTRS, by an invoker of the generic interface (Ticket::Generic). It can't sign: the secret itself comes
 * along, as a bearer token or as the password of basic authentication, so nothing but TLS will do.
 * Source: znuny Kernel/GenericInterface/Invoker/Ticket/Generic.pm `PrepareRequest`, Transport/HTTP/REST.pm.
 */
import { z } from 'zod';
import { type Adapter, header, type TicketEvent } from '../adapter.ts';
import { orNull, scalar, ticketId, understood } from '../read-body.ts';
import { anySecret, notSigned, same, wrongSignature } from '../signature.ts';

const Article = z.looseObject({
  ArticleID: scalar.optional(),
  Body: scalar.optional(),
  SenderType: scalar.optional(),
  From: scalar.optional(),
  IsVisibleForCustomer: z.union([z.number(), z.string()]).nullish(),
});
const Ticket = z.looseObject({
  TicketID: ticketId,
  TicketNumber: scalar.optional(),
  Queue: scalar.optional(),
  StateType: scalar.optional(),
  Changed: scalar.optional(),
  Articles: z.array(Article).max(10_000).nullish(),
});
const Event = z.looseObject({ Event: scalar.optional(), ArticleID: scalar.optional(), UserID: scalar.optional() });
const Body = z.object({ Ticket, Event: Event.nullish() });

export const znuny: Adapter = {
  verify(delivery, secrets) {
    const [, scheme = '', credentials = ''] =
      /^(Bearer|Basic) +(\S+)$/i.exec(header(delivery, 'authorization') ?? '') ?? [];
    if (credentials === '') throw notSigned('Authorization, with a bearer token or a user and password');
    const given = scheme.toLowerCase() === 'bearer' ? credentials : passwordIn(credentials);
    if (!anySecret(secrets, (secret) => same(given, secret))) throw wrongSignature();
  },
  read(value) {
    const { Ticket: ticket, Event: event } = understood(Body, value);
    const { Event: name = '', ArticleID: articleId = '', UserID: userId } = event ?? {};
    const article = ticket.Articles?.find(({ ArticleID: id }) => id === articleId) ?? ticket.Articles?.at(-1) ?? {};
    const kind = kindOf(name, ticket, article);
    if (kind === null) return null;
    const by = orNull(article.From);
    return {
      deliveryId: [name, ticket.TicketID, articleId, ticket.Changed ?? ''].join(':').slice(0, 200),
      kind,
      ticket: ticketOf(ticket),
      author: [orNull(userId), by].filter((each) => each !== null),
      by,
      words: orNull(article.Body),
      fields: ticket,
    };
  },
};

const ticketOf = (ticket: z.output<typeof Ticket>): TicketEvent['ticket'] => ({
  id: ticket.TicketID,
  number: orNull(ticket.TicketNumber) ?? ticket.TicketID,
  url: null,
  queue: orNull(ticket.Queue),
  tags: [],
});

function passwordIn(credentials: string): string {
  const text = Buffer.from(credentials, 'base64').toString();
  return text.slice(text.indexOf(':') + 1);
}

const CLOSED = new Set(['closed', 'merged', 'removed']);

function kindOf(
  event: string,
  { StateType: state }: z.output<typeof Ticket>,
  article: z.output<typeof Article>,
): TicketEvent['kind'] | null {
  if (!/^(Ticket|Article)/.test(event)) return null;
  if (CLOSED.has(state?.toLowerCase() ?? '')) return 'closed';
  if (event === 'TicketCreate') return 'created';
  return event === 'ArticleCreate' && Number(article.IsVisibleForCustomer ?? 0) === 1 ? 'replied' : 'updated';
}
