/**
 * Whether a ticket system takes the account that writes the notes, found out by looking at that account or at nothing.
 * Sources: RT lib/RT/REST2.pm (`/rt`); Zammad docs api/user `me`; Jira REST `myself`; for GLPI and Znuny see glpi.ts, znuny.ts.
 */
import { basic, ticketHttp } from './http.ts';
import { type TicketAccess, TicketError } from './ticket-api.ts';

type TryLogin = (access: TicketAccess, signal: AbortSignal) => Promise<void>;

export const TRY_LOGIN: Readonly<Record<string, TryLogin>> = {
  async 'request-tracker'({ url, token }, signal) {
    await ticketHttp(url, { authorization: `token ${token}` })({ method: 'GET', path: '/REST/2.0/rt', signal });
  },
  async zammad({ url, token }, signal) {
    const send = ticketHttp(url, { authorization: `Token token=${token}` });
    await send({ method: 'GET', path: '/api/v1/users/me', signal });
  },
  async glpi({ url, token, appToken }, signal) {
    const send = ticketHttp(url, appToken === null ? {} : { 'app-token': appToken });
    const headers = { authorization: `user_token ${token}` };
    const opened = await send({ method: 'GET', path: '/apirest.php/initSession', headers, signal });
    const session = (opened as { session_token?: unknown } | null)?.session_token;
    if (typeof session === 'string')
      await send({ method: 'GET', path: '/apirest.php/killSession', headers: { 'session-token': session }, signal });
  },
  async znuny({ url, user, token }, signal) {
    // No ticket has this number; a login that is refused is told before that.
    const body = { UserLogin: user ?? '', Password: token };
    const answer = await ticketHttp(url, {})({ method: 'POST', path: '/Ticket/0/Get', body, signal });
    const code = (answer as { Error?: { ErrorCode?: unknown } } | null)?.Error?.ErrorCode;
    if (typeof code === 'string' && code.includes('AuthFail'))
      throw new TicketError(`TicketGet: answered ${code}`, 403);
  },
  async jira({ url, user, token }, signal) {
    const authorization = user === null ? `Bearer ${token}` : basic(user, token);
    const path = `/rest/api/${user === null ? '2' : '3'}/myself`;
    await ticketHttp(url, { authorization })({ method: 'GET', path, signal });
  },
};
