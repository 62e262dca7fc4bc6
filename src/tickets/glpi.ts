/**
 * Notes on tickets of GLPI: private followups, by the REST API that GLPI 9 to 11 have in common. It shows content as
 * HTML, so all of ours is escaped.
 * Source: glpi apirest.md; src/Api/APIRest.php.
 */
import { z } from 'zod';
import { escapeHtml } from '../report/escape-html.ts';
import { expected, segment, type TicketHttp, ticketHttp } from './http.ts';
import { type TicketAccess, type TicketApi, type TicketNote, withMarker } from './ticket-api.ts';

const Session = z.object({ session_token: z.string().min(1) });
const Followups = z.array(z.object({ content: z.string().nullish() }));
/** GLPI answers 400 to a range that begins behind the last; one page holds more than any ticket. */
const RANGE = '0-9999';

export function glpi({ url, token, appToken, isPublic }: TicketAccess): TicketApi {
  const app: Record<string, string> = appToken === null ? {} : { 'app-token': appToken };
  const send = ticketHttp(url, app);

  /** A session for each act: it is killed again, for GLPI keeps them otherwise. */
  async function inSession<T>(signal: AbortSignal, act: (headers: Record<string, string>) => Promise<T>): Promise<T> {
    const authorization = `user_token ${token}`;
    const opened = await send({ method: 'GET', path: '/apirest.php/initSession', headers: { authorization }, signal });
    const headers = { 'session-token': expected(Session, opened, 'initSession').session_token };
    try {
      return await act(headers);
    } finally {
      await closeQuietly(send, headers, signal);
    }
  }

  return {
    has: (ticketId, marker, signal) =>
      inSession(signal, async (headers) => {
        const path = `/apirest.php/Ticket/${segment(ticketId)}/ITILFollowup`;
        const answer = await send({ method: 'GET', path, params: { range: RANGE }, headers, signal });
        return expected(Followups, answer, 'followups').some(({ content }) => content?.includes(marker) === true);
      }),
    add: (ticketId, note, signal) =>
      inSession(signal, async (headers) => {
        const input = {
          itemtype: 'Ticket',
          items_id: Number(ticketId),
          content: asHtml(note),
          is_private: isPublic ? 0 : 1,
        };
        await send({ method: 'POST', path: '/apirest.php/ITILFollowup', headers, body: { input }, signal });
      }),
  };
}

/** A session that stays open costs GLPI a file; what was done counts all the same. */
async function closeQuietly(send: TicketHttp, headers: Record<string, string>, signal: AbortSignal): Promise<void> {
  await send({ method: 'GET', path: '/apirest.php/killSession', headers, signal }).catch(() => undefined);
}

const asHtml = (note: TicketNote): string => `<pre>${escapeHtml(withMarker(note))}</pre>`;
