import { describe, expect, it } from 'vitest';
import type { PlanRemark } from '../../src/contract/plan-remarks.ts';
import { planRemarks, tellPlanRemark } from '../../src/report/plan-remarks.ts';
import { PLAN_REMARKS } from '../../src/report/words/plan-remarks.ts';
import { PLAN } from './sample-recovery.ts';

const REMARKS = Object.keys(PLAN_REMARKS.en).map(
  (code) => ({ code, server: 'thesis-vm', volume: 'samples' }) as PlanRemark,
);

describe('what an approver should read of a plan', () => {
  it.each(REMARKS)('$code is said in both languages, of the same server or volume', (remark) => {
    const [en, fr] = [tellPlanRemark(remark, 'en'), tellPlanRemark(remark, 'fr')];
    expect(fr).not.toBe(en);
    for (const said of [en, fr]) expect(said).toMatch(/\.$/);
    for (const name of ['thesis-vm', 'samples', 'delete_on_termination', 'options.'])
      expect(fr.includes(name)).toBe(en.includes(name));
  });

  it('is said in English where the plan is older than the codes, or newer than this release', () => {
    const { remarkCodes: _, ...older } = PLAN;
    const newer = { ...PLAN, remarkCodes: [{ code: 'of-a-later-release' } as unknown as PlanRemark] };
    for (const plan of [older, newer]) expect(planRemarks(plan, 'fr')).toEqual(PLAN.remarks);
    expect(planRemarks(PLAN, 'fr')).not.toEqual(PLAN.remarks);
  });
});
