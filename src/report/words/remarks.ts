/** What the words for remarks must have: one entry for each code, in each language, by the compiler. */
import type { RemarkCode, RemarkOf, Remark, Told } from '../../contract/remarks.ts';

/** What it is, and what a person could do about it. */
export type Pair = readonly [reason: string, advice?: string];

/** Words that say it all, or what makes them of its data. `tell` puts another remark into words. */
export type RemarkWords = {
  readonly [Code in RemarkCode]: Pair | ((remark: RemarkOf<Code>, tell: (inner: Remark) => Told) => Pair);
};

/** Both in one line. */
export const sentence = ({ reason, advice }: Told): string => `${reason} ${advice}`.trim();
