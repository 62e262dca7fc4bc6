/** What to do: log in and copy, by hand elsewhere, what would help to read the rest, what to tell the owner, what comes next. */
import { sshCommand } from '../access.ts';
import { confirmAnswer, extendAnswer } from '../answers.ts';
import { plainText } from '../plain-text.ts';
import type { PageContext } from './context.ts';
import { fragment, type Html, said } from './fragment.ts';
import { code, commands, firstOf, list, paragraph, shortVerdict, table } from './parts.ts';
import { formatSize } from '../format.ts';

const MOST_UNREAD = 40;

export function copySection({ document, words, report }: PageContext): Html {
  const { access, copy } = document;
  const title = fragment`<h2>${said(words.copy.title)}</h2>`;
  if (access === null) return fragment`<section id="copy">${title}${paragraph(report.noAccess)}</section>`;
  const ways = copy.map(({ kind, commands: lines }) => fragment`${paragraph(words.copy.ways[kind])}${commands(lines)}`);
  const keys =
    access.hostKeys.length === 0
      ? null
      : fragment`${paragraph(report.knownHosts)}${commands(access.hostKeys.slice(0, 10).map((key) => plainText(key, 1000)))}`;
  return fragment`<section id="copy">
    ${title}${paragraph(report.login)}${commands([sshCommand(access)])}${keys}${copy.length === 0 ? null : paragraph(words.copy.intro)}${ways}
  </section>`;
}

export function byHandSection({ document, words }: PageContext): Html {
  const steps = document.byHand.map(
    ({ kind, commands: lines }) => fragment`<li>${said(words.byHand.steps[kind])}${commands(lines)}</li>`,
  );
  return fragment`<section id="by-hand">
    <h2>${said(words.byHand.title)}</h2>
    ${paragraph(words.byHand.intro)}
    <ol>
      ${steps}
    </ol>
  </section>`;
}

export function notReadSection({ document, words, report, language }: PageContext): Html {
  const { notRead } = words;
  const title = fragment`<h2>${said(notRead.title)}</h2>`;
  if (document.notRead.length === 0)
    return fragment`<section id="not-read">${title}${paragraph(notRead.nothing, 'good')}</section>`;
  const { shown, rest } = firstOf(document.notRead, MOST_UNREAD, words.lives.more);
  const [where, why, help] = notRead.columns;
  const rows = shown.map(({ what, verdict, type, sizeBytes, reason, advice, missing }) => {
    const lacking = missing.slice(0, 6).map((each) => plainText(each, 60));
    return [
      fragment`${code(what, 80)}
        <span class="soft"
          >${[...(type === null ? [] : [type]), ...(sizeBytes === 0 ? [] : [formatSize(sizeBytes, language)])].join(', ')}</span
        >`,
      fragment`${said(shortVerdict(verdict, { words, report }))}${lacking.length === 0 ? null : fragment`<br />${said(notRead.missing(lacking.join(', ')))}`}`,
      fragment`${said(notRead.help[verdict])}
        <details open>
          <summary>${said(notRead.details)}</summary>
          <span class="soft">${plainText(`${reason} ${advice}`, 600)}</span>
        </details>`,
    ];
  });
  return fragment`<section id="not-read">
    ${title}${paragraph(notRead.intro)}${table([{ title: where, kind: 'where' }, { title: why }, { title: help }], rows)}${rest}
  </section>`;
}

export function ownerSection({ document, words }: PageContext): Html {
  const notes = document.tellOwner.map(({ kind, about }) => {
    const what = about.map((each, index) => fragment`${index === 0 ? fragment` ` : fragment`, `}${code(each, 100)}`);
    return fragment`${said(words.owner.notes[kind])}${what}`;
  });
  return fragment`<section id="owner">
    <h2>${said(words.owner.title)}</h2>
    ${paragraph(words.owner.intro)}${list(notes)}
  </section>`;
}

/** Only while there is somebody to answer to. */
export function nextSection({ document, report }: PageContext): Html | null {
  if (document.access === null) return null;
  const { next } = report;
  return fragment`<section id="next">
    <h2>${said(next.title)}</h2>
    ${paragraph(next.done(`\`${confirmAnswer.signal}\``))}${commands([confirmAnswer.json])}${paragraph(next.longer(`\`${extendAnswer.signal}\``))}${commands([extendAnswer.json])}${paragraph(next.then)}
  </section>`;
}

export function originalsSection({ document, report }: PageContext): Html | null {
  if (document.originals.length === 0) return null;
  const lines = document.originals.slice(0, 60).map(({ name, where, snapshotId }) => {
    const snapshot =
      snapshotId === null ? '' : `; ${report.snapshot(`\`${plainText(snapshotId, 64).replaceAll('`', '’')}\``)}`;
    return fragment`<strong>${plainText(name, 100)}</strong> ${said(`(${report.outcome[where]}${snapshot})`)}`;
  });
  return fragment`<section id="originals">
    <h2>${said(report.outcomes)}</h2>
    ${list(lines)}
  </section>`;
}
