/** After the hand-over: the data is safe, or more time is needed. */
import { setHandler } from '@temporalio/workflow';
import {
  ConfirmationMessage,
  confirmRecoveredSignal,
  extendHandOverSignal,
  ExtensionMessage,
  SIGNALS,
} from '../../contract/messages.ts';
import { received } from '../../contract/received.ts';
import { now, type Recovery, SHOWN_OF_A_MESSAGE } from '../recovery.ts';

const DAY_MS = 86_400_000;

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
    recovery.keep(
      `confirmRecovered was not counted: expected { "by": "who you are" }, received ${received(payload, SHOWN_OF_A_MESSAGE)}`,
    );
  else if (recovery.status.phase !== 'handed-over')
    recovery.keep(`confirmRecovered by ${parsed.data.by} came while nothing was handed over and was not counted`);
  else recovery.confirmation ??= { by: parsed.data.by, note: parsed.data.note ?? null, at: now() };
}

function extend(recovery: Recovery, payload: unknown): void {
  recovery.nudges += 1;
  const parsed = ExtensionMessage.safeParse(payload);
  if (!parsed.success) {
    recovery.keep(
      `extendHandOver was not counted: expected { "by": "who you are", "days": 1 to 365 }, received ${received(payload, SHOWN_OF_A_MESSAGE)}`,
    );
    return;
  }
  recovery.extensionMs += parsed.data.days * DAY_MS;
  recovery.note(`${parsed.data.by} keeps the recovery server ${parsed.data.days} days longer`);
}
