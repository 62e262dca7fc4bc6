/** Ticket systems: the secrets of their deliveries, and the account that writes the notes. Writes none. */
import { readFileSync } from 'node:fs';
import type { TicketSettings } from '../config-tickets.ts';
import { TicketError } from '../tickets/ticket-api.ts';
import { TRY_LOGIN } from '../tickets/try-login.ts';
import { fail, type Looked, ok } from './check.ts';

export async function examineTickets(settings: TicketSettings, signal: AbortSignal): Promise<Looked[]> {
  const unread = unreadable(settings);
  if (unread.length > 0)
    return unread.map((file) => fail('secrets', `${file} can't be read`, 'Mend its name, or who may read it.'));
  return [ok('secrets', `${settings.secretFiles.length} of deliveries`), ...(await notes(settings, signal))];
}

function unreadable({ secretFiles, notes: api }: TicketSettings): string[] {
  const files = [...secretFiles, ...(api === undefined ? [] : [api.tokenFile, api.appTokenFile ?? api.tokenFile])];
  return [...new Set(files)].filter((file) => {
    try {
      return readFileSync(file, 'utf8').trim() === '';
    } catch {
      return true;
    }
  });
}

async function notes({ system, notes: api }: TicketSettings, signal: AbortSignal): Promise<Looked[]> {
  const tryLogin = TRY_LOGIN[system];
  if (api === undefined || tryLogin === undefined) return [ok('notes', 'none are configured')];
  const secret = (file: string): string => readFileSync(file, 'utf8').trim();
  const access = {
    url: api.url,
    user: api.user ?? null,
    token: secret(api.tokenFile),
    appToken: api.appTokenFile === undefined ? null : secret(api.appTokenFile),
    isPublic: api.visibility === 'public',
  };
  try {
    await tryLogin(access, signal);
    return [ok('notes', `${api.url} takes the account`)];
  } catch (error) {
    if (!(error instanceof TicketError)) throw error;
    return [notesFault(api.url, error)];
  }
}

function notesFault(url: string, { message, status }: TicketError): Looked {
  const seen = `${url}: ${message}`;
  if (status === 401 || status === 403)
    return fail(
      'notes',
      seen,
      'The ticket system refuses the account: renew its token in notes.tokenFile, and give it the right to use the API.',
    );
  return fail('notes', seen, 'Mend notes.url, or the ticket system: until it answers, notes wait.');
}
