/** Every signal and query of a recovery. Handlers register them with these descriptions, which the Temporal UI lists. */
import { defineQuery, defineSignal } from '@temporalio/workflow';
import { z } from 'zod';
import type { RecoveryStatus } from './recovery.ts';

const by = z.string().trim().min(1).max(200);

/** `{ "by": "sysadmin@example.org", "reason": "…", "plan": "1a2b3c4d" }`: `by` is required. */
export const DecisionMessage = z.object({
  by,
  reason: z.string().trim().max(2000).optional(),
  plan: z.string().trim().max(64).optional(),
});
export const ConfirmationMessage = z.object({ by, note: z.string().trim().max(2000).optional() });
export const ExtensionMessage = z.object({ by, days: z.number().int().min(1).max(365) });

// The payload types are `unknown` on purpose: a person typed them into a form, and a handler must never throw.
export const approveUnlockSignal = defineSignal<[unknown?]>('approveUnlock');
export const rejectUnlockSignal = defineSignal<[unknown?]>('rejectUnlock');
export const confirmRecoveredSignal = defineSignal<[unknown?]>('confirmRecovered');
export const extendHandOverSignal = defineSignal<[unknown?]>('extendHandOver');
export const statusQuery = defineQuery<RecoveryStatus>('status');

export const MESSAGE_DESCRIPTIONS = {
  approveUnlock: 'Approve the plan. JSON: { "by": "you@example.org", "reason": "optional", "plan": "optional digest" }',
  rejectUnlock: 'Reject the plan; everything stays as it is. JSON: { "by": "you@example.org", "reason": "why" }',
  confirmRecovered: 'The data has been copied: clean up. JSON: { "by": "you@example.org", "note": "optional" }',
  extendHandOver: 'Keep the recovery server longer. JSON: { "by": "you@example.org", "days": 7 }',
  status: 'Phase, plan, decision, report and timeline of this recovery',
} as const;
