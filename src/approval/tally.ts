/** What the answers that count make together. */
import { type Answer, type ApprovalRules, type Decision } from '../contract/decision.ts';

/** Nothing is decided past an answer whose sender is still to be read: it may turn out to be the first that counts. */
const isReady = ({ sender }: Answer, { identities }: ApprovalRules): boolean =>
  identities.length === 0 || sender !== null;

/**
 * The first valid decision: a rejection, or as many approvals as are needed, whichever comes first.
 *
 * @param answers - those without objection, oldest first.
 * @returns null while nothing is decided.
 */
export function decisionOnPlan(answers: readonly Answer[], rules: ApprovalRules): Decision | null {
  const approvals: Answer[] = [];
  for (const answer of answers) {
    if (answer.kind === 'deletion-approved') continue;
    if (!isReady(answer, rules)) return null;
    if (answer.kind === 'rejected') return decisionOf([answer]);
    approvals.push(answer);
    if (approvals.length >= rules.approversNeeded) return decisionOf(approvals);
  }
  return null;
}

/** The deletion of the server takes as many approvals as the plan. */
export function decisionOnDeletion(answers: readonly Answer[], rules: ApprovalRules): Decision | null {
  const approvals = answers.filter(({ kind }) => kind === 'deletion-approved');
  const ready = approvals.slice(0, rules.approversNeeded);
  return ready.length === rules.approversNeeded && ready.every((each) => isReady(each, rules))
    ? decisionOf(ready)
    : null;
}

function decisionOf(answers: Answer[]): Decision | null {
  const last = answers.at(-1);
  if (last === undefined) return null;
  const untils = answers.flatMap(({ until }) => (until === null ? [] : [until]));
  return {
    kind: last.kind,
    by: answers.map(({ by }) => by).join(' and '),
    reason: last.reason,
    plan: last.plan,
    until: untils.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null,
    at: last.at,
    answers,
  };
}
