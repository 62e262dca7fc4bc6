/** Why an answer can't count: pure rules, the same for a signal and for the update that tells them in its form. */
import { accountOf, type Answer, type ApprovalRules, samePerson } from '../contract/decision.ts';

/** What is asked. */
export interface Question {
  /** Null before it was made: an answer that came early is looked at again then. */
  plan: { digest: string; serverName: string; deletesServer: boolean } | null;
  requestedBy: string | null;
  rules: ApprovalRules;
  /** Milliseconds since 1970. */
  now: number;
}

const listed = (people: readonly string[], who: string): boolean => people.some((each) => samePerson(each, who));
const some = (people: readonly string[]): string =>
  people.length > 5 ? `${people.slice(0, 5).join(', ')} and ${people.length - 5} more` : people.join(', ');

/**
 * @param standing - the answers that count already, oldest first.
 * @returns the end of the sentence "… was not counted: …", or null when the answer may count.
 */
export function objectionTo(answer: Answer, question: Question, standing: readonly Answer[]): string | null {
  return (
    objectionToPerson(answer, question) ??
    objectionToMatter(answer, question) ??
    objectionToRepetition(answer, standing) ??
    objectionToSender(answer, question)
  );
}

function objectionToPerson({ by, kind }: Answer, { rules, requestedBy }: Question): string | null {
  if (rules.approvers.length > 0 && !listed(rules.approvers, by))
    return `only these may decide: ${some(rules.approvers)} (approval.approvers)`;
  if (kind !== 'rejected' && !rules.requesterMayApprove && requestedBy !== null && samePerson(requestedBy, by))
    return 'who asks for a recovery may not approve it (approval.requesterMayApprove)';
  return null;
}

function objectionToMatter(answer: Answer, { plan, now }: Question): string | null {
  const { kind, until, serverName } = answer;
  if (until !== null && Date.parse(until) <= now) return `it held until ${until}`;
  if (plan === null) return null;
  if (answer.plan !== null && answer.plan !== plan.digest)
    return `it names plan ${answer.plan}, but the plan is ${plan.digest}`;
  if (kind !== 'deletion-approved') return null;
  if (!plan.deletesServer) return 'this plan deletes no server';
  return serverName === plan.serverName
    ? null
    : `it names the server ${serverName ?? '(none)'}, but it is called ${plan.serverName}`;
}

/** Two approvers are two people, and two accounts where Temporal tells. */
function objectionToRepetition({ by, kind, sender }: Answer, standing: readonly Answer[]): string | null {
  const account = accountOf(sender);
  const others = standing.filter((each) => each.kind === kind);
  if (others.some((each) => samePerson(each.by, by))) return 'it came from the same person before, and counts once';
  const twice = account !== null && others.some((each) => samePerson(accountOf(each.sender) ?? '', account));
  return twice ? `Temporal recorded that ${account} sent another one too, and counts once` : null;
}

/** What is not read yet is no objection: the answer stands, and leads to nothing before it was read. */
function objectionToSender({ kind, sender, sent }: Answer, { rules, requestedBy }: Question): string | null {
  const { identities, requesterMayApprove } = rules;
  const account = accountOf(sender);
  if (account !== null && kind !== 'rejected' && !requesterMayApprove && samePerson(account, requestedBy ?? ''))
    return `Temporal recorded that ${account} sent it, who asked for the recovery (approval.requesterMayApprove)`;
  if (identities.length === 0) return null;
  if ('updateId' in sent) return 'the sender is checked here, and of an update none is recorded: send it as a signal';
  if (sender === null) return null;
  if (account === null) return 'Temporal recorded no account for it (approval.identities)';
  return listed(identities, account)
    ? null
    : `Temporal recorded that ${account} sent it, who may not decide (approval.identities)`;
}
