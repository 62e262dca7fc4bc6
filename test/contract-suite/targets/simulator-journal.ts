/** The simulator's journal as a case reads it: states in the words of suite/state.ts. */
import type { SimulatedCloud } from '../../../simulators/openstack/cloud.ts';
import { vmStateOf } from '../../../simulators/openstack/compute/shown-server.ts';
import type { State, StateChange } from '../../../simulators/openstack/journal.ts';
import type { Journal } from '../suite/target.ts';

const KINDS: Readonly<Record<string, StateChange['kind']>> = {
  servers: 'server',
  volumes: 'volume',
  snapshots: 'snapshot',
};

export function openJournal({ journal }: Pick<SimulatedCloud, 'journal'>): Journal {
  const opened = journal.length;
  return (path) => {
    const [, collection = '', id] = path.split('/');
    const kind = KINDS[collection];
    if (kind === undefined) return null;
    const since = journal.slice(opened).filter((change) => change.kind === kind && change.id === id);
    const [first] = since;
    if (first === undefined) return null;
    return [first.from, ...since.map(({ to }) => to)].map((state) => inWords(kind, state)).filter(isAnother);
  };
}

function inWords(kind: StateChange['kind'], state: State | null): string {
  if (state === null) return '404';
  if (kind === 'server') return [state.status, state.task ?? 'no-task', vmStateOf(state.status)].join(' ');
  return state.status + (state.attachedTo.length > 0 ? ' attached' : '');
}

/** A lock changes a server's state, and is told elsewhere. */
const isAnother = (state: string, index: number, all: readonly string[]): boolean => state !== all[index - 1];
