/** The server and the volume that stand for a compromised one: made, filled, shut off, locked, and removed again. */
import { randomUUID } from 'node:crypto';
import type { CloudSettings } from '../../config.ts';
import * as volumes from '../../openstack/block-storage/volumes.ts';
import * as flavors from '../../openstack/compute/flavors.ts';
import * as serverActions from '../../openstack/compute/server-actions.ts';
import * as servers from '../../openstack/compute/servers.ts';
import * as volumeAttachments from '../../openstack/compute/volume-attachments.ts';
import type { Connection } from '../../openstack/connection.ts';
import { OpenStackError } from '../../openstack/errors.ts';
import { readFreeQuota } from '../../openstack/free-quota.ts';
import * as images from '../../openstack/image/images.ts';
import * as networks from '../../openstack/network/networks.ts';
import { pollUntil } from '../../openstack/poll.ts';
import { findByIdOrName } from '../../plan/find.ts';
import { chooseFlavor, chooseImage, rootVolumeGib } from '../../plan/recovery-server.ts';
import { failedLine, writerUserData, writtenLine } from './known-files.ts';
import { RehearsalError } from './rehearsal-error.ts';

/** Metadata key of what a rehearsal made: a later one removes what an earlier one could not. */
const REHEARSAL_KEY = 'recovery_rehearsal';
const REASON = 'Rehearsal of a recovery: not compromised';
const SIZE_GIB = 1;
const MINUTE_MS = 60_000;

export interface StandIn {
  name: string;
  serverId: string;
  volumeId: string;
}

export interface Hands {
  member: Connection;
  /** Null where a person lifts locks: then the member's own lock has to do. */
  sysadmin: Connection | null;
}

export const nameOfRehearsal = (): string => `rehearsal-${randomUUID().slice(0, 8)}`;

/** Asked for, not there yet. */
export async function make(
  { compute, blockStorage, image: glance, network }: Connection,
  name: string,
  wish: CloudSettings['recoveryServer'],
  signal: AbortSignal,
): Promise<StandIn> {
  const [allImages, allFlavors, allNetworks, quota] = await Promise.all([
    images.list(glance, {}, { signal }),
    flavors.list(compute, { signal }),
    networks.list(network, { signal }),
    readFreeQuota({ compute, blockStorage }, { signal }),
  ]);
  const listed = allImages.map((each) => ({ ...each, isSnapshot: each.properties['image_type'] === 'snapshot' }));
  const image = chooseImage(listed, wish.image, null);
  if ('problem' in image) throw new RehearsalError(image.problem.message);
  const flavor = chooseFlavor(allFlavors, wish, image.item, quota);
  if ('problem' in flavor) throw new RehearsalError(flavor.problem.message);
  const metadata = { [REHEARSAL_KEY]: name };
  const volume = await volumes.create(blockStorage, { name, sizeGib: SIZE_GIB, metadata }, { signal });
  const { id: serverId } = await servers.create(
    compute,
    {
      name,
      ...(flavor.item.diskGib > 0
        ? { imageId: image.item.id }
        : { rootVolume: { imageId: image.item.id, sizeGib: rootVolumeGib(image.item, wish.rootVolumeGib) } }),
      flavorId: flavor.item.id,
      networkId: networkOf(allNetworks, wish.network),
      securityGroupId: 'default',
      userData: Buffer.from(writerUserData(name, volume.id)),
      configDrive: true,
      metadata,
    },
    { signal },
  );
  return { name, serverId, volumeId: volume.id };
}

function networkOf(all: readonly networks.Network[], wanted: string | undefined): string {
  const found = wanted === undefined ? null : findByIdOrName(all, wanted);
  if (found?.kind === 'found') return found.item.id;
  const [first] = all.filter(({ external }) => !external);
  if (wanted !== undefined || first === undefined) throw new RehearsalError(`There is no network ${wanted ?? ''}`);
  return first.id;
}

