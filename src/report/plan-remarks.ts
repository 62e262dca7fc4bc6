/** A remark of the plan in words. */
import type { PlanRemark } from '../contract/plan-remarks.ts';
import type { RecoveryPlan } from '../contract/recovery.ts';
import type { Language } from '../contract/recovery-input.ts';
import { PLAN_REMARKS } from './words/plan-remarks.ts';

export function tellPlanRemark(remark: PlanRemark, language: Language): string {
  // That the words under a code are those of its remark, the compiler knows of the table and not of a look-up.
  const words = PLAN_REMARKS[language][remark.code] as string | ((remark: PlanRemark) => string);
  return typeof words === 'function' ? words(remark) : words;
}

/** Those that this release knows, in the language; else the plan's own words, which are English. */
export const planRemarks = ({ remarks, remarkCodes }: RecoveryPlan, language: Language): string[] =>
  remarkCodes?.every(({ code }) => Object.hasOwn(PLAN_REMARKS[language], code)) === true
    ? remarkCodes.map((remark) => tellPlanRemark(remark, language))
    : remarks;
