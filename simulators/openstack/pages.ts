/** Lists in pages, as Nova, Cinder and Neutron turn them: by a limit and the last id of the page before. */
import type { Refusal } from './answers.ts';

interface Page<Item> {
  /** Name of the list in the answer; its links are beside it. */
  key: string;
  query: Record<string, string>;
  /** Address of the list, for the link to the next page. */
  url: string;
  shown: (item: Item) => unknown;
  /** Null where the list begins anew. */
  unknownMarker: (marker: string) => Refusal | null;
}

/** A page that is full has a next one, be it empty: nobody has looked. */
export function paged<Item extends { id: string }>(
  items: readonly Item[],
  { key, query, url, shown, unknownMarker }: Page<Item>,
): Record<string, unknown> {
  const { marker } = query;
  const start = marker === undefined ? 0 : items.findIndex(({ id }) => id === marker) + 1;
  const refusal = marker !== undefined && start === 0 ? unknownMarker(marker) : null;
  if (refusal !== null) throw refusal;
  const limit = query['limit'] === undefined ? items.length : Number(query['limit']);
  const page = items.slice(start, start + limit);
  const last = page.at(-1);
  const isFull = query['limit'] !== undefined && page.length === limit && last !== undefined;
  const next = `${url}?${new URLSearchParams({ ...query, marker: last?.id ?? '' }).toString()}`;
  return { [key]: page.map(shown), ...(isFull ? { [`${key}_links`]: [{ rel: 'next', href: next }] } : {}) };
}