/** Until the guest has written and switched itself off. */
export async function fill(
  { compute, blockStorage }: Connection,
  { name, serverId, volumeId }: StandIn,
  bootTimeoutMs: number,
  signal: AbortSignal,
): Promise<void> {
  const server = await pollUntil(
    () => servers.get(compute, serverId, { signal }),
    ({ status }) => status === 'ACTIVE' || status === 'ERROR',
    { timeoutMs: bootTimeoutMs, signal },
  );
  if (server.status === 'ERROR') throw new RehearsalError(server.fault?.message ?? 'Nova could not make the server');
  const volume = (): Promise<volumes.Volume> => volumes.get(blockStorage, volumeId, { signal });
  const bound = { timeoutMs: 5 * MINUTE_MS, signal };
  await pollUntil(volume, ({ status }) => status === 'available', bound);
  await volumeAttachments.create(compute, serverId, volumeId, { signal });
  await pollUntil(volume, ({ status }) => status === 'in-use', bound);
  const log = await pollUntil(
    async () => (await serverActions.getConsoleOutput(compute, serverId, undefined, { signal })) ?? '',
    (text) => text.includes(writtenLine(name)) || text.includes(failedLine(name)),
    { timeoutMs: bootTimeoutMs, signal, maxMs: 3000 },
  );
  if (!log.includes(writtenLine(name)))
    throw new RehearsalError('The guest could not write its files; its console says why');
  await shutOff(compute, serverId, signal);
}

/** The guest does it itself, and Nova notices some seconds later; a guest that doesn't is stopped. */
async function shutOff(compute: Connection['compute'], serverId: string, signal: AbortSignal): Promise<void> {
  const until = (timeoutMs: number): Promise<unknown> =>
    pollUntil(
      () => servers.get(compute, serverId, { signal }),
      ({ status, taskState }) => status === 'SHUTOFF' && taskState === null,
      { timeoutMs, signal, maxMs: 1000 },
    );
  try {
    await until(MINUTE_MS);
  } catch (error) {
    if (signal.aborted) throw error;
    await serverActions.stop(compute, serverId, { signal });
    await until(5 * MINUTE_MS);
  }
}

/** By the sysadmin, where there is one: then lifting that lock is rehearsed as well. */
export const lock = ({ member, sysadmin }: Hands, { serverId }: StandIn, signal: AbortSignal): Promise<void> =>
  serverActions.lock((sysadmin ?? member).compute, serverId, REASON, { signal });

export async function unlock({ member, sysadmin }: Hands, serverId: string): Promise<void> {
  await serverActions.unlock((sysadmin ?? member).compute, serverId);
}

/** Everything of this rehearsal, or of any earlier one. @returns what was removed, as words. */
export async function removeAll(hands: Hands, name: string | null): Promise<string[]> {
  const { compute, blockStorage } = hands.member;
  const ours = ({ metadata }: { metadata: Record<string, string> }): boolean =>
    name === null ? metadata[REHEARSAL_KEY] !== undefined : metadata[REHEARSAL_KEY] === name;
  const bound = { timeoutMs: 5 * MINUTE_MS };
  const removed: string[] = [];
  for (const { id, name: called } of (await servers.list(compute)).filter(ours)) {
    await unlock(hands, id);
    await servers.remove(compute, id);
    await pollUntil(() => isGone(servers.get(compute, id)), Boolean, bound);
    removed.push(`server ${called}`);
  }
  for (const { id, name: called } of (await volumes.list(blockStorage)).filter(ours)) {
    // For a moment after its detach Cinder refuses.
    await pollUntil(() => isRemoved(blockStorage, id), Boolean, bound);
    await pollUntil(() => isGone(volumes.get(blockStorage, id)), Boolean, bound);
    removed.push(`volume ${called}`);
  }
  return removed;
}

async function isGone(read: Promise<unknown>): Promise<boolean> {
  try {
    await read;
    return false;
  } catch (error) {
    if (OpenStackError.is(error, 'not-found')) return true;
    throw error;
  }
}

async function isRemoved(blockStorage: Connection['blockStorage'], id: string): Promise<boolean> {
  try {
    await volumes.remove(blockStorage, id);
    return true;
  } catch (error) {
    if (OpenStackError.is(error, 'conflict') || OpenStackError.is(error, 'bad-request')) return false;
    throw error;
  }
}

const isLeft = ({ metadata }: { metadata: Record<string, string> }): boolean => metadata[REHEARSAL_KEY] !== undefined;
const ids = (all: readonly { id: string }[]): string[] => all.map(({ id }) => id);

/** Ids of the servers that rehearsals made and did not remove, or not yet. */
export const serversLeft = async ({ compute }: Connection): Promise<string[]> =>
  ids((await servers.list(compute)).filter(isLeft));

export const volumesLeft = async ({ blockStorage }: Connection): Promise<string[]> =>
  ids((await volumes.list(blockStorage)).filter(isLeft));
