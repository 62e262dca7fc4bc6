/** What a ticket event means here: whether it starts a recovery, and with what. Pure. */
import type { FieldRole, TicketSettings } from '../config-tickets.ts';
import { MOST_WORDS, type TicketNews, type TicketReference } from '../contract/ticket.ts';
import { plainText } from '../report/plain-text.ts';
import type { TicketEvent } from './adapter.ts';
import { fieldOf } from './read-body.ts';

export type Meaning =
  | { kind: 'ignored'; reason: string }
  /** `start`: it may start a recovery; `tell`: it is news for one that runs. */
  | { kind: 'start' | 'tell'; ticket: TicketReference; news: TicketNews };

/** @param system - name of the source in the configuration. */
export function meaningOf(system: string, event: TicketEvent, settings: TicketSettings): Meaning {
  if (isOwn(event, settings)) return { kind: 'ignored', reason: 'it was written by the account that writes the notes' };
  const held = heldBy(event.fields, settings);
  const ticket = {
    system,
    id: event.ticket.id,
    number: plainText(event.ticket.number, 64),
    url: urlOf(event, settings),
  };
  const news = {
    deliveryId: plainText(event.deliveryId, 200) || 'none',
    kind: event.kind,
    by: event.by === null ? null : plainText(event.by, 200) || null,
    words: event.kind === 'replied' ? (event.words?.slice(0, MOST_WORDS) ?? null) : null,
    request: requestOf(ticket, event, held),
  };
  return { kind: starts(event, held, settings) ? 'start' : 'tell', ticket, news };
}

/** Who quotes one of our notes has not written it, so where the author is known, nothing else counts. */
function isOwn({ author, isNote = false }: TicketEvent, { ownAccounts }: TicketSettings): boolean {
  const own = new Set(ownAccounts.map((name) => name.toLowerCase()));
  return isNote || author.some((name) => own.has(name.toLowerCase()));
}

type Held = Partial<Record<FieldRole, string>>;

const heldBy = (fields: unknown, settings: TicketSettings): Held =>
  Object.fromEntries(
    Object.entries(settings.fields).flatMap(([role, path]) => {
      const value = path === undefined ? null : fieldOf(fields, path);
      return value === null ? [] : [[role, value]];
    }),
  );

function starts({ kind, ticket }: TicketEvent, held: Held, { startOn }: TicketSettings): boolean {
  const { events, queues, tags, filled } = startOn;
  return (
    kind !== 'closed' &&
    events.includes(kind) &&
    (queues.length === 0 || oneOf(queues, [ticket.queue ?? ''])) &&
    (tags.length === 0 || oneOf(tags, ticket.tags)) &&
    filled.every((role) => held[role] !== undefined)
  );
}

function oneOf(wanted: readonly string[], there: readonly string[]): boolean {
  const names = new Set(there.map((name) => name.trim().toLowerCase()));
  return wanted.some((name) => names.has(name.toLowerCase()));
}

function urlOf({ ticket: { id, url, number } }: TicketEvent, { ticketUrl }: TicketSettings): string | null {
  const made = ticketUrl?.replaceAll('{id}', encodeURIComponent(id)).replaceAll('{number}', encodeURIComponent(number));
  const chosen = made ?? url;
  return chosen !== null && URL.canParse(chosen) && /^https?:/.test(chosen) && chosen.length <= 500 ? chosen : null;
}

const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;
const MOST_MENTIONED = 8;

/** Only the configured fields decide anything. What the words mention is offered to a person, and never acted on. */
function requestOf(ticket: TicketReference, { by, words }: TicketEvent, held: Held): Record<string, unknown> {
  const { server, volume, cloud, project, ownerEmail, ownerName, ownerLanguage } = held;
  const mentioned = [
    ...new Set(
      words
        ?.slice(0, 100_000)
        .match(UUID)
        ?.map((id) => id.toLowerCase()),
    ),
  ];
  return given({
    server: server ?? volume,
    volumes: server !== undefined && volume !== undefined ? [{ volumeId: volume }] : undefined,
    cloud,
    project,
    ticket: given({ id: ticket.number, url: ticket.url ?? undefined, system: ticket.system, internalId: ticket.id }),
    requestedBy: by === null ? undefined : plainText(by, 200) || undefined,
    owner:
      ownerEmail === undefined ? undefined : given({ email: ownerEmail, name: ownerName, language: ownerLanguage }),
    mentioned: mentioned.length === 0 ? undefined : mentioned.slice(0, MOST_MENTIONED),
  });
}

const given = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
