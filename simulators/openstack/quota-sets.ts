/** Quotas as an admin sets them: the same in Nova, Cinder and Neutron but for the names, and for how a member is refused. */
import type { Refusal } from './answers.ts';
import type { SimulatedCloud } from './cloud.ts';
import type { Operation } from './operations.ts';
import type { Quota } from './resources.ts';
import type { Call, Routes } from './simulator.ts';

interface Kind {
  path: string;
  /** What is around the numbers, in the request and in the answer. */
  key: string;
  read: Operation;
  update: Operation;
  /** Names on the wire, and ours. */
  names: Readonly<Record<string, keyof Quota>>;
  refusal: () => Refusal;
}

export function quotaSets(cloud: SimulatedCloud, route: Routes, kind: Kind): void {
  const { key, names } = kind;
  const path = `${kind.path}/:owner`;
  const numbers = (): Record<string, number> =>
    Object.fromEntries(Object.entries(names).map(([name, ours]) => [name, cloud.quota[ours]]));
  route('GET', path, kind.read, ({ params }) => ({
    status: 200,
    // Neutron does not say whose it is.
    body: { [key]: { ...(key === 'quota' ? {} : { id: params['owner'] }), ...numbers() } },
  }));
  route('PUT', path, kind.update, ({ body, caller }: Call) => {
    if (!caller.isAdmin) throw kind.refusal();
    const wish = body[key] as Record<string, number>;
    for (const [name, ours] of Object.entries(names)) cloud.quota[ours] = wish[name] ?? cloud.quota[ours];
    return { status: 200, body: { [key]: numbers() } };
  });
}
