/** What the Temporal UI shows of a followed ticket. */
import type { TicketReference } from '../contract/ticket.ts';
import { codeSpan, escapeMarkdown, link } from './escape.ts';

export function ticketDetails(
  { system, number, url }: TicketReference,
  { recovery, deliveries, doubled }: { recovery: string | null; deliveries: number; doubled: number },
): string {
  const named = url === null ? escapeMarkdown(number, 64) : link(number, url);
  return [
    `## Ticket ${named} of ${escapeMarkdown(system, 64)}`,
    recovery === null ? 'No recovery was started from it.' : `Its recovery is ${codeSpan(recovery, 200)}.`,
    `Deliveries: ${String(deliveries)} different ones, ${String(doubled)} sent again and left out.`,
  ].join('\n\n');
}
