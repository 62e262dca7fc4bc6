/** Step 9: a person copies the data; reminders until somebody says it is done, or the deadline ends it. */
import { condition } from '@temporalio/workflow';
import type { RecoveryPolicy } from '../../contract/recovery.ts';
import type { Recovery } from '../recovery.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

/** @returns who confirmed, or null when the deadline passed. */
export async function handOver(recovery: Recovery, policy: RecoveryPolicy): Promise<string | null> {
  const began = Date.now();
  const deadline = (): number => began + policy.handOverDeadlineMs + recovery.extensionMs;
  for (let number = 1; ; number += 1) {
    const nextLook = Math.min(Date.now() + policy.handOverReminderMs, deadline());
    recovery.foresee(...(nextLook < deadline() ? [{ act: 'remind' as const, atMs: nextLook }] : []), {
      act: 'clean-up',
      atMs: deadline(),
    });
    await condition(() => recovery.confirmation !== null, Math.max(0, nextLook - Date.now()), {
      summary:
        nextLook < deadline()
          ? `Wait for the confirmation, then remind (${number})`
          : 'Wait for the confirmation, then clean up',
    });
    if (recovery.confirmation !== null) return recovery.confirmation.by;
    if (Date.now() >= deadline()) return null;
    recovery.note(`The recovery server still waits to be confirmed: reminder ${number}`);
    recovery.outbox.send({ kind: 'team-reminder', reminder: { number, deadline: iso(deadline()) } });
  }
}
