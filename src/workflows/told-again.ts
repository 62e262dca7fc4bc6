/** What was told is not so any more: the plan is another one, or an approval does not hold. Everybody is told, once. */
import type { PlanAgain } from '../activities/notification.ts';
import type { Answer } from '../contract/decision.ts';
import type { Recovery } from './recovery.ts';

/** A cloud that changes back and forth writes no mail for a plan that was told before, unless somebody had approved. */
export function tellAgain(
  recovery: Recovery,
  { why, before, voided }: Pick<PlanAgain, 'why' | 'before'> & { voided: readonly Answer[] },
): void {
  const { outbox, ticketNotes, plan, told } = recovery;
  const isNew = !told.has(plan.digest);
  told.add(plan.digest);
  if (!isNew && voided.length === 0) return;
  const by = voided.length === 0 ? null : voided.map((answer) => answer.by).join(', ');
  outbox.send({ kind: 'team-plan-again', again: { why, before, by } });
  ticketNotes.startAnew({ why, before, by });
  if (isNew) outbox.send({ kind: 'owner-plan', again: { why, before, by } });
}
