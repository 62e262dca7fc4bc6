/** After the hand-over: the data is safe, or more time is needed. */
import { setHandler } from '@temporalio/workflow';
import {
  ConfirmationMessage,
  confirmRecoveredSignal,
  extendHandOverSignal,
  ExtensionMessage,
  SIGNALS,
} from '../../contract/messages.ts';
import { messageFaults } from '../../contract/message-faults.ts';
import { MOST_DAYS_AHEAD, now, type Recovery } from '../recovery.ts';

export function listenForHandOver(recovery: Recovery): void {
  setHandler(confirmRecoveredSignal, (payload) => confirm(recovery, payload), {
    description: SIGNALS.confirmRecovered,
  });
  setHandler(extendHandOverSignal, (payload) => extend(recovery, payload), { description: SIGNALS.extendHandOver });
}

function confirm(recovery: Recovery, payload: unknown): void {
  recovery.nudges += 1;
  const parsed = ConfirmationMessage.safeParse(payload);
  if (!parsed.success)
    recovery.keep(`confirmRecovered was not counted: ${messageFaults(parsed.error, payload, ['by'])}`);
  else if (recovery.status.phase !== 'handed-over')
    recovery.keep(`confirmRecovered by ${parsed.data.by} came while nothing was handed over and was not counted`);
  else recovery.confirmation ??= { by: parsed.data.by, note: parsed.data.note ?? null, at: now() };
}

function extend(recovery: Recovery, payload: unknown): void {
  recovery.nudges += 1;
  const parsed = ExtensionMessage.safeParse(payload);
  if (!parsed.success) {
    recovery.keep(`extendHandOver was not counted: ${messageFaults(parsed.error, payload, ['by', 'days'])}`);
    return;
  }
  const { by, days } = parsed.data;
  const objection = extendBy(recovery, days);
  if (objection !== null) {
    recovery.keep(`extendHandOver by ${by} was not counted: ${objection}`);
    return;
  }
  recovery.note(`${by} keeps the recovery server ${days} days longer`);
}

/** What comes before the hand-over is kept for it. */
function extendBy(recovery: Recovery, days: number): string | null {
  const { status, wait } = recovery;
  if (status.phase === 'handed-over' && wait !== null) return wait.extend(days);
  if (recovery.extensionDays + days > MOST_DAYS_AHEAD)
    return `no more than ${MOST_DAYS_AHEAD} days can be asked for ahead`;
  recovery.extensionDays += days;
  return null;
}
