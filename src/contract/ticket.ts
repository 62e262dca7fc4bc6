/** What the webhook tells a ticket's workflow, and the names that both agree on. */
import { z } from 'zod';

/** Workflow type of the one that stands for a ticket; equal to the exported function's name. */
export const TICKET_WORKFLOW_TYPE = 'followTicket';

/**
 * One workflow for each ticket, whatever is delivered how often: Temporal itself refuses a second one.
 *
 * @param source - name of the ticket system in the configuration.
 * @param ticketId - id that stays the same for as long as the ticket lives.
 */
export const ticketWorkflowId = (source: string, ticketId: string): string => `ticket:${source}:${ticketId}`;

const text = (max: number) => z.string().trim().min(1).max(max);

/** How much of a ticket's own words is taken along. */
export const MOST_WORDS = 4000;

/** Which ticket. */
export const TicketReferenceSchema = z.strictObject({
  /** Name of the ticket system in the configuration. */
  system: text(64),
  /** Its id in the system's API; it never changes. */
  id: text(64),
  /** What people call it. */
  number: text(64),
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable(),
});
export type TicketReference = z.output<typeof TicketReferenceSchema>;

/** `replied`: words that the owner of the ticket can read, so never an internal note. */
export const TICKET_EVENTS = ['created', 'updated', 'replied', 'closed'] as const;

/** One delivery, understood. Everything in it is bounded, and nothing is trusted. */
export const TicketNewsSchema = z.strictObject({
  /** The sender's, the same at every try; where it has none, made from what was sent. */
  deliveryId: text(200),
  kind: z.enum(TICKET_EVENTS),
  /** Who did it, as the ticket system says. */
  by: text(200).nullable(),
  /** The words of a reply. */
  words: z.string().max(MOST_WORDS).nullable(),
  /** What a recovery would be started with: only what the configured fields of the ticket say. */
  request: z.record(z.string().max(64), z.unknown()),
});
export type TicketNews = z.output<typeof TicketNewsSchema>;
