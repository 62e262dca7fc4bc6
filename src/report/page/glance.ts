/** What a tired person reads first: which system, what can be read, where the data is, what needs somebody. */
import type { FolderSize, PlaceSurvey } from '../../contract/survey.ts';
import type { Language } from '../../contract/recovery-input.ts';
import { formatInstant, formatSize } from '../format.ts';
import { plainText } from '../plain-text.ts';
import { knownSystems } from '../systems.ts';
import type { PageWords } from '../words/page.ts';
import type { PageContext } from './context.ts';
import { fragment, type Html, type HtmlValue, said } from './fragment.ts';
import { code, list, paragraph, shortVerdict } from './parts.ts';

const MOST = 5;

export function glanceSection(context: PageContext): Html {
  const { document, words } = context;
  const { glance } = words;
  const isProtected = document.volumes.every(({ readOnly, device }) => readOnly || device === null);
  return fragment`<section class="glance" id="glance">
    <h2>${said(glance.title)}</h2>
    ${systems(context)}
    <p>${readable(context)}</p>
    ${data(context)}${problems(context)}${
      isProtected ? paragraph(glance.protected, 'good') : paragraph(glance.notProtected, 'warn')
    }${surveyed(context)}
  </section>`;
}

function systems({ document, words }: PageContext): Html {
  const found = knownSystems(document.volumes, document.survey);
  if (found.length === 0) return paragraph(words.glance.noSystem);
  const lines = found.slice(0, MOST).map(({ inspected, surveyed: looked }) => {
    const lastActive = looked?.lastActiveAt ?? null;
    const hostname = inspected?.hostname ?? looked?.hostname ?? words.lives.unknown;
    return fragment`<strong>${inspected?.prettyName ?? looked?.root ?? '?'}</strong> ${said(
      `(${[hostname, ...(lastActive === null ? [] : [`${words.lives.facts.lastActive.toLowerCase()} ${formatInstant(lastActive)}`])].map((text) => plainText(text, 80)).join(', ')})`,
    )}`;
  });
  return list(lines);
}

function readable({ document, words }: PageContext): Html {
  const filesystems = document.volumes.flatMap(({ filesystems: found }) => found);
  const mounted = filesystems.filter(({ mount }) => mount.status === 'mounted').length;
  const holding = filesystems.filter(
    ({ mount }) => mount.status === 'mounted' || mount.verdict !== 'not-a-filesystem',
  ).length;
  return said(words.glance.readable(mounted, holding));
}

function data({ document, words, language }: PageContext): Html | null {
  if (document.survey?.kind !== 'surveyed') return null;
  const { systems: found, filesystems } = document.survey.survey;
  const places = found.flatMap(({ places: listed }) => listed).filter(isOuter);
  const lines: HtmlValue[] = places
    .slice(0, MOST)
    .map(
      ({ kind, path, at, size }) =>
        fragment`${said(words.lives.place[kind])} ${code(path, 100)}${said(words.colon)}${sizeText(size, language, words)} (${code(at, 120)})`,
    );
  const roots = new Set(found.map(({ root }) => root));
  const disks = filesystems
    .filter(({ mountpoint }) => !roots.has(mountpoint))
    .slice(0, MOST)
    .map(
      ({ mountpoint, size }) => fragment`${code(mountpoint, 80)}${said(words.colon)}${sizeText(size, language, words)}`,
    );
  const all = [...lines, ...disks];
  return all.length === 0
    ? null
    : fragment`<p><strong>${said(words.glance.data)}</strong></p>
        ${list(all)}`;
}

const isOuter = ({ at }: PlaceSurvey, _: number, all: readonly PlaceSurvey[]): boolean =>
  !all.some((other) => at.startsWith(`${other.at}/`));

export function sizeText({ bytes, partial }: FolderSize, language: Language, words: PageWords): string {
  const size = formatSize(bytes, language);
  return partial ? words.lives.atLeast(size) : size;
}

function problems({ document, words, report }: PageContext): Html {
  const { notRead } = document;
  if (notRead.length === 0) return paragraph(words.glance.noProblems, 'good');
  const lines = notRead
    .slice(0, MOST)
    .map(
      ({ what, verdict }) =>
        fragment`${code(what, 80)}${said(words.colon)}${said(shortVerdict(verdict, { words, report }))}`,
    );
  const more = notRead.length > MOST ? paragraph(words.lives.more(notRead.length - MOST), 'soft') : null;
  return fragment`<div class="warn">
    <p><strong>${said(words.glance.problems)}</strong></p>
    ${list(lines)}${more}
  </div>`;
}

function surveyed({ document: { survey }, words }: PageContext): Html | null {
  if (survey === null) return null;
  if (survey.kind === 'failed') return paragraph(words.glance.failed(plainText(survey.reason, 300)), 'note');
  const { takenAt, seconds, cut, file } = survey.survey;
  const at = words.glance.surveyed(formatInstant(takenAt), String(seconds));
  const where = file === null ? [] : [words.glance.file(plainText(file, 80))];
  return fragment`${paragraph([at, ...where].join(' '), 'soft')}${cut ? paragraph(words.glance.cut, 'note') : null}`;
}
