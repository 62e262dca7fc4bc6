/**
 * Notes on tickets of Znuny or OTRS: articles of the internal channel, through a web service that the site imports
 * (docs/how-to/connect-znuny.md).
 * Source: znuny Kernel/GenericInterface/Operation/Ticket/TicketGet.pm, TicketUpdate.pm. It answers 200 to what fails.
 */
import { z } from 'zod';
import { expected, segment, ticketHttp } from './http.ts';
import { type TicketAccess, type TicketApi, TicketError, withMarker } from './ticket-api.ts';

const Failed = z.object({ Error: z.object({ ErrorCode: z.string() }) });
const Got = z.object({
  Ticket: z.array(z.object({ Article: z.array(z.object({ Subject: z.string().nullish() })).nullish() })).min(1),
});

export function znuny({ url, user, token, isPublic }: TicketAccess): TicketApi {
  const send = ticketHttp(url, {});
  const login = { UserLogin: user ?? '', Password: token };
  return {
    async has(ticketId, marker, signal) {
      // By POST: in an address, the password would be in every log on the way.
      const answer = await send({
        method: 'POST',
        path: `/Ticket/${segment(ticketId)}/Get`,
        body: { ...login, AllArticles: 1 },
        signal,
      });
      const { Ticket: tickets } = expected(Got, succeeded(answer, 'TicketGet'), 'TicketGet');
      return tickets.some(({ Article: articles }) =>
        articles?.some(({ Subject: subject }) => subject?.includes(marker) === true),
      );
    },
    async add(ticketId, note, signal) {
      const article = {
        CommunicationChannel: 'Internal',
        SenderType: 'agent',
        Subject: `${note.subject} ${note.marker}`,
        Body: withMarker(note),
        ContentType: 'text/plain; charset=utf8',
        IsVisibleForCustomer: isPublic ? 1 : 0,
      };
      const path = `/Ticket/${segment(ticketId)}/Update`;
      succeeded(await send({ method: 'POST', path, body: { ...login, Article: article }, signal }), 'TicketUpdate');
    },
  };
}

/** @throws TicketError for an answer of 200 that says it failed: `TicketUpdate.AuthFail`, `TicketUpdate.AccessDenied`. */
function succeeded(answer: unknown, what: string): unknown {
  const failed = Failed.safeParse(answer);
  if (!failed.success) return answer;
  const code = failed.data.Error.ErrorCode.slice(0, 60);
  throw new TicketError(`${what}: answered ${code}`, /AuthFail|AccessDenied/.test(code) ? 403 : 400);
}
