/** What is said of a disk: as a code with data, which the report puts into words, and in English beside it. */
import type { Remark, Told } from '../contract/remarks.ts';
import { tell } from '../report/remarks.ts';
import { sentence } from '../report/words/remarks.ts';

export interface Remarked extends Told {
  remark: Remark;
}

export const told = (remark: Remark): Remarked => ({ ...tell(remark, 'en'), remark });

/** In one line, where there is no second field for what could be done about it. */
export const toldShort = (remark: Remark): string => sentence(tell(remark, 'en'));

/** Each once. */
export function warned(remarks: readonly Remark[]): { warnings: string[]; warningRemarks?: Remark[] } {
  const byText = new Map(remarks.map((remark) => [toldShort(remark), remark]));
  return byText.size === 0 ? { warnings: [] } : { warnings: [...byText.keys()], warningRemarks: [...byText.values()] };
}
