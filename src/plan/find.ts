/** Finds by id or, if nothing has that id, by name: as openstackclient does. */
export type Found<T> = { kind: 'found'; item: T } | { kind: 'missing' } | { kind: 'ambiguous'; candidates: T[] };

export function findByIdOrName<T extends { id: string; name: string }>(items: readonly T[], wanted: string): Found<T> {
  const byId = items.find((item) => item.id === wanted);
  if (byId !== undefined) return { kind: 'found', item: byId };
  const [first, ...others] = items.filter((item) => item.name === wanted);
  if (first === undefined) return { kind: 'missing' };
  return others.length === 0 ? { kind: 'found', item: first } : { kind: 'ambiguous', candidates: [first, ...others] };
}
