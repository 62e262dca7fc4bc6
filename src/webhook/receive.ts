/** One delivery, from its raw bytes to what Temporal has taken. */
import type { TicketSettings } from '../config-tickets.ts';
import { ticketWorkflowId } from '../contract/ticket.ts';
import type { Adapter, Delivery } from './adapter.ts';
import { parseBody } from './read-body.ts';
import type { Recoveries, Told } from './recoveries.ts';
import { meaningOf } from './understand.ts';

/** A ticket system that may deliver. */
export interface Source {
  /** As in the configuration and in the address. */
  name: string;
  adapter: Adapter;
  secrets: readonly string[];
  settings: TicketSettings;
}

export type Received =
  | { outcome: 'ignored'; reason: string }
  /** `known`: the ticket's recovery is over, and the same ticket doesn't start another. */
  | { outcome: 'started' | 'told' | 'known'; workflowId: string };

/** @throws Refusal */
export async function receive(
  { name, adapter, secrets, settings }: Source,
  delivery: Delivery,
  recoveries: Recoveries,
): Promise<Received> {
  adapter.verify(delivery, secrets);
  const event = adapter.read(parseBody(delivery.body), delivery);
  if (event === null) return { outcome: 'ignored', reason: 'this kind of event starts nothing' };
  const meaning = meaningOf(name, event, settings);
  if (meaning.kind === 'ignored') return { outcome: 'ignored', reason: meaning.reason };
  const { kind, ticket, news } = meaning;
  const told = kind === 'start' ? await recoveries.start(ticket, news) : await recoveries.tell(ticket, news);
  if (told === 'nobody')
    return { outcome: 'ignored', reason: 'this ticket does not ask for a recovery, and none was started from it' };
  return { outcome: OUTCOME[kind][told], workflowId: ticketWorkflowId(name, ticket.id) };
}

const OUTCOME: Record<'start' | 'tell', Record<Exclude<Told, 'nobody'>, 'started' | 'told' | 'known'>> = {
  start: { accepted: 'started', over: 'known' },
  tell: { accepted: 'told', over: 'known' },
};
