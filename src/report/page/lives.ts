/** What lies on the disks: each system with its people and its places, and what fills the other file systems. */
import type { FilesystemSurvey, FolderSize, SystemSurvey } from '../../contract/survey.ts';
import { formatInstant } from '../format.ts';
import { knownSystems } from '../systems.ts';
import type { PageContext } from './context.ts';
import { sizeText } from './glance.ts';
import { fragment, type Html, said } from './fragment.ts';
import { code, firstOf, paragraph, table } from './parts.ts';

const MOST_ROWS = 40;
const MOST_FOLDERS = 8;

export function livesSection(context: PageContext): Html | null {
  const { document, words } = context;
  if (document.survey?.kind !== 'surveyed') return null;
  const { systems, filesystems } = document.survey.survey;
  return fragment`<section id="lives">
    <h2>${said(words.lives.title)}</h2>
    ${systems.map((system) => systemPart(system, context))}${filesystems.slice(0, 20).map((filesystem) => foldersPart(filesystem, context))}
  </section>`;
}

function systemPart(system: SystemSurvey, context: PageContext): Html {
  const { words, document } = context;
  const known = knownSystems(document.volumes, document.survey);
  const inspected = known.find(({ surveyed }) => surveyed === system)?.inspected;
  const { facts, unknown } = words.lives;
  const when = (at: string | null): string => (at === null ? unknown : formatInstant(at));
  const pairs: [string, string][] = [
    [facts.hostname, system.hostname ?? unknown],
    [facts.architecture, system.architecture ?? unknown],
    [facts.kernels, inspected?.kernels.slice(0, 6).join(', ') || unknown],
    [facts.timeZone, system.timeZone ?? unknown],
    [facts.firstBoot, when(system.firstBootAt)],
    [facts.lastActive, when(system.lastActiveAt)],
  ];
  return fragment`<h3>${inspected?.prettyName ?? system.hostname ?? system.root}</h3>
    <dl>
      ${pairs.map(
        ([name, value]) =>
          fragment`<dt>${said(name)}</dt>
            <dd>${value}</dd>`,
      )}
      <dt>${said(facts.root)}</dt>
      <dd>${code(system.root, 100)}</dd>
    </dl>
    ${users(system, context)}${places(system, context)}`;
}

const newest = ({ newest: change }: FolderSize): string => (change === null ? '' : formatInstant(change.at));

function users({ users: people, moreUsers }: SystemSurvey, { words, language }: PageContext): Html | null {
  if (people.length === 0) return null;
  const [account, home, data, changed] = words.lives.userColumns;
  const { shown } = firstOf(people, MOST_ROWS, words.lives.more);
  const rows = shown.map(({ name, uid, home: folder, shell, size }) => [
    fragment`${name} <span class="soft">(${uid}${shell === '' ? fragment`; ${said(words.lives.noAccount)}` : null})</span>`,
    code(folder, 100),
    size === null ? fragment`<span class="soft">${said(words.lives.noHome)}</span>` : sizeText(size, language, words),
    size === null ? null : newest(size),
  ]);
  const left = moreUsers + people.length - shown.length;
  return fragment`<h3>${said(words.lives.users)}</h3>
    ${table([{ title: account }, { title: home }, { title: data, kind: 'number' }, { title: changed, kind: 'when' }], rows)}${left > 0 ? paragraph(words.lives.more(left), 'soft') : null}`;
}

function places({ places: found, morePlaces }: SystemSurvey, { words, language }: PageContext): Html {
  const title = fragment`<h3>${said(words.lives.places)}</h3>`;
  if (found.length === 0) return fragment`${title}${paragraph(words.lives.none)}`;
  const [place, there, here, data, changed] = words.lives.placeColumns;
  const { shown } = firstOf(found, MOST_ROWS, words.lives.more);
  const rows = shown.map(({ kind, path, at, size }) => [
    said(words.lives.place[kind]),
    code(path, 120),
    code(at, 140),
    fragment`${sizeText(size, language, words)} <span class="soft">${said(words.lives.files(size.files))}</span>`,
    newest(size),
  ]);
  const left = morePlaces + found.length - shown.length;
  return fragment`${title}${table([{ title: place }, { title: there }, { title: here }, { title: data, kind: 'number' }, { title: changed, kind: 'when' }], rows)}${left > 0 ? paragraph(words.lives.more(left), 'soft') : null}`;
}

function foldersPart({ mountpoint, size, folders, more }: FilesystemSurvey, { words, language }: PageContext): Html {
  const [name, data, files] = words.lives.folderColumns;
  const shown = folders.slice(0, MOST_FOLDERS);
  const rows = shown.map((folder) => [
    code(folder.name, 100),
    sizeText(folder.size, language, words),
    folder.size.files,
  ]);
  const left = more + folders.length - shown.length;
  const sum = sizeText(size, language, words);
  return fragment`<h3>${said(words.lives.folders)} ${code(mountpoint, 80)} <span class="soft">(${sum})</span></h3>
    ${rows.length === 0 ? null : table([{ title: name }, { title: data, kind: 'number' }, { title: files, kind: 'number' }], rows)}${left > 0 ? paragraph(words.lives.more(left), 'soft') : null}`;
}
