/** The picture of a disk: bars to scale, with a title and a description for those who don't see it. */
import type { Layer, VolumeInspection } from '../../contract/inspection.ts';
import type { Language } from '../../contract/recovery-input.ts';
import { labels } from '../layer-words.ts';
import { plainText } from '../plain-text.ts';
import type { PageWords } from '../words/page.ts';
import { type Box, boxesOf } from './boxes.ts';
import { fillOf } from './fill.ts';
import { fragment, type Html } from './fragment.ts';

const WIDTH = 960;
const ROW = 46;
const GAP = 4;
/** About what a character takes at the size of the labels. */
const CHARACTER = 7;
/** Thinner than that nobody sees. */
const LEAST = 3;

export interface Pictured {
  volume: VolumeInspection;
  /** Names the parts of the picture in the page. */
  id: string;
  title: string;
  language: Language;
  words: PageWords;
}

export function picture({ volume, id, title, language, words }: Pictured): Html {
  const disk = volume.layers;
  if (disk === null) return fragment``;
  const boxes = boxesOf(disk);
  const height = (Math.max(...boxes.map(({ row }) => row)) + 1) * (ROW + GAP);
  const drawn = boxes.map((box, index) => drawBox(box, `${id}-${index}`, volume, language, words));
  return fragment`<svg class="disk" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="${id}-t ${id}-d">
    <title id="${id}-t">${title}</title>
    <desc id="${id}-d">${words.picture.described}</desc>
    ${drawn}
  </svg>`;
}

function drawBox(box: Box, id: string, volume: VolumeInspection, language: Language, words: PageWords): Html {
  const x = round(box.start * WIDTH);
  const width = round(Math.max(LEAST, Math.min(box.width * WIDTH, WIDTH - x) - 1));
  const y = box.row * (ROW + GAP);
  const [name, content] = labels(box.layers, language, words);
  const fill = fillOf(box.layers, volume);
  const used = usedPart(box.layers, volume);
  return fragment`<g class="${fill}"
    ><title>${`${name}, ${content}`}</title><rect x="${x}" y="${y}" width="${width}" height="${ROW}" rx="3" />${
      used === null
        ? null
        : fragment`<rect class="used" x="${x}" y="${y + ROW - 5}" width="${round(width * used)}" height="5" />`
    }<clipPath id="${id}"><rect x="${x}" y="${y}" width="${Math.max(0, width - 4)}" height="${ROW}" /></clipPath
    >${label(name, x, y + 18, width, id, 'name')}${label(content, x, y + 34, width, id, 'content')}</g
  >`;
}

/** Nothing rather than two letters; the table below has it all. */
const label = (text: string, x: number, y: number, width: number, id: string, kind: string): Html | null => {
  const room = Math.floor((width - 10) / CHARACTER);
  if (room < 4) return null;
  return fragment`<text class="${kind}" x="${x + 6}" y="${y}" clip-path="url(#${id})">${plainText(text, room)}</text>`;
};

const round = (value: number): number => Math.round(value * 10) / 10;

function usedPart(layers: readonly Layer[], { filesystems }: VolumeInspection): number | null {
  const inner = layers.at(-1);
  if (inner?.kind !== 'filesystem') return null;
  const mount = filesystems.find(({ path }) => path === inner.path)?.mount;
  if (mount?.status !== 'mounted' || mount.usedBytes === null || inner.sizeBytes <= 0) return null;
  return Math.min(1, mount.usedBytes / inner.sizeBytes);
}
