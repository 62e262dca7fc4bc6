/**
 * Notes on tickets of Zammad: articles of the type note, internal unless public ones are asked for.
 * Source: zammad app/controllers/ticket_articles_controller.rb; docs.zammad.org api/ticket/articles.
 */
import { z } from 'zod';
import { expected, segment, ticketHttp } from './http.ts';
import { type TicketAccess, type TicketApi, withMarker } from './ticket-api.ts';

const Articles = z.array(z.object({ body: z.string().nullish() }));

export function zammad({ url, token, isPublic }: TicketAccess): TicketApi {
  const send = ticketHttp(url, { authorization: `Token token=${token}` });
  return {
    async has(ticketId, marker, signal) {
      const path = `/api/v1/ticket_articles/by_ticket/${segment(ticketId)}`;
      const articles = expected(Articles, await send({ method: 'GET', path, signal }), 'articles');
      return articles.some(({ body }) => body?.includes(marker) === true);
    },
    async add(ticketId, note, signal) {
      await send({
        method: 'POST',
        path: '/api/v1/ticket_articles',
        body: {
          ticket_id: Number(ticketId),
          subject: note.subject,
          body: withMarker(note),
          content_type: 'text/plain',
          type: 'note',
          internal: !isPublic,
        },
        signal,
      });
    },
  };
}
