/** Approving and rejecting the plan: the first valid decision counts, the rest is kept and shown. */
import { setHandler } from '@temporalio/workflow';
import { approveUnlockSignal, DecisionMessage, rejectUnlockSignal, SIGNALS } from '../../contract/messages.ts';
import { received } from '../../contract/received.ts';
import type { Decision } from '../../contract/recovery.ts';
import { now, type Recovery, SHOWN_OF_A_MESSAGE } from '../recovery.ts';

export function listenForDecisions(recovery: Recovery): void {
  setHandler(approveUnlockSignal, (payload) => answer(recovery, 'approved', payload), {
    description: SIGNALS.approveUnlock,
  });
  setHandler(rejectUnlockSignal, (payload) => answer(recovery, 'rejected', payload), {
    description: SIGNALS.rejectUnlock,
  });
}

/** An approval that names another plan than the present one is void; it is kept and shown. */
export function dropStaleDecision(recovery: Recovery): void {
  const { decision, plan } = recovery.status;
  if (decision?.kind !== 'approved' || decision.plan === null || plan === null || decision.plan === plan.digest) return;
  recovery.status = { ...recovery.status, decision: null };
  recovery.keep(`${decision.by} approved plan ${decision.plan}, but the plan is ${plan.digest}: not counted`);
}

function answer(recovery: Recovery, kind: Decision['kind'], payload: unknown): void {
  recovery.nudges += 1;
  const parsed = DecisionMessage.safeParse(payload);
  const verb = kind === 'approved' ? 'approveUnlock' : 'rejectUnlock';
  if (!parsed.success) {
    recovery.keep(
      `${verb} was not counted: expected { "by": "who you are" }, received ${received(payload, SHOWN_OF_A_MESSAGE)}`,
    );
    return;
  }
  const { by, reason = null, plan = null } = parsed.data;
  const { decision } = recovery.status;
  if (decision !== null) {
    recovery.keep(`${verb} by ${by} came after the decision of ${decision.by} (${decision.kind}) and changes nothing`);
    return;
  }
  recovery.status = { ...recovery.status, decision: { kind, by, reason, plan, at: now() } };
  dropStaleDecision(recovery);
  if (recovery.status.decision !== null) recovery.note(`${by} ${kind} the plan${reason === null ? '' : `: ${reason}`}`);
}
