/** A layer of a disk in words: what it is called, and what is in it. */
import type { Layer, LayerKind } from '../contract/inspection.ts';
import type { Language } from '../contract/recovery-input.ts';
import { formatSize } from './format.ts';
import { plainText } from './plain-text.ts';
import type { PageWords } from './words/page.ts';

/** @param layers - what is told as one, outermost first. @returns its name, and what it holds with its size. */
export function labels(layers: readonly Layer[], language: Language, words: PageWords): [string, string] {
  const [outer] = layers;
  const inner = layers.at(-1);
  if (outer === undefined || inner === undefined) return ['', ''];
  const size = outer.sizeBytes === 0 ? [] : [formatSize(outer.sizeBytes, language)];
  const label = inner.label === null || inner.label === '' ? [] : [`“${plainText(inner.label, 40)}”`];
  const content = [contentOf(inner, words), ...label].join(' ');
  return [nameOf(outer, words), plainText([content, ...size].join(', '), 160)];
}

const nameOf = ({ path, name, kind }: Layer, words: PageWords): string =>
  plainText(path?.replace(/^\/dev\/(mapper\/)?/, '') ?? name ?? words.picture.kinds[kind], 60);

/** A partition's type is a number or a UUID, which says nothing to people; blkid's of these repeats what they are. */
const SAYS_ALL: ReadonlySet<LayerKind> = new Set(['partition', 'lvm-pv', 'md-member', 'swap']);

function contentOf({ kind, type }: Layer, words: PageWords): string {
  const what = words.picture.kinds[kind];
  if (type === null || SAYS_ALL.has(kind)) return what;
  if (kind === 'filesystem') return type;
  return `${what} ${kind === 'disk' ? type.toUpperCase() : type}`;
}
