/** Step 3: waits for a sysadmin's decision, with reminders that grow apart and a deadline. */
import { condition } from '@temporalio/workflow';
import type { RecoveryPolicy } from '../../contract/recovery.ts';
import type { Recovery } from '../recovery.ts';

export type ApprovalEnding = 'approved' | 'rejected' | 'expired';

const iso = (ms: number): string => new Date(ms).toISOString();

/** An answer that came before the question counts. */
export async function awaitApproval(recovery: Recovery, policy: RecoveryPolicy): Promise<ApprovalEnding> {
  const deadline = Date.now() + policy.approvalDeadlineMs;
  for (let number = 1, interval = policy.firstReminderMs; ; number += 1, interval *= 2) {
    const reminderAt = Math.min(Date.now() + interval, deadline);
    recovery.foresee(...(reminderAt < deadline ? [{ act: 'remind' as const, atMs: reminderAt }] : []), {
      act: 'expire',
      atMs: deadline,
    });
    const decided = await condition(() => recovery.status.decision !== null, reminderAt - Date.now(), {
      summary:
        reminderAt < deadline
          ? `Wait for the approval, then remind (${number})`
          : 'Wait for the approval, then give up',
    });
    if (decided) return recovery.status.decision?.kind ?? 'expired';
    if (Date.now() >= deadline) return 'expired';
    recovery.note(`Nobody has decided yet: reminder ${number}`);
    recovery.outbox.send({ kind: 'team-reminder', reminder: { number, deadline: iso(deadline) } });
  }
}
