/** What must hold at every moment, whatever went wrong. Each gives a sentence for each time that it did not. */
import type { StateChange } from './journal.ts';
import type { RecordedCall } from './recorded-call.ts';

/** What there was before anything was recovered, and all that happened since. */
export interface Evidence {
  /** By id: what was there first, and where. */
  servers: ReadonlyMap<string, string>;
  volumes: ReadonlyMap<string, { name: string; attachedTo: readonly string[] }>;
  /** Ids and names by which a path could name anything that was there first. */
  ids: readonly string[];
  calls: readonly RecordedCall[];
  changes: readonly StateChange[];
  /** Servers whose deletion was approved separately. */
  mayBeDeleted: ReadonlySet<string>;
}

type Invariant = (evidence: Evidence) => string[];

const told = ({ method, path, what, user, requestId }: RecordedCall): string =>
  `${method} ${path}${what === null ? '' : ` (${what})`} by ${user ?? 'a stranger'} [${requestId}]`;

function because({ requestId }: StateChange, { calls }: Evidence): string {
  const call = calls.find((each) => each.requestId === requestId);
  return call === undefined ? 'by no request' : `because of ${told(call)}`;
}

const ATTACHMENTS = /\/servers\/([^/]+)\/os-volume_attachments/;
const serverOf = ({ path }: RecordedCall): string => /\/servers\/([^/?]+)/.exec(path)?.[1] ?? '';
const segments = ({ path }: RecordedCall): string[] => path.split('?')[0]?.split('/') ?? [];
const changing = ({ calls }: Evidence): RecordedCall[] => calls.filter(({ method }) => method !== 'GET');
const isRecoveryServer = (change: StateChange): boolean =>
  change.kind === 'server' && change.requestId !== null && change.name.startsWith('recovery-');
/** Every server that was made through the API, oldest first. */
export const serversMade = (changes: readonly StateChange[]): StateChange[] =>
  changes.filter(({ kind, from, requestId }) => kind === 'server' && from === null && requestId !== null);

/** Its own server, or one that a recovery made. */
function mayHold(evidence: Evidence, volumeId: string, serverId: string): boolean {
  const own = evidence.volumes.get(volumeId)?.attachedTo.includes(serverId) ?? false;
  return own || serversMade(evidence.changes).some((made) => made.id === serverId && isRecoveryServer(made));
}

const evidenceStays: Invariant = (evidence) =>
  evidence.changes
    .filter(({ id, to }) => to === null && (evidence.servers.has(id) || evidence.volumes.has(id)))
    .filter(({ id }) => !evidence.mayBeDeleted.has(id))
    .map((change) => `${change.kind} ${change.name} (${change.id}) was deleted, ${because(change, evidence)}`);

const noDeletionIsAskedFor: Invariant = (evidence) =>
  changing(evidence)
    .filter(({ method, path }) => method === 'DELETE' && !ATTACHMENTS.test(path))
    .filter((call) => segments(call).some((part) => evidence.ids.includes(part)))
    .filter((call) => !evidence.mayBeDeleted.has(serverOf(call)))
    .map((call) => `${told(call)}: what was there first is not to be deleted`);

/** Extending, retyping, metadata, read-only flag, resetting a status: all of it writes. To attach is no change of the volume. */
const noVolumeIsChanged: Invariant = (evidence) =>
  changing(evidence)
    .filter(({ method, path }) => method !== 'DELETE' && !ATTACHMENTS.test(path))
    .filter(({ path }) => [...evidence.volumes.keys()].some((id) => path.includes(`/volumes/${id}`)))
    .map((call) => `${told(call)}: a volume of the evidence is not to be changed`);

const HARMLESS = new Set(['lock', 'unlock', 'createImage', 'os-getConsoleOutput']);

const noServerIsChanged: Invariant = (evidence) =>
  changing(evidence)
    .filter((call) => evidence.servers.has(serverOf(call)) && call.method !== 'DELETE')
    .filter((call) => !(call.method === 'POST' && ATTACHMENTS.test(call.path)))
    .filter(({ operation, what }) => !(operation === 'compute.servers.action' && HARMLESS.has(what ?? '')))
    .filter((call) => !keepsItsVolume(call, evidence))
    .map((call) => `${told(call)}: a server that was there first is not to be changed or started`);

/** Before an approved deletion of its server, a volume is told to stay. */
const keepsItsVolume = (call: RecordedCall, { mayBeDeleted }: Evidence): boolean =>
  call.operation === 'compute.volume-attachments.update' &&
  call.what === 'delete_on_termination: false' &&
  mayBeDeleted.has(serverOf(call));

const OFF = new Set(['SHUTOFF', 'DELETED', 'ERROR', 'SHELVED', 'SHELVED_OFFLOADED']);

const noEvidenceIsBooted: Invariant = (evidence) => [
  ...evidence.changes
    .filter(({ id, from, to }) => evidence.servers.has(id) && from !== null && to !== null)
    .filter(({ from, to }) => OFF.has(from?.status ?? '') && !OFF.has(to?.status ?? ''))
    .map((change) => `server ${change.name} (${change.id}) was started, ${because(change, evidence)}`),
  ...evidence.calls
    .filter(({ operation, what }) => operation === 'compute.servers.create' && evidence.volumes.has(what ?? ''))
    .map((call) => `${told(call)}: nothing is to boot from a volume of the evidence`),
];

/** What a test attaches with its own hands is its own business. */
const noStrangerHoldsEvidence: Invariant = (evidence) => [
  ...evidence.changes
    .filter(({ id, from, to }) => evidence.volumes.has(id) && from !== null && to !== null)
    .filter(({ requestId }) => requestId !== null)
    .flatMap((change) => (change.to?.attachedTo ?? []).map((serverId) => ({ change, serverId })))
    .filter(({ change, serverId }) => !(change.from?.attachedTo ?? []).includes(serverId))
    .filter(({ change, serverId }) => !mayHold(evidence, change.id, serverId))
    .map(
      ({ change, serverId }) =>
        `volume ${change.name} (${change.id}) was attached to the stranger ${serverId}, ${because(change, evidence)}`,
    ),
  ...evidence.calls
    .filter(({ operation, what }) => operation === 'compute.volume-attachments.create' && what !== null)
    .filter((call) => evidence.volumes.has(call.what ?? '') && !mayHold(evidence, call.what ?? '', serverOf(call)))
    .map((call) => `${told(call)}: evidence goes to its own server or to a recovery server only`),
];

const oneRecoveryServer: Invariant = ({ changes }) => {
  const names = serversMade(changes).map(({ name }) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...twice].map(
    (name) => `server ${name} was made ${String(names.filter((each) => each === name).length)} times`,
  );
};

const nothingUnknown: Invariant = ({ calls }) =>
  calls
    .filter(({ status }) => status === 501)
    .map((call) => `${told(call)}: a recovery asked for what is not simulated`);

const noSecretInAnAddress: Invariant = ({ calls }) =>
  calls.filter(({ hadSecret }) => hadSecret).map((call) => `${told(call)}: a secret stood in the address`);

export const INVARIANTS: readonly Invariant[] = [
  evidenceStays,
  noDeletionIsAskedFor,
  noVolumeIsChanged,
  noServerIsChanged,
  noEvidenceIsBooted,
  noStrangerHoldsEvidence,
  oneRecoveryServer,
  nothingUnknown,
  noSecretInAnAddress,
];
