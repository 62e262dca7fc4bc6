/** What happens on the recovery's ticket meanwhile. It is shown, and never acted on: a ticket has many writers. */
import { setHandler } from '@temporalio/workflow';
import { SIGNALS, TicketNewsMessage, ticketNewsSignal } from '../../contract/messages.ts';
import { shownOfAMessage } from '../../contract/message-faults.ts';
import { hasEnded } from '../../contract/recovery.ts';
import { plainText } from '../../report/plain-text.ts';
import { now, type Recovery } from '../recovery.ts';

/** The latest; the ticket itself has them all. */
const MOST_REPLIES = 5;
const MOST_OF_A_NAME = 120;

export function listenToTicket(recovery: Recovery): void {
  setHandler(ticketNewsSignal, (payload?: unknown) => take(recovery, payload), { description: SIGNALS.ticketNews });
}

function take(recovery: Recovery, payload: unknown): void {
  const parsed = TicketNewsMessage.safeParse(payload);
  if (!parsed.success) {
    recovery.keep(
      `ticketNews was not counted: expected { "kind": "replied" or "closed" }, received ${shownOfAMessage(payload)}`,
    );
    return;
  }
  const { kind, by = null, words = null } = parsed.data;
  const who = by === null ? 'Somebody' : plainText(by, MOST_OF_A_NAME);
  if (kind === 'replied' && words !== null) {
    const { ticketReplies } = recovery.status;
    const reply = { at: now(), by: who, words };
    recovery.status = { ...recovery.status, ticketReplies: [...ticketReplies, reply].slice(-MOST_REPLIES) };
    recovery.note(`${who} wrote on the ticket`);
  }
  if (kind === 'closed' && !hasEnded(recovery.status)) {
    recovery.note(`${who} closed the ticket; the recovery goes on. To end it, cancel it`);
    recovery.ticketNotes.write('closed');
  }
}
