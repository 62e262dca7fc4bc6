/** The webhook's way to Temporal: told once it is accepted, or not at all. */
import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { TASK_QUEUE } from '../contract/identifiers.ts';
import { TICKET_WORKFLOW_TYPE, type TicketNews, type TicketReference, ticketWorkflowId } from '../contract/ticket.ts';
import { summaryText } from '../report/summary-text.ts';
import { Refusal } from './refusal.ts';

export type Told =
  | 'accepted'
  /** This ticket's workflow is over: it has had its recovery. */
  | 'over'
  /** No recovery was started from this ticket. */
  | 'nobody';

export interface Recoveries {
  /** @throws Refusal when it isn't known to be accepted: the sender must try again. */
  start: (ticket: TicketReference, news: TicketNews) => Promise<Told>;
  /** @throws Refusal, as above. */
  tell: (ticket: TicketReference, news: TicketNews) => Promise<Told>;
  reachable: () => Promise<boolean>;
}

/** GLPI gives the whole exchange 5 s, and a try that was accepted after all is told again without harm. */
const DEADLINE_MS = 3000;
const READY_MS = 1000;

export function recoveriesIn(client: Client, taskQueue = TASK_QUEUE): Recoveries {
  const { connection } = client;
  const asked = <T>(ask: () => Promise<T>): Promise<T> =>
    within(DEADLINE_MS, connection.withDeadline(Date.now() + DEADLINE_MS, ask));
  return {
    start: (ticket, news) =>
      answered(() =>
        asked(() =>
          client.workflow.signalWithStart(TICKET_WORKFLOW_TYPE, {
            workflowId: ticketWorkflowId(ticket.system, ticket.id),
            taskQueue,
            args: [ticket],
            signal: 'ticketNews',
            signalArgs: [news],
            workflowIdConflictPolicy: 'USE_EXISTING',
            workflowIdReusePolicy: 'REJECT_DUPLICATE',
            staticSummary: `Ticket ${summaryText(ticket.number, 64)} of ${ticket.system}`,
          }),
        ),
      ),
    tell: (ticket, news) =>
      answered(() =>
        asked(() => client.workflow.getHandle(ticketWorkflowId(ticket.system, ticket.id)).signal('ticketNews', news)),
      ),
    reachable: () =>
      connection
        .withDeadline(Date.now() + READY_MS, () => connection.workflowService.getSystemInfo({}))
        .then(
          () => true,
          () => false,
        ),
  };
}

/** The client waits between its own tries, beyond the deadline of the call. What comes later than that counts for nothing. */
async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${String(ms)} ms`)), ms);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function answered(ask: () => Promise<unknown>): Promise<Told> {
  try {
    await ask();
    return 'accepted';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'nobody';
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'over';
    // Whatever else Temporal says, nothing is lost while the sender keeps the delivery.
    throw new Refusal('temporal-unreachable', 'Temporal did not accept it in time. Send it again.', error);
  }
}
