/** What recoveries that are over left behind, and how a person would remove it. Pure. */
import { RECOVERY_METADATA_KEY } from '../contract/identifiers.ts';
import { shellWord } from '../report/access.ts';
import type { Inventory, Tagged } from './inventory.ts';
import type { EndedRecovery } from './recoveries.ts';

export interface Leftover extends Tagged {
  /** Command lines of `openstack`, in their order. */
  commands: string[];
}

export interface LeftoversOfRecovery {
  recoveryId: string;
  /** Null when Temporal does not remember it. */
  ended: EndedRecovery | null;
  leftovers: Leftover[];
  /** Snapshots and images of the evidence: kept on purpose, unless the recovery was stopped from outside. */
  evidence: Leftover[];
  /** What a recovery undoes and this one did not: sentences. */
  remarks: string[];
}

/** @param cloud - the entry of `clouds.yaml`, for the command lines. */
export function assess(
  { tagged, ...inventory }: Inventory,
  running: ReadonlySet<string>,
  ended: ReadonlyMap<string, EndedRecovery>,
  cloud: string,
): LeftoversOfRecovery[] {
  const openstack = (...words: string[]): string =>
    ['openstack --os-cloud', ...[cloud, ...words].map(shellWord)].join(' ');
  const over = tagged.filter(({ recoveryId }) => !running.has(recoveryId));
  const ids = [...new Set(over.map(({ recoveryId }) => recoveryId))].toSorted();
  return ids.map((recoveryId) => {
    const all = over.filter((each) => each.recoveryId === recoveryId);
    const itsEnd = ended.get(recoveryId) ?? null;
    const removable = (list: readonly Tagged[]): Leftover[] =>
      list.map((each) => ({ ...each, commands: commandsFor(each, inventory, openstack) }));
    return {
      recoveryId,
      ended: itsEnd,
      leftovers: removable(all.filter((each) => !isEvidence(each))),
      evidence: removable(all.filter(isEvidence)),
      remarks: remarksOn(all, itsEnd, inventory, openstack),
    };
  });
}

/** By the names that src/activities/block-storage.ts gives. */
const isEvidence = ({ kind, name }: Tagged): boolean =>
  (kind === 'volume snapshot' && name.includes('-evidence-')) || kind === 'image';

type Rest = Omit<Inventory, 'tagged'>;
type CommandLine = (...words: string[]) => string;

function commandsFor({ kind, id }: Tagged, rest: Rest, openstack: CommandLine): string[] {
  const remove = openstack(...kind.split(' '), 'delete', id);
  if (kind !== 'server') return [remove];
  const server = rest.servers.find((each) => each.id === id);
  const compromised = server?.metadata['compromised_server'];
  const originals = originalsOn(id, rest);
  return [
    ...(server?.locked === true ? [openstack('server', 'unlock', id)] : []),
    // One that is off lets go of a disk at once, whatever is mounted there.
    ...(server?.status === 'ACTIVE' && originals.length > 0 ? [openstack('server', 'stop', id)] : []),
    ...originals.map((volume) => openstack('server', 'remove', 'volume', id, volume.id)),
    remove,
    ...(compromised === undefined
      ? []
      : originals.map((volume) => openstack('server', 'add', 'volume', compromised, volume.id))),
  ];
}

/** Volumes on a recovery server that nothing of ours made: all but its own root disk and our clones. */
const originalsOn = (serverId: string, { volumes }: Rest): Rest['volumes'] =>
  volumes
    .filter(({ attachments, metadata }) =>
      attachments.some(
        (each) =>
          each.serverId === serverId && !/da$/.test(each.device ?? '') && metadata[RECOVERY_METADATA_KEY] === undefined,
      ),
    )
    .toSorted((a, b) => a.id.localeCompare(b.id));

function remarksOn(all: readonly Tagged[], ended: EndedRecovery | null, rest: Rest, openstack: CommandLine): string[] {
  if (ended === null || ended.how === 'recovered') return [];
  const compromised = rest.servers.find(({ id }) => id === ended.serverId);
  const preserved = new Set(
    rest.snapshots.filter(({ id }) => all.some((each) => each.id === id)).map(({ volumeId }) => volumeId),
  );
  const astray = rest.volumes.filter(({ id, attachments }) => preserved.has(id) && attachments.length === 0);
  return [
    ...(compromised?.locked === false
      ? [`The compromised server is not locked: ${openstack('server', 'lock', ended.serverId)}`]
      : []),
    ...astray.map(
      ({ id }) =>
        `Volume ${id} is attached nowhere any more: ${openstack('server', 'add', 'volume', ended.serverId, id)}`,
    ),
  ];
}
