/**
 * Every message of a recovery: the one list that handlers, documentation and tests go by. What is added here gets its
 * description in the Temporal UI.
 */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { z } from 'zod';
import type { RecoveryPlan, RecoveryReport, RecoveryStatus } from './recovery.ts';
import { MOST_WORDS } from './ticket.ts';

/** Name and description of each signal. */
export const SIGNALS = {
  provideInput:
    'Complete or mend the input: what is right of it is taken, the rest is shown. JSON: { "server": "id, name, volume or address" }',
  approveUnlock:
    'Approve the plan. JSON: { "by": "you@example.org", "plan": "its digest", "until": "2026-12-31", "reason": "optional" }; only by is required',
  rejectUnlock: 'Reject the plan; everything stays as it is. JSON: { "by": "you@example.org", "reason": "why" }',
  approveServerDeletion:
    'Approve that the compromised server is deleted, where the plan says so; it can not be undone. JSON: { "by": "you@example.org", "serverName": "its name" }',
  extendDeadline: 'Wait longer for what is waited for. JSON: { "by": "you@example.org", "days": 7 }',
  confirmRecovered: 'The data has been copied: clean up. JSON: { "by": "you@example.org", "note": "optional" }',
  extendHandOver: 'Keep the recovery server longer. JSON: { "by": "you@example.org", "days": 7 }',
  ticketNews:
    'What happened on the ticket; sent by the webhook. JSON: { "kind": "replied", "by": "who", "words": "…" } or { "kind": "closed" }',
} as const;

/** Name and description of each update. Unlike a signal, an update answers: what is wrong with it is told in the form. */
export const UPDATES = {
  provideInput:
    'Complete or mend the input; what is left out stays as it is, null takes it back. JSON: { "server": "id, name, volume or address" }',
  decideUnlock:
    'Approve or reject the plan, and be told at once if that does not count. JSON: { "decision": "approve", "by": "you@example.org", "plan": "its digest" }, or "reject" with a "reason"',
  approveServerDeletion:
    'Approve that the compromised server is deleted, and be told at once if that does not count. JSON: { "by": "you@example.org", "serverName": "its name" }',
  extendDeadline:
    'Wait longer for what is waited for, and be told at once if that does not count. JSON: { "by": "you@example.org", "days": 7 }',
  inspectAgain:
    'Read the disks again, after an encrypted one was opened on the recovery server. JSON: { "by": "you@example.org" }',
  replayOnClone:
    'Replay the journal of a disk on a clone of it, and show that beside the disk. JSON: { "by": "you@example.org", "volumeId": "only where several could be meant" }',
} as const;

/** Name and description of each query. They take no input, and don't mind one. */
export const QUERIES = {
  status: 'Phase, plan, decision, report and timeline of this recovery',
  plan: 'What will be done to each volume, as it is approved; null before it was made',
  report: 'What is on the disks and where it is mounted; null before they were inspected',
} as const;

// The payload types are `unknown` on purpose: a person typed them into a form, and a handler must never throw.
const signal = (name: keyof typeof SIGNALS) => defineSignal<[unknown?]>(name);
/** Each answers with what came of it. */
const update = (name: keyof typeof UPDATES) => defineUpdate<string, [unknown]>(name);
const query = <T>(name: keyof typeof QUERIES) => defineQuery<T, [unknown?]>(name);

export const approveUnlockSignal = signal('approveUnlock');
export const rejectUnlockSignal = signal('rejectUnlock');
export const approveServerDeletionSignal = signal('approveServerDeletion');
export const extendDeadlineSignal = signal('extendDeadline');
export const decideUnlockUpdate = update('decideUnlock');
export const approveServerDeletionUpdate = update('approveServerDeletion');
export const extendDeadlineUpdate = update('extendDeadline');
export const inspectAgainUpdate = update('inspectAgain');
export const replayOnCloneUpdate = update('replayOnClone');
export const confirmRecoveredSignal = signal('confirmRecovered');
export const extendHandOverSignal = signal('extendHandOver');
export const provideInputSignal = signal('provideInput');
/** Of a recovery, and of the workflow that stands for a ticket. */
export const ticketNewsSignal = signal('ticketNews');
export const provideInputUpdate = update('provideInput');
export const statusQuery = query<RecoveryStatus>('status');
export const planQuery = query<RecoveryPlan | null>('plan');
export const reportQuery = query<RecoveryReport | null>('report');

const by = z.string().trim().min(1).max(200);

/** A day holds until its end in UTC. */
const until = z
  .union([z.iso.datetime({ offset: true }), z.iso.date().transform((day) => `${day}T24:00:00Z`)])
  // A handler must never throw, and an instant that the clock does not know would.
  .refine((instant) => !Number.isNaN(Date.parse(instant)))
  .transform((instant) => new Date(Date.parse(instant)).toISOString());

/** `{ "by": "sysadmin@example.org", "reason": "…", "plan": "1a2b3c4d", "until": "2026-12-31" }`: `by` is required. */
export const DecisionMessage = z.object({
  by,
  reason: z.string().trim().max(2000).optional(),
  plan: z.string().trim().max(64).optional(),
  until: until.optional(),
});
export const DecideMessage = DecisionMessage.extend({ decision: z.enum(['approve', 'reject']) });
export const ServerDeletionMessage = DecisionMessage.extend({ serverName: z.string().trim().min(1).max(255) });
export const ConfirmationMessage = z.object({ by, note: z.string().trim().max(2000).optional() });
/** No passphrase: what else is in it is left out. */
export const InspectAgainMessage = z.object({ by });
export const ReplayMessage = z.object({ by, volumeId: z.string().trim().min(1).max(64).nullish() });
export const ExtensionMessage = z.object({ by, days: z.number().int().min(1).max(365) });
export const TicketNewsMessage = z.object({
  kind: z.enum(['replied', 'closed']),
  by: z.string().max(200).nullish(),
  words: z.string().max(MOST_WORDS).nullish(),
});
