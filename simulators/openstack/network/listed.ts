/** Lists of Neutron: filtered by any field that an item has, ordered by id, in pages. */
import { paged } from '../pages.ts';
import { PROJECT } from '../seed.ts';
import type { Answer, Call } from '../simulator.ts';
import { sees } from '../visible.ts';

type Item = Record<string, unknown> & { id: string };

/** Whose it is; two names for one thing. */
export const OWNER = { tenant_id: PROJECT.id, project_id: PROJECT.id };

/** @param shared - there for other projects as well. */
export function listed(call: Call, path: string, items: readonly Item[], shared = false): Answer {
  const { query, caller, baseUrl } = call;
  const key = path.slice(1).replace('-', '_');
  const { limit: _limit, marker: _marker, ...filters } = query;
  const found = items
    .filter(() => shared || sees(caller))
    .filter((item) => Object.entries(filters).every(([name, wanted]) => String(item[name]) === wanted))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  // Begins anew at a marker that it does not know.
  const unknownMarker = () => null;
  const url = `${baseUrl}${path}`;
  return { status: 200, body: paged(found, { key, query, url, shown: (item) => item, unknownMarker }) };
}
