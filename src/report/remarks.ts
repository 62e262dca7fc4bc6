/** A remark of the inspection in words. */
import type { Remark, Told } from '../contract/remarks.ts';
import type { Language } from '../contract/recovery-input.ts';
import type { Pair, RemarkWords } from './words/remarks.ts';
import { remarksEn } from './words/remarks-en.ts';
import { remarksFr } from './words/remarks-fr.ts';

const WORDS: Readonly<Record<Language, RemarkWords>> = { en: remarksEn, fr: remarksFr };

export function tell(remark: Remark, language: Language): Told {
  // That the words under a code are those of its remark, the compiler knows of the table and not of a look-up.
  const words = WORDS[language][remark.code] as Pair | ((remark: Remark, inner: (each: Remark) => Told) => Pair);
  const [reason, advice = ''] = typeof words === 'function' ? words(remark, (each) => tell(each, language)) : words;
  return { reason, advice };
}

/** False for one that a later release made: a report may be read by an older one. */
export const isKnown = (remark: Remark): boolean =>
  Object.hasOwn(remarksEn, remark.code) && (!('because' in remark) || isKnown(remark.because));
