/** What one ticket system's way of telling looks like. Adding a system is one file in adapters/ and one fixture. */
import type { IncomingHttpHeaders } from 'node:http';
import type { TICKET_EVENTS } from '../contract/ticket.ts';

export interface Delivery {
  headers: IncomingHttpHeaders;
  /** As it came over the wire: signatures are over these bytes. */
  body: Buffer;
}

/** What every system tells, in one form. All of it was written by others. */
export interface TicketEvent {
  deliveryId: string;
  kind: (typeof TICKET_EVENTS)[number];
  ticket: { id: string; number: string; url: string | null; queue: string | null; tags: string[] };
  /** Names of the account that did it, as the system writes them: login, address, id. */
  author: string[];
  /** Where the system doesn't say who wrote something: true for what has the form of one of our own notes. */
  isNote?: boolean;
  /** For people. */
  by: string | null;
  /** The words of this event, as plain text; null when it has none. */
  words: string | null;
  /** Where the custom fields are. */
  fields: unknown;
}

export interface Adapter {
  /**
   * Whether the sender knows one of the secrets; before anything of the body is read.
   *
   * @throws Refusal
   */
  verify: (delivery: Delivery, secrets: readonly string[]) => void;
  /**
   * Pure.
   *
   * @param value - the parsed body.
   * @returns null for an event that is none of ours.
   * @throws Refusal when it is not what this system sends.
   */
  read: (value: unknown, delivery: Delivery) => TicketEvent | null;
  /** Answer to a question that the system asks before it sends anything. */
  challenge?: (query: Record<string, unknown>, secrets: readonly string[]) => string | null;
}

/** The header's one value; of several, none: a proxy or a stranger has added one. */
export function header({ headers }: Delivery, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
}
