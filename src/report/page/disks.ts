/** The disks: the picture of each, the same in words, and what the inspection had to say. */
import type { Layer, VolumeInspection } from '../../contract/inspection.ts';
import { formatSize } from '../format.ts';
import { labels } from '../layer-words.ts';
import { plainText } from '../plain-text.ts';
import { fragment, type Html, said } from './fragment.ts';
import type { PageContext } from './context.ts';
import { code, firstOf, list, paragraph, shortVerdict, table } from './parts.ts';
import { filled } from './boxes.ts';
import { fillOf } from './fill.ts';
import { picture } from './picture.ts';

const MOST_LAYERS = 60;
const MOST_WARNINGS = 20;

export function disksSection({ document, words, report, language }: PageContext): Html {
  const { volumes } = document;
  const legend = (['read', 'partly', 'unread', 'nothing', 'holder'] as const).map(
    (fill) => fragment`<li><span class="key ${fill}"></span>${said(words.picture.legend[fill])}</li>`,
  );
  const used = fragment`<li><span class="key used"></span>${said(words.picture.legend.used)}</li>`;
  return fragment`<section id="disks">
    <h2>${said(words.disks)}</h2>
    ${volumes.length > 1 ? paragraph(words.picture.scale, 'soft') : null}
    <ul class="legend">
      ${legend}${used}
    </ul>
    ${volumes.map((volume, index) => {
      const title = `${titleOf(volume, report)}, ${formatSize(volume.sizeBytes, language)}`;
      return fragment`<h3>${said(title)}</h3>
        ${deviceLine(volume, { document, words, report, language })}${picture({ volume, id: `disk${index}`, title, language, words })}${layerTable(volume, { document, words, report, language })}${collisions(volume, { document, words, report, language })}${warnings(volume, { document, words, report, language })}`;
    })}
  </section>`;
}

function titleOf(
  { name, replayOf }: PageContext['document']['volumes'][number],
  report: PageContext['report'],
): string {
  const title = report.volume(plainText(name, 100));
  return replayOf === undefined ? title : report.replayed(title);
}

function deviceLine(volume: VolumeInspection, { report, language, words }: PageContext): Html {
  if (volume.device === null) return paragraph(report.noDevice, 'warn');
  const table = volume.partitionTable ?? report.noTable;
  const device = report.device(
    plainText(volume.device, 80),
    formatSize(volume.sizeBytes, language),
    plainText(table, 30),
  );
  const copy =
    volume.originalVolumeId === volume.volumeId
      ? null
      : fragment` ${said(volume.replayOf === undefined ? report.clone : report.replayedNote)}`;
  return fragment`<p>${said(device)}${copy}</p>
    ${volume.readOnly ? null : paragraph(words.glance.notProtected, 'warn')}`;
}

interface Row {
  /** Drawn as one, and told as one. */
  layers: readonly Layer[];
  depth: number;
}

function rowsOf(layer: Layer, depth: number): Row[] {
  const layers = filled(layer);
  const inside = layers.at(-1)?.children ?? [];
  return [{ layers, depth }, ...inside.flatMap((child) => rowsOf(child, depth + 1))];
}

function layerTable(volume: VolumeInspection, context: PageContext): Html | null {
  if (volume.layers === null) return null;
  const { words, language } = context;
  const { shown, rest } = firstOf(rowsOf(volume.layers, 0), MOST_LAYERS, words.picture.more);
  const [name, what, size, remarks] = words.picture.columns;
  const rows = shown.map(({ layers, depth }) => {
    const { path = null, name: called = null, kind = 'other', sizeBytes = 0 } = layers[0] ?? {};
    return [
      fragment`<span class="depth" style="padding-left: ${depth * 1.1}em"
        >${code(path ?? called ?? words.picture.kinds[kind], 80)}</span
      >`,
      fragment`<span class="key ${fillOf(layers, volume)}"></span>${whatItIs(layers, context)}`,
      sizeBytes === 0 ? null : formatSize(sizeBytes, language),
      remarksOf(layers, volume, context),
    ];
  });
  return fragment`${table([{ title: name }, { title: what }, { title: size, kind: 'number' }, { title: remarks }], rows)}${rest}`;
}

/** Without its size, which has a column of its own. */
function whatItIs(layers: readonly Layer[], { words, language }: PageContext): string {
  const [, content] = labels(
    layers.map((layer) => ({ ...layer, sizeBytes: 0 })),
    language,
    words,
  );
  const [outer] = layers;
  const names = outer?.path == null || outer.name === null ? [] : [plainText(outer.name, 80)];
  // Of an extended partition there is no more to say than its name.
  const more = names.length > 0 && content === words.picture.kinds.partition ? [] : [content];
  return [...names, ...more].join(words.colon);
}

function remarksOf(
  layers: readonly Layer[],
  volume: VolumeInspection,
  { words, report, language }: PageContext,
): Html | null {
  const inner = layers.at(-1);
  const mount =
    inner?.children.length === 0 ? volume.filesystems.find(({ path }) => path === inner.path)?.mount : undefined;
  const at = mount?.status === 'mounted' ? code(mount.mountpoint, 80) : null;
  const used =
    mount?.status === 'mounted' && mount.usedBytes !== null ? [report.used(formatSize(mount.usedBytes, language))] : [];
  const codes = new Set(layers.flatMap(({ verdicts }) => verdicts).map(({ code: verdict }) => verdict));
  const verdicts = [...codes].map((verdict) => shortVerdict(verdict, { words, report }));
  const missing = layers.flatMap((layer) => layer.missing).slice(0, 4);
  const remarks = [...used, ...verdicts, ...missing.map((each) => words.picture.missing(plainText(each, 60)))].join(
    '; ',
  );
  return fragment`${at}${at === null || remarks === '' ? null : fragment`; `}${said(remarks)}`;
}

function collisions({ collisions: found }: VolumeInspection, { words }: PageContext): Html | null {
  if (found.length === 0) return null;
  return list(
    found.slice(0, MOST_WARNINGS).map(({ value, paths, withRecoveryServer, handled }) => {
      const own = withRecoveryServer ? ` (${words.picture.ownRecoveryServer})` : '';
      const where = paths.slice(0, 8).map((path) => plainText(path, 60));
      return fragment`${said(words.picture.collision(plainText(value, 60), where.join(', ') + own))}.
      ${plainText(handled, 300)}`;
    }),
  );
}

function warnings({ warnings: found }: VolumeInspection, { report }: PageContext): Html | null {
  if (found.length === 0) return null;
  const { shown, rest } = firstOf(found, MOST_WARNINGS, report.more);
  return fragment`<div class="note">
    <p><strong>${said(report.warnings)}</strong></p>
    ${list(shown.map((warning) => plainText(warning, 400)))}${rest}
  </div>`;
}
