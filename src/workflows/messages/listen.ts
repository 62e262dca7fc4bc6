/** Registers every handler of a recovery; one file here per family of messages. */
import type { Recovery } from '../recovery.ts';
import { listenForDeadlines } from './deadline.ts';
import { listenForDecisions } from './decisions.ts';
import { listenForHandOver } from './hand-over.ts';
import { listenForInspections } from './inspect-again.ts';
import { listenForInput } from './input.ts';
import { listenForReplays } from './replay-on-clone.ts';
import { answerQueries } from './queries.ts';
import { listenToTicket } from './ticket.ts';

/**
 * Synchronously, before the first await, or an early approval would be lost. Handlers never throw: a failure thrown in
 * one would end the whole recovery, an error would stop it for ever.
 */
export function listen(recovery: Recovery): void {
  answerQueries(recovery);
  listenForInput(recovery);
  listenForDecisions(recovery);
  listenForDeadlines(recovery);
  listenForHandOver(recovery);
  listenForInspections(recovery);
  listenForReplays(recovery);
  listenToTicket(recovery);
}
