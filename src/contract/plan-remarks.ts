/** What an approver should read of a plan, as a code with data; the words are the report's (src/report/words/plan-remarks.ts). */
export type PlanRemark =
  | { code: 'server-deleted'; server: string }
  | { code: 'locked-by-project' }
  | { code: 'same-image' }
  | { code: 'volume-kept-by-recovery'; volume: string }
  | { code: 'volume-deleted-with-server'; volume: string }
  | { code: 'own-disk-left-out' }
  | { code: 'no-evidence-snapshot' };

export type PlanRemarkCode = PlanRemark['code'];
