/** What every section of the page is made from. */
import type { Language } from '../../contract/recovery-input.ts';
import type { ReportDocument } from '../document.ts';
import type { PageWords } from '../words/page.ts';
import type { ReportWords } from '../words/types.ts';

export interface PageContext {
  document: ReportDocument;
  words: PageWords;
  /** The words that the page shares with the Markdown. */
  report: ReportWords;
  language: Language;
}
