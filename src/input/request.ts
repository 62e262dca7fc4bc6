/** A request as it grows: what was given so far, and what of it is still wrong. Later words win over earlier ones. */
import { type InputFault, type RecoveryInput, RecoveryInputSchema } from '../contract/recovery-input.ts';
import { exampleOf, missingField } from './faults.ts';
import { GROUPS } from './fields.ts';
import { MOST_FAULTS, type Reading, readRequest } from './read-request.ts';

export interface Request {
  /** Right values by path, `owner.email`. */
  readonly given: ReadonlyMap<string, unknown>;
  /** What was wrong when it came, and has been neither mended nor taken back. */
  readonly open: readonly InputFault[];
}

const NOTHING_GIVEN: Request = { given: new Map(), open: [] };

/** True when a message says nothing at all: not a value, not a null, not even something wrong. */
export const saysNothing = ({ set, cleared, faults }: Reading): boolean =>
  set.size === 0 && cleared.length === 0 && faults.length === 0;

export const requestFrom = (value: unknown): Request => withReading(NOTHING_GIVEN, readRequest(value));

/** A value replaces the one before, null takes it back; either settles what was wrong with the field, as does a new fault. */
export function withReading(before: Request, { set, cleared, faults }: Reading): Request {
  const kept = [...before.given].filter(([path]) => !cleared.some((each) => isWithin(path, each)));
  const touched = [...set.keys(), ...cleared];
  const settled = ({ field, suggestion, mend }: InputFault): boolean =>
    (field === 'input' && set.size > 0) ||
    touched.some((path) => isWithin(field, path) || isWithin(path, suggestion ?? mend.field)) ||
    faults.some((fault) => fault.field === field);
  return {
    given: new Map([...kept, ...set]),
    open: [...before.open.filter((fault) => !settled(fault)), ...faults],
  };
}

/** What is kept of a request: message after message would let it grow. The latest faults stay open. */
export const bounded = ({ given, open }: Request): Request => ({ given, open: open.slice(-MOST_FAULTS) });

/** A field is within its group, and within itself. */
export const isWithin = (path: string, group: string): boolean => path === group || path.startsWith(`${group}.`);

/** Everything that can be told without asking the cloud: what is wrong, and what is missing once that is mended. */
export function faultsOf({ given, open }: Request): InputFault[] {
  return [...open, ...missingFields(new Map([...given, ...mendedBy(open)]))];
}

/** The values that would mend it, by path. */
export const mendedBy = (faults: readonly InputFault[]): [string, unknown][] =>
  faults.flatMap(({ mend: { field, value } }): [string, unknown][] => {
    if (value === null) return [];
    if (!GROUPS.has(field)) return [[field, value]];
    return Object.entries(value as object).map(([name, inner]) => [`${field}.${name}`, inner]);
  });

/** The parts of a request that only the cloud or the configuration can check. */
export interface WantedServer {
  cloud: string | null;
  project: string | null;
  /** Id, name, volume, address or ticket, as a person wrote it. */
  server: string | null;
  ticketId: string | null;
  /** The ticket system that the ticket is of, where the request came from one. */
  ticketSystem: string | null;
  /** Ids that the ticket's words mention. */
  mentioned: string[];
  volumeIds: string[];
  requestedBy: string | null;
}

export const wantedBy = ({ given }: Request): WantedServer => ({
  cloud: textIn(given, 'cloud'),
  project: textIn(given, 'project'),
  server: textIn(given, 'server'),
  ticketId: textIn(given, 'ticket.id'),
  ticketSystem: textIn(given, 'ticket.system'),
  mentioned: RecoveryInputSchema.shape.mentioned.safeParse(given.get('mentioned')).data ?? [],
  volumeIds: volumesIn(given),
  requestedBy: textIn(given, 'requestedBy'),
});

function textIn(given: Request['given'], path: string): string | null {
  const value = given.get(path);
  return typeof value === 'string' ? value : null;
}

function volumesIn(given: Request['given']): string[] {
  const volumes = RecoveryInputSchema.shape.volumes.safeParse(given.get('volumes'));
  return (volumes.data ?? []).map(({ volumeId }) => volumeId);
}

/** Asked of the cloud as well: a ticket may tell the server, and the cloud knows which servers there are. */
export const serverMissing = (candidates: string[] = []): InputFault => ({
  field: 'server',
  expected: 'the id, name, a volume or an address of the compromised server',
  received: 'nothing',
  suggestion: null,
  candidates,
  mend: { field: 'server', value: exampleOf('server') },
});

/** The server is missing, as far as can be told without the cloud, which may know the ticket. */
export function withoutServer(request: Request): InputFault[] {
  const { server, ticketId } = wantedBy(request);
  return server === null && ticketId === null && !asksForServer(request.open) ? [serverMissing()] : [];
}

/** True when something is open that, once mended, names the server. */
export const asksForServer = (faults: readonly InputFault[]): boolean =>
  faults.some(({ mend }) => mend.field === 'server');

/** @throws ZodError while {@link faultsOf} has any. */
export const completed = ({ given }: Request, serverId: string, cloud: string): RecoveryInput =>
  RecoveryInputSchema.parse({ ...nested(given), serverId, cloud });

/** Fields without which a part of the input means nothing: an owner's address. */
function missingFields(given: Request['given']): InputFault[] {
  const fields = nested(given);
  const result = RecoveryInputSchema.omit({ serverId: true }).safeParse(fields);
  return (result.error?.issues ?? []).map((issue) => missingField(issue.path.join('.')));
}

/** `owner.email` becomes the `email` of `owner`. What names the server is no part of the input. */
export function nested(given: Request['given']): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [path, value] of given) {
    const [group = '', name] = path.split('.');
    if (name === undefined) fields[group] = value;
    else fields[group] = { ...(fields[group] as object | undefined), [name]: value };
  }
  delete fields['server'];
  return fields;
}
