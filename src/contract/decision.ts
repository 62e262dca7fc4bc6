/** What people decide, and who Temporal says it was. */

/** Who sent a message: workflow code is not told, so it is read back from the history. */
export interface RecordedSender {
  /** What the client called itself; null when it said nothing. Anybody can say anything here. */
  identity: string | null;
  /** Who the server says it was: Temporal 1.31 or later, where it is switched on. Can't be made up. */
  principal: string | null;
}

/** Which message of the history an answer was. */
export type Sent =
  /** The how-manieth signal of that name, from 1. */
  { signal: string; number: number } | { updateId: string };

/** An answer that counts, alone or with those of others. */
export interface Answer {
  kind: 'approved' | 'rejected' | 'deletion-approved';
  /** Who the answer says it is from. */
  by: string;
  reason: string | null;
  /** Plan digest that the answer named, if it did. */
  plan: string | null;
  /** ISO 8601; it does not count any more then. */
  until: string | null;
  /** Name of the server, for `deletion-approved`. */
  serverName: string | null;
  /** ISO 8601. */
  at: string;
  sent: Sent;
  /** Null until it was read. */
  sender: RecordedSender | null;
}

/** A question that is answered. */
export interface Decision {
  kind: Answer['kind'];
  /** Everybody whose answer it took, such as `a@example.org and b@example.org`. */
  by: string;
  reason: string | null;
  plan: string | null;
  /** The first moment at which one of the answers does not count any more. */
  until: string | null;
  /** When the last of them came. */
  at: string;
  answers: Answer[];
}

/** Who may decide, as the site's configuration says. */
export interface ApprovalRules {
  /** As in `by`; anybody where it is empty. */
  approvers: string[];
  /** As Temporal records them; where it is not empty, an answer counts only if its sender is one of them. */
  identities: string[];
  requesterMayApprove: boolean;
  approversNeeded: number;
}

/** People write their own address now so, now so. */
export const samePerson = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/** What an SDK or a command line calls itself when nobody told it who uses it. */
const isProgram = (identity: string): boolean => /^\d+@/.test(identity) || identity.startsWith('temporal-cli:');

/** The account that sent an answer, by what can be trusted most; null when none was recorded. */
export function accountOf(sender: RecordedSender | null): string | null {
  if (sender === null) return null;
  if (sender.principal !== null) return sender.principal;
  return sender.identity === null || isProgram(sender.identity) ? null : sender.identity;
}

/** `unknown` where no account was recorded: the dev server has no login, and programs only name themselves. */
export function senderVerdict({ by, sender }: Pick<Answer, 'by' | 'sender'>): 'same' | 'another' | 'unknown' {
  const account = accountOf(sender);
  if (account === null) return 'unknown';
  return samePerson(account, by) ? 'same' : 'another';
}
