/** More time for what is waited for, as a signal and as an update. */
import { setHandler } from '@temporalio/workflow';
import { messageFaults } from '../../contract/message-faults.ts';
import {
  ExtensionMessage,
  extendDeadlineSignal,
  extendDeadlineUpdate,
  SIGNALS,
  UPDATES,
} from '../../contract/messages.ts';
import { hasEnded } from '../../contract/recovery.ts';
import { MOST_DAYS_AHEAD, type Recovery } from '../recovery.ts';
import { refusal } from './refusal.ts';

export function listenForDeadlines(recovery: Recovery): void {
  /** Null when it was taken, or why not. */
  const extend = (payload: unknown): string | null => {
    recovery.nudges += 1;
    const extension = read(recovery, payload);
    if (typeof extension === 'string') return extension;
    if (recovery.wait === null) recovery.daysAhead += extension.days;
    else recovery.wait.extend(extension.days);
    recovery.note(`${extension.by} extends the deadline by ${extension.days} days`);
    return null;
  };
  setHandler(
    extendDeadlineSignal,
    (payload) => {
      const fault = extend(payload);
      if (fault !== null) recovery.keep(`extendDeadline was not counted: ${fault}`);
    },
    { description: SIGNALS.extendDeadline },
  );
  setHandler(
    extendDeadlineUpdate,
    (payload: unknown) => {
      const fault = extend(payload);
      if (fault !== null) throw refusal('extendDeadline', fault);
      return recovery.wait === null
        ? 'It is kept for what is waited for next.'
        : `The deadline is ${recovery.wait.deadline}.`;
    },
    {
      description: UPDATES.extendDeadline,
      validator: (payload: unknown) => {
        const extension = read(recovery, payload);
        if (typeof extension === 'string') throw refusal('extendDeadline', extension);
      },
    },
  );
}

/** @returns the extension, or why it does not count. */
function read({ wait, daysAhead, status }: Recovery, payload: unknown): { by: string; days: number } | string {
  const { data, error } = ExtensionMessage.safeParse(payload);
  if (error !== undefined) return messageFaults(error, payload, ['by', 'days']);
  if (hasEnded(status)) return 'the recovery has ended';
  if (wait !== null) return wait.objectionTo(data.days) ?? data;
  return daysAhead + data.days > MOST_DAYS_AHEAD ? `no more than ${MOST_DAYS_AHEAD} days can be asked for ahead` : data;
}
