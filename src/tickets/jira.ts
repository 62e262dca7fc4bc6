/**
 * Notes on issues of Jira: comments as a document of plain text nodes (Cloud), or as preformatted text (Data Center).
 * In Jira Service Management they are internal; a plain Jira has no such thing, and its readers read them.
 * Source: developer.atlassian.com Jira Cloud platform REST API v3 and Data Center REST API v2, issue comments.
 */
import { z } from 'zod';
import { basic, expected, segment, ticketHttp } from './http.ts';
import { type TicketAccess, type TicketApi, type TicketNote, withMarker } from './ticket-api.ts';

const Comments = z.object({ total: z.number(), comments: z.array(z.object({ body: z.unknown() })) });
const PER_PAGE = 100;
const MOST_PAGES = 100;

/** A user's address goes with a token of the Cloud; a personal access token of a Data Center stands alone. */
export function jira({ url, user, token, isPublic }: TicketAccess): TicketApi {
  const isCloud = user !== null;
  const authorization = isCloud ? basic(user, token) : `Bearer ${token}`;
  const send = ticketHttp(url, { authorization });
  const path = (ticketId: string): string => `/rest/api/${isCloud ? '3' : '2'}/issue/${segment(ticketId)}/comment`;
  return {
    async has(ticketId, marker, signal) {
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const params = { startAt: String(page * PER_PAGE), maxResults: String(PER_PAGE) };
        const answer = await send({ method: 'GET', path: path(ticketId), params, signal });
        const { comments, total } = expected(Comments, answer, 'comments');
        // Either form holds the marker as it was written: it has nothing that JSON would escape.
        if (comments.some(({ body }) => JSON.stringify(body).includes(marker))) return true;
        if ((page + 1) * PER_PAGE >= total || comments.length === 0) return false;
      }
      return false;
    },
    async add(ticketId, note, signal) {
      const internal = { key: 'sd.public.comment', value: { internal: true } };
      await send({
        method: 'POST',
        path: path(ticketId),
        body: {
          body: isCloud ? asDocument(note) : asPreformatted(note),
          ...(isPublic ? {} : { properties: [internal] }),
        },
        signal,
      });
    },
  };
}

/** Atlassian Document Format: a text node is never read as markup. */
const asDocument = (note: TicketNote): unknown => ({
  type: 'doc',
  version: 1,
  content: [{ type: 'codeBlock', content: [{ type: 'text', text: withMarker(note) }] }],
});

/** Nothing inside is markup but the closing word itself, which a zero-width space keeps from closing. */
const asPreformatted = (note: TicketNote): string =>
  `{noformat}\n${withMarker(note).replaceAll(/\{(?=noformat)/gi, '{\u200B')}\n{noformat}`;
