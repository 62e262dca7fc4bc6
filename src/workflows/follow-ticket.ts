/** A ticket, for as long as it has a recovery: starts it once, and tells it what happens on the ticket. */
import { condition, continueAsNew, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow';
import { ticketNewsSignal } from '../contract/messages.ts';
import { type TicketReference, TicketReferenceSchema } from '../contract/ticket.ts';
import { ticketDetails } from '../report/ticket-details.ts';
import { type Followed, FollowedTicket } from './followed-ticket.ts';

/** After the last news. By then no sender tries again, and no recovery waits any more. */
const LINGER = '90 days';
/** News of one run: a history stays small, however much is written on a ticket. */
const MOST_NEWS = 500;

/**
 * Started by the webhook together with its first `ticketNews`; every later delivery is one more. It never fails.
 *
 * @param ticket - which one.
 * @param before - from the run that this one goes on from.
 */
export async function followTicket(ticket: unknown, before?: Followed): Promise<string> {
  const followed = new FollowedTicket(referenceOf(ticket), before);
  setHandler(ticketNewsSignal, (payload?: unknown) => followed.take(payload), {
    description: 'What happens on the ticket; sent by the webhook',
  });
  let handled = 0;
  while (await condition(() => followed.hasNews, LINGER, { summary: 'Wait for news of the ticket' })) {
    handled += await followed.handle();
    setCurrentDetails(ticketDetails(followed.ticket, followed.shown));
    // The recovery's first run is a child of this run: it is waited for until it is known where the recovery goes on.
    const isLong = handled >= MOST_NEWS || workflowInfo().continueAsNewSuggested;
    if (isLong && followed.mayMoveOn) await continueAsNew<typeof followTicket>(ticket, followed.carriedOn);
  }
  return followed.summary;
}

/** Whoever started it by hand may have given anything. */
function referenceOf(ticket: unknown): TicketReference {
  const parsed = TicketReferenceSchema.safeParse(ticket);
  const { workflowId } = workflowInfo();
  return parsed.success
    ? parsed.data
    : { system: 'unknown', id: workflowId.slice(0, 64), number: workflowId.slice(0, 64), url: null };
}
