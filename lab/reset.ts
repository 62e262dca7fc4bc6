/**
 * Brings the project back to what `seed` left: the same servers shut off and locked, the same volumes attached in the
 * same order, and nothing besides. Safe to run again, and after any recovery, finished or broken off.
 */
import { type Cloud, remove, until } from './cloud.ts';
import {
  attachedVolumes,
  type Inventory,
  type Server,
  instanceActions,
  strangers,
  takeInventory,
} from './inventory.ts';
import { LabError } from './lab-error.ts';
import { allServers, LOCK_REASON, type Seeded, type SeededServer } from './seeded.ts';

/** Longest that Zed keeps a volume `detaching` when a guest does not let go: 201 s seen. */
const SETTLE_SECONDS = 260;

/** @returns what had to be done, one sentence each; nothing when all was as seeded. */
export async function reset(cloud: Cloud, seeded: Seeded): Promise<string[]> {
  const { servers } = await takeInventory(cloud, seeded);
  const gone = allServers(seeded).filter((server) => !servers.some(({ id }) => id === server.id));
  if (gone.length > 0)
    throw new LabError(`Gone: ${gone.map(({ name }) => name).join(', ')}. \`npm run lab -- seed\` makes them again.`);
  const removed = await removeStrangers(cloud, seeded);
  const restored = await Promise.all(allServers(seeded).map((server) => restore(cloud, seeded, server)));
  return [...removed, ...restored.flat()];
}

async function restore(cloud: Cloud, seeded: Seeded, server: SeededServer): Promise<string[]> {
  const acts = [
    ...(await shutOff(cloud, server)),
    ...(await attachInOrder(cloud, server)),
    ...(await lock(cloud, seeded, server)),
  ];
  return acts.map((act) => `${server.name}: ${act}`);
}

/** Servers first (they hold ports, groups and volumes), clones before the snapshots that they hang on. */
const ORDER = [
  ['servers', 'compute', '/servers/'],
  ['ports', 'network', '/ports/'],
  ['securityGroups', 'network', '/security-groups/'],
  ['volumes', 'volumev3', '/volumes/'],
  ['snapshots', 'volumev3', '/snapshots/'],
  ['images', 'image', '/images/'],
] as const;

async function removeStrangers(cloud: Cloud, seeded: Seeded): Promise<string[]> {
  const removed: string[] = [];
  for (const [kind, service, path] of ORDER) {
    await settled(cloud, seeded, kind);
    const found = strangers(await takeInventory(cloud, seeded), seeded)[kind];
    for (const { id, name } of found) {
      await remove(cloud, service, path + id);
      removed.push(`${kind}: removed ${name ?? ''} ${id}`);
    }
    if (found.length > 0)
      await until(`${kind} to be gone`, 120, async () =>
        strangers(await takeInventory(cloud, seeded), seeded)[kind].length === 0 ? true : null,
      );
  }
  const { keypairs } = strangers(await takeInventory(cloud, seeded), seeded);
  for (const { name } of keypairs.filter((keypair) => keypair.name.startsWith('recovery-'))) {
    await remove(cloud, 'compute', `/os-keypairs/${encodeURIComponent(name)}?user_id=${seeded.userId}`);
    removed.push(`keypairs: removed ${name}`);
  }
  return removed;
}

/** A volume in between two states can be neither deleted nor attached; one of a server just deleted soon settles. */
async function settled(cloud: Cloud, seeded: Seeded, kind: keyof Inventory): Promise<void> {
  if (kind !== 'volumes') return;
  const steady = ['available', 'in-use', 'error', 'error_deleting'];
  await until('the volumes to settle', SETTLE_SECONDS, async () => {
    const { volumes } = await takeInventory(cloud, seeded);
    return volumes.every(({ status }) => steady.includes(status)) ? true : null;
  });
}

async function shutOff(cloud: Cloud, { id }: SeededServer): Promise<string[]> {
  if ((await getServer(cloud, id)).status === 'SHUTOFF') return [];
  await cloud('compute', 'POST', `/servers/${id}/action`, { 'os-stop': null });
  await until(`server ${id} to be shut off`, 200, async () =>
    (await getServer(cloud, id)).status === 'SHUTOFF' ? true : null,
  );
  return ['shut off'];
}

/** Nova lists attachments in the order in which they were made, so one in the wrong place means all over again. */
async function attachInOrder(cloud: Cloud, { id, volumeIds }: SeededServer): Promise<string[]> {
  const attached = await attachedVolumes(cloud, id);
  const inOrder = attached.every((volumeId, place) => volumeIds[place] === volumeId);
  if (inOrder && attached.length === volumeIds.length) return [];
  const acts: string[] = [];
  const keep = inOrder ? attached.length : 0;
  for (const volumeId of attached.slice(keep)) {
    await cloud('compute', 'DELETE', `/servers/${id}/os-volume_attachments/${volumeId}`);
    await untilVolume(cloud, volumeId, 'available');
    acts.push(`detached ${volumeId}`);
  }
  for (const volumeId of volumeIds.slice(keep)) {
    await cloud('compute', 'POST', `/servers/${id}/os-volume_attachments`, { volumeAttachment: { volumeId } });
    await untilVolume(cloud, volumeId, 'in-use');
    acts.push(`attached ${volumeId}`);
  }
  return acts;
}

/** The admin's lock with the seed's reason. A lock of the project itself would let any member undo it. */
async function lock(cloud: Cloud, seeded: Seeded, { id }: SeededServer): Promise<string[]> {
  const { locked, locked_reason } = await getServer(cloud, id);
  const by = (await instanceActions(cloud, id)).findLast(({ action }) => action === 'lock')?.project_id;
  if (locked && locked_reason === LOCK_REASON && by !== seeded.projectId) return [];
  if (locked) await cloud('compute', 'POST', `/servers/${id}/action`, { unlock: null });
  await cloud('compute', 'POST', `/servers/${id}/action`, { lock: { locked_reason: LOCK_REASON } });
  return ['locked by the admin'];
}

/** As {@link takeInventory} shows one server. */
export async function getServer(cloud: Cloud, id: string): Promise<Server> {
  return ((await cloud('compute', 'GET', `/servers/${id}`)) as { server: Server }).server;
}

async function untilVolume(cloud: Cloud, volumeId: string, status: string): Promise<void> {
  await until(`volume ${volumeId} to be ${status}`, SETTLE_SECONDS, async () => {
    const { volume } = (await cloud('volumev3', 'GET', `/volumes/${volumeId}`)) as { volume: { status: string } };
    return volume.status === status ? true : null;
  });
}
