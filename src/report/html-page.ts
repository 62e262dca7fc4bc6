/** The report as one page of HTML that needs nothing else: no network, no script; it can be printed and mailed. */
import type { Language } from '../contract/recovery-input.ts';
import { decisionLines } from './decision-markdown.ts';
import { reportDocument } from './document.ts';
import { inLanguage } from './in-language.ts';
import type { PageContext } from './page/context.ts';
import { disksSection } from './page/disks.ts';
import { glanceSection } from './page/glance.ts';
import { fragment, Html, said } from './page/fragment.ts';
import { livesSection } from './page/lives.ts';
import { STYLE } from './page/style.ts';
import { supportSection } from './page/support.ts';
import {
  byHandSection,
  copySection,
  nextSection,
  notReadSection,
  originalsSection,
  ownerSection,
} from './page/work.ts';
import { wordsIn } from './plan-markdown.ts';
import { plainText } from './plain-text.ts';
import type { ReportPage } from './report-markdown.ts';
import { plainStyle } from './style.ts';

/** Even markup that got in would load and run nothing. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'";

export function reportHtml(page: ReportPage): string {
  const { language, decisions } = page;
  const words = wordsIn(language);
  const document = reportDocument({ ...page, report: inLanguage(page.report, language) });
  const context: PageContext = { document, words: words.page, report: words.report, language };
  const title = words.report.title(context.document.server.name);
  const sections = [
    ['disks', words.page.disks, disksSection(context)],
    ['lives', words.page.lives.title, livesSection(context)],
    ['copy', words.page.copy.title, copySection(context)],
    ['not-read', words.page.notRead.title, notReadSection(context)],
    ['owner', words.page.owner.title, ownerSection(context)],
    ['next', words.report.next.title, nextSection(context)],
    ['originals', words.report.outcomes, originalsSection(context)],
    ['by-hand', words.page.byHand.title, byHandSection(context)],
    ['support', words.page.triage.title, supportSection(context)],
  ] as const;
  const there = sections.filter(([, , section]) => section !== null);
  const links = there.map(([id, name]) => fragment`<li><a href="#${id}">${said(name)}</a></li>`);
  const decided = decisionLines(decisions, language, plainStyle).map((line) => fragment`<p class="soft">${line}</p>`);
  return documentOf(
    language,
    title,
    fragment`<header>
        <h1>${said(title)}</h1>
        <p class="soft">
          ${said(words.report.recovery(plainText(page.recoveryId, 64)))} ${plainText(context.document.cloud, 60)},
          ${plainText(context.document.server.id, 64)}
        </p>
      </header>
      <main>
        ${glanceSection(context)}
        <nav aria-label="${words.page.contents}">
          <ul>
            ${links}
          </ul>
        </nav>
        ${there.map(([, , section]) => section)}
      </main>
      <footer>
        ${decided}
        <p>${said(words.page.footer)}</p>
      </footer>`,
  );
}

const documentOf = (language: Language, title: string, body: Html): string =>
  fragment`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html> `.markup;
