/** What is said of a fact in words: how many there are in it, and whether a package brought it. */
import type { TriageFact, TriageKind } from '../contract/survey.ts';
import type { PageWords } from './words/page.ts';

/** Where it tells something that no package brought a thing: configuration is made on the spot. */
const USUALLY_PACKAGED: ReadonlySet<TriageKind> = new Set(['pam', 'cron', 'setuid']);

/** Empty where its detail says all. */
export function factWords({ count, packaged }: TriageFact, kind: TriageKind, { triage }: PageWords): string {
  const counted = triage.kinds[kind].count;
  const number = count === null || counted === null ? [] : [counted(count)];
  const isTelling = packaged === true || (packaged === false && USUALLY_PACKAGED.has(kind));
  return [...number, ...(isTelling ? [triage.packaged[packaged ? 'yes' : 'no']] : [])].join(', ');
}
