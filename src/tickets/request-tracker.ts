/**
 * Notes on tickets of Request Tracker 5: comments, which RT mails to nobody but watchers with AdminCc.
 * Source: bestpractical/rt lib/RT/REST2.pm, lib/RT/REST2/Resource/Message.pm; tried against RT 5.0.3 (lab/tickets).
 */
import { z } from 'zod';
import { expected, segment, ticketHttp } from './http.ts';
import { type TicketAccess, type TicketApi, withMarker } from './ticket-api.ts';

/** A comment's transaction keeps its subject as its data, so one listing tells all markers. */
const History = z.object({
  items: z.array(z.object({ Type: z.string().nullish(), Data: z.unknown() })),
});
const PER_PAGE = 100;
/** Ten thousand transactions; what is older than that, no note of ours is. */
const MOST_PAGES = 100;

export function requestTracker({ url, token, isPublic }: TicketAccess): TicketApi {
  const send = ticketHttp(url, { authorization: `token ${token}` });
  const path = (ticketId: string, end: string): string => `/REST/2.0/ticket/${segment(ticketId)}/${end}`;
  return {
    async has(ticketId, marker, signal) {
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const params = { fields: 'Type,Data', per_page: String(PER_PAGE), page: String(page) };
        const answer = await send({ method: 'GET', path: path(ticketId, 'history'), params, signal });
        const { items } = expected(History, answer, 'history');
        if (items.some(({ Data: data }) => typeof data === 'string' && data.includes(marker))) return true;
        // Neither the number of pages nor the total is told to everybody: RT 5.0.3 answers null for both.
        if (items.length === 0) return false;
      }
      return false;
    },
    async add(ticketId, note, signal) {
      // `correspond` mails the requestor.
      await send({
        method: 'POST',
        path: path(ticketId, isPublic ? 'correspond' : 'comment'),
        body: { Subject: `${note.subject} ${note.marker}`, Content: withMarker(note), ContentType: 'text/plain' },
        signal,
      });
    },
  };
}
