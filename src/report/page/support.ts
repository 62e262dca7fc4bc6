/** The triage page for support: facts about what gives access or runs by itself, and no verdict. */
import type { TriageFact, TriageGroup, TriageKind } from '../../contract/survey.ts';
import { formatInstant } from '../format.ts';
import { plainText } from '../plain-text.ts';
import { factWords } from '../triage-words.ts';
import type { PageWords } from '../words/page.ts';
import type { PageContext } from './context.ts';
import { fragment, type Html, said } from './fragment.ts';
import { code, paragraph, table } from './parts.ts';

const MOST_FACTS = 30;

export function supportSection({ document, words, report }: PageContext): Html {
  const { triage } = words;
  const title = fragment`<h2>${said(triage.title)}</h2>`;
  const caution = fragment`<div class="note">
    ${paragraph(report.caution.intro)}
    <ul>
      ${report.caution.items.map((item) => fragment`<li>${said(item)}</li>`)}
    </ul>
  </div>`;
  if (document.survey?.kind !== 'surveyed')
    return fragment`<section id="support" class="support">${title}${caution}</section>`;
  const { systems, loose, file } = document.survey.survey;
  const several = systems.length > 1;
  const parts = systems.map(
    ({ root, packages, triage: groups }) =>
      fragment`${several ? fragment`<h3>${said(triage.system(plainText(root, 80)))}</h3>` : null}${packages === 'rpm' ? paragraph(triage.rpm, 'note') : null}${groups.length === 0 ? paragraph(triage.none) : groups.map((group) => groupPart(group, words))}`,
  );
  const rest =
    loose.length === 0
      ? null
      : fragment`<h3>${said(triage.loose)}</h3>
          ${loose.map((group) => groupPart(group, words))}`;
  const whole = file === null ? null : paragraph(triage.inFile(plainText(file, 80)), 'soft');
  return fragment`<section id="support" class="support">
    ${title}${paragraph(triage.intro)}
    <p><strong>${said(triage.clean)}</strong></p>
    ${caution}${parts}${rest}${whole}
  </section>`;
}

function groupPart({ kind, facts, more, ordinary }: TriageGroup, words: PageWords): Html {
  const { triage } = words;
  const { title, why } = triage.kinds[kind];
  const [path, owner, changed, what] = triage.columns;
  const rows = facts
    .slice(0, MOST_FACTS)
    .map((fact) => [
      code(fact.path, 200),
      plainText(fact.owner, 40),
      formatInstant(fact.modifiedAt),
      whatItIs(fact, kind, words),
    ]);
  const left = more + Math.max(0, facts.length - MOST_FACTS);
  const rest = [...(left > 0 ? [triage.more(left)] : []), ...(ordinary > 0 ? [triage.ordinary(ordinary)] : [])];
  return fragment`<h3>${said(title)}</h3>
    <p class="soft">${said(why)}</p>
    ${rows.length === 0 ? null : table([{ title: path, kind: 'path' }, { title: owner }, { title: changed, kind: 'when' }, { title: what }], rows)}${rest.length === 0 ? null : paragraph(rest.join(' '), 'soft')}`;
}

function whatItIs(fact: TriageFact, kind: TriageKind, words: PageWords): Html {
  const told = factWords(fact, kind, words);
  const detail = fact.detail === null ? null : code(fact.detail, 300);
  return fragment`${said(told)}${told !== '' && detail !== null ? said(words.colon) : null}${detail}`;
}
