/** An ordinary answer and question, to be changed one thing at a time. */
import type { Question } from '../../src/approval/objections.ts';
import type { Answer, ApprovalRules } from '../../src/contract/decision.ts';

const NOW = Date.parse('2026-11-25T12:00:00Z');
export const RULES: ApprovalRules = { approvers: [], identities: [], requesterMayApprove: true, approversNeeded: 1 };

let number = 0;
export const answer = (change: Partial<Answer> = {}): Answer => ({
  kind: 'approved',
  by: 'alice@example.org',
  reason: null,
  plan: null,
  until: null,
  serverName: null,
  at: '2026-11-25T11:00:00.000Z',
  sent: { signal: 'approveUnlock', number: (number += 1) },
  sender: null,
  ...change,
});

export const question = ({
  rules = {},
  ...change
}: Partial<Omit<Question, 'rules'>> & { rules?: Partial<ApprovalRules> } = {}): Question => ({
  plan: { digest: '1a2b3c4d', serverName: 'thesis-vm', deletesServer: true },
  requestedBy: 'analyst@example.org',
  now: NOW,
  ...change,
  rules: { ...RULES, ...rules },
});
