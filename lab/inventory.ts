/** Everything that project `research` holds, read as admin, and what of it another engineer's trial made. */
import { z } from 'zod';
import type { Cloud } from './cloud.ts';
import { allServers, type Seeded } from './seeded.ts';

const named = z.object({ id: z.string(), name: z.string().nullable() });
const Server = named.extend({
  name: z.string(),
  status: z.string(),
  created: z.string(),
  locked: z.boolean(),
  locked_reason: z.string().nullable(),
  'OS-EXT-STS:task_state': z.string().nullable(),
});
export type Server = z.output<typeof Server>;
const Volume = named.extend({
  status: z.string(),
  metadata: z.record(z.string(), z.string()),
  attachments: z.array(z.object({ server_id: z.string() })),
});
const Snapshot = named.extend({ volume_id: z.string(), status: z.string(), created_at: z.string() });
type Snapshot = z.output<typeof Snapshot>;
const Port = named.extend({ device_id: z.string() });
const Keypair = z.object({ keypair: z.object({ name: z.string() }) });

export interface Inventory {
  servers: Server[];
  volumes: z.output<typeof Volume>[];
  snapshots: Snapshot[];
  ports: z.output<typeof Port>[];
  securityGroups: z.output<typeof named>[];
  images: z.output<typeof named>[];
  keypairs: { id: string; name: string }[];
}

/** Reads it all at once: some 0.3 s. */
export async function takeInventory(cloud: Cloud, { projectId, userId }: Seeded): Promise<Inventory> {
  const list = async <T extends z.ZodType>(
    service: Parameters<Cloud>[0],
    path: string,
    key: string,
    item: T,
  ): Promise<z.output<T>[]> =>
    z.looseObject({ [key]: z.array(item) }).parse(await cloud(service, 'GET', path))[key] as z.output<T>[];
  const all = `all_tenants=1&project_id=${projectId}`;
  const [servers, volumes, snapshots, ports, securityGroups, images, keypairs] = await Promise.all([
    list('compute', `/servers/detail?${all}`, 'servers', Server),
    list('volumev3', `/volumes/detail?${all}`, 'volumes', Volume),
    list('volumev3', `/snapshots/detail?${all}`, 'snapshots', Snapshot),
    list('network', `/ports?project_id=${projectId}`, 'ports', Port),
    list('network', `/security-groups?project_id=${projectId}`, 'security_groups', named),
    list('image', `/images?owner=${projectId}`, 'images', named),
    list('compute', `/os-keypairs?user_id=${userId}`, 'keypairs', Keypair),
  ]);
  return {
    ...{ servers, volumes, snapshots, ports, securityGroups, images },
    keypairs: keypairs.map(({ keypair: { name } }) => ({ id: name, name })),
  };
}

/** Servers of the project that are deleted already, newest first: Nova still lists them to an admin. */
export async function deletedServers(cloud: Cloud, { projectId }: Seeded): Promise<Server[]> {
  const path = `/servers/detail?all_tenants=1&deleted=true&project_id=${projectId}`;
  return z.object({ servers: z.array(Server) }).parse(await cloud('compute', 'GET', path)).servers;
}

/** Volume ids of a server in the order of attachment. */
export async function attachedVolumes(cloud: Cloud, serverId: string): Promise<string[]> {
  const answer = z.object({ volumeAttachments: z.array(z.object({ volumeId: z.string() })) });
  const path = `/servers/${serverId}/os-volume_attachments`;
  return answer.parse(await cloud('compute', 'GET', path)).volumeAttachments.map(({ volumeId }) => volumeId);
}

const Action = z.object({
  action: z.string(),
  request_id: z.string(),
  user_id: z.string().nullable(),
  project_id: z.string().nullable(),
  start_time: z.string(),
});
export type InstanceAction = z.output<typeof Action>;

/** What Nova was asked to do to a server, oldest first. */
export async function instanceActions(cloud: Cloud, serverId: string): Promise<InstanceAction[]> {
  const answer = z.object({ instanceActions: z.array(Action) });
  const { instanceActions } = answer.parse(await cloud('compute', 'GET', `/servers/${serverId}/os-instance-actions`));
  return instanceActions.toReversed();
}

/** Names of the trial guests that somebody else may run in the same lab. */
const isScratch = ({ name }: { name: string | null }): boolean => name?.startsWith('scratch') ?? false;

/** The inventory without what the seed made and without somebody else's scratch guests: what nobody should find. */
export function strangers(inventory: Inventory, seeded: Seeded): Inventory {
  const compromised = allServers(seeded);
  const originals = new Set(compromised.flatMap(({ volumeIds }) => volumeIds));
  const keptServers = new Set([...compromised, ...inventory.servers.filter(isScratch)].map(({ id }) => id));
  const ofScratch = new Set(
    inventory.volumes
      .filter((volume) => isScratch(volume) || volume.attachments.some(({ server_id }) => keptServers.has(server_id)))
      .map(({ id }) => id)
      .filter((id) => !originals.has(id)),
  );
  return {
    servers: inventory.servers.filter(({ id }) => !keptServers.has(id)),
    volumes: inventory.volumes.filter(({ id }) => !originals.has(id) && !ofScratch.has(id)),
    snapshots: inventory.snapshots.filter((snapshot) => !isScratch(snapshot) && !ofScratch.has(snapshot.volume_id)),
    ports: inventory.ports.filter((port) => !isScratch(port) && !keptServers.has(port.device_id)),
    securityGroups: inventory.securityGroups.filter((group) => group.name !== 'default' && !isScratch(group)),
    images: inventory.images.filter((image) => !isScratch(image)),
    keypairs: inventory.keypairs.filter((keypair) => keypair.name !== 'lab' && !isScratch(keypair)),
  };
}
