/** Approving and rejecting the plan, and the deletion of the server: the first valid decision counts, the rest is kept and shown. */
import { currentUpdateInfo, setHandler } from '@temporalio/workflow';
import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import type { z } from 'zod';
import type { Answer, Sent } from '../../contract/decision.ts';
import { messageFaults } from '../../contract/message-faults.ts';
import {
  approveServerDeletionSignal,
  approveServerDeletionUpdate,
  approveUnlockSignal,
  DecideMessage,
  decideUnlockUpdate,
  DecisionMessage,
  rejectUnlockSignal,
  ServerDeletionMessage,
  SIGNALS,
  UPDATES,
} from '../../contract/messages.ts';
import { now, type Recovery } from '../recovery.ts';
import { refusal } from './refusal.ts';

type Fields = z.output<typeof DecisionMessage> & { serverName?: string };
type Reading = { kind: Answer['kind']; fields: Fields } | { faults: string };

const decision = (kind: Answer['kind']) => (payload: unknown) => read(DecisionMessage, payload, ['by'], () => kind);
const deletion = (payload: unknown): Reading =>
  read(ServerDeletionMessage, payload, ['by', 'serverName'], () => 'deletion-approved');
const either = (payload: unknown): Reading =>
  read(DecideMessage, payload, ['decision', 'by'], (fields) =>
    fields.decision === 'approve' ? 'approved' : 'rejected',
  );

export function listenForDecisions(recovery: Recovery): void {
  takeSignal(recovery, 'approveUnlock', approveUnlockSignal, decision('approved'));
  takeSignal(recovery, 'rejectUnlock', rejectUnlockSignal, decision('rejected'));
  takeSignal(recovery, 'approveServerDeletion', approveServerDeletionSignal, deletion);
  takeUpdate(recovery, 'decideUnlock', decideUnlockUpdate, either);
  takeUpdate(recovery, 'approveServerDeletion', approveServerDeletionUpdate, deletion);
}

function read<T extends Fields>(
  shape: z.ZodType<T>,
  payload: unknown,
  required: readonly string[],
  kindOf: (fields: T) => Answer['kind'],
): Reading {
  const { data, error } = shape.safeParse(payload);
  return error === undefined
    ? { kind: kindOf(data), fields: data }
    : { faults: messageFaults(error, payload, required) };
}

function takeSignal(
  recovery: Recovery,
  name: keyof typeof SIGNALS,
  definition: SignalDefinition<[unknown?]>,
  reading: (payload: unknown) => Reading,
): void {
  const take = (payload: unknown): void => {
    recovery.nudges += 1;
    const number = recovery.approvals.numberOf(name);
    const message = reading(payload);
    if ('faults' in message) recovery.keep(`${name} was not counted: ${message.faults}`);
    else recovery.approvals.receive(answerOf(message.kind, message.fields, { signal: name, number }));
  };
  setHandler(definition, take, { description: SIGNALS[name] });
}

/** The validator only looks; what it refuses, the Temporal UI shows beside what was typed. */
function takeUpdate(
  recovery: Recovery,
  name: keyof typeof UPDATES,
  definition: UpdateDefinition<string, [unknown]>,
  reading: (payload: unknown) => Reading,
): void {
  const answerIn = (payload: unknown): Answer => {
    const message = reading(payload);
    if ('faults' in message) throw refusal(name, message.faults);
    return answerOf(message.kind, message.fields, { updateId: currentUpdateInfo()?.id ?? '' });
  };
  const validator = (payload: unknown): void => {
    const objection = recovery.approvals.objectionTo(answerIn(payload));
    if (objection !== null) throw refusal(name, objection);
  };
  const take = (payload: unknown): string => {
    recovery.nudges += 1;
    const answer = answerIn(payload);
    const objection = recovery.approvals.receive(answer);
    if (objection !== null) throw refusal(name, objection);
    return recovery.approvals.standingOf(answer);
  };
  setHandler(definition, take, { description: UPDATES[name], validator });
}

const answerOf = (kind: Answer['kind'], fields: Fields, sent: Sent): Answer => ({
  kind,
  by: fields.by,
  reason: fields.reason ?? null,
  plan: fields.plan ?? null,
  until: fields.until ?? null,
  serverName: fields.serverName ?? null,
  at: now(),
  sent,
  sender: null,
});
