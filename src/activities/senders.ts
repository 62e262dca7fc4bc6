/** Who sent the answers: workflow code is not told, so it is read back from the history that Temporal keeps. */
import { activityInfo, getClient } from '@temporalio/activity';
import type { temporal } from '@temporalio/proto';
import type { RecordedSender, Sent } from '../contract/decision.ts';

/** Temporal warns of more than 256. */
const PAGE_SIZE = 250;
/** A recovery has some hundred events; the server itself ends a run at 51,200. */
const MOST_PAGES = 210;
const MOST_CHARACTERS = 200;

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

const bounded = (text: string | null | undefined): string | null =>
  text === null || text === undefined || text === '' ? null : text.slice(0, MOST_CHARACTERS);
const keyOf = (sent: Sent): string =>
  'signal' in sent ? `signal ${String(sent.number)} ${sent.signal}` : `update ${sent.updateId}`;

/**
 * Reads this run's own history, page by page, until every wanted message was seen.
 *
 * @returns for each, in their order, what was recorded of its sender; null for one that is not in the history.
 */
export async function findSenders(wanted: readonly Sent[]): Promise<(RecordedSender | null)[]> {
  const found = new Map<string, RecordedSender>();
  const seen = new Map<string, number>();
  for await (const event of ownHistory()) {
    const message = signalIn(event, seen) ?? updateIn(event);
    if (message === null) continue;
    found.set(keyOf(message.sent), message.sender);
    if (wanted.every((each) => found.has(keyOf(each)))) break;
  }
  return wanted.map((each) => found.get(keyOf(each)) ?? null);
}

interface Message {
  sent: Sent;
  sender: RecordedSender;
}

/** @param seen - how many signals of each name came before; counts on. */
function signalIn(event: HistoryEvent, seen: Map<string, number>): Message | null {
  const { workflowExecutionSignaledEventAttributes: signaled, principal } = event;
  if (signaled === null || signaled === undefined) return null;
  const signal = signaled.signalName ?? '';
  const number = (seen.get(signal) ?? 0) + 1;
  seen.set(signal, number);
  return {
    sent: { signal, number },
    sender: { identity: bounded(signaled.identity), principal: bounded(principal?.name) },
  };
}

/** The event is written by the worker that accepted the update: its principal is not who sent it. */
function updateIn(event: HistoryEvent): Message | null {
  const meta = event.workflowExecutionUpdateAcceptedEventAttributes?.acceptedRequest?.meta;
  if (meta === null || meta === undefined) return null;
  return { sent: { updateId: meta.updateId ?? '' }, sender: { identity: bounded(meta.identity), principal: null } };
}

async function* ownHistory(): AsyncGenerator<HistoryEvent> {
  const { workflowExecution: execution = null } = activityInfo();
  const { options, workflowService } = getClient();
  let nextPageToken: Uint8Array = new Uint8Array();
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await workflowService.getWorkflowExecutionHistory({
      namespace: options.namespace,
      execution,
      maximumPageSize: PAGE_SIZE,
      nextPageToken,
    });
    yield* answer.history?.events ?? [];
    if (answer.nextPageToken.length === 0) return;
    nextPageToken = answer.nextPageToken;
  }
}

export type SenderActivities = { findSenders: typeof findSenders };
