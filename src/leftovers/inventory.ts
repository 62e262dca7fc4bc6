/** What a cloud holds that recoveries made, by its tags: the metadata `recovery_id`, and names that begin with one. */
import { RECOVERY_METADATA_KEY } from '../contract/identifiers.ts';
import * as snapshots from '../openstack/block-storage/snapshots.ts';
import * as volumes from '../openstack/block-storage/volumes.ts';
import * as keypairs from '../openstack/compute/keypairs.ts';
import * as servers from '../openstack/compute/servers.ts';
import type { Connection } from '../openstack/connection.ts';
import { OpenStackError } from '../openstack/errors.ts';
import * as images from '../openstack/image/images.ts';
import * as floatingIps from '../openstack/network/floating-ips.ts';
import * as ports from '../openstack/network/ports.ts';
import * as securityGroups from '../openstack/network/security-groups.ts';

export interface Tagged {
  /** As the `openstack` command calls it. */
  kind: 'server' | 'volume' | 'volume snapshot' | 'image' | 'port' | 'floating ip' | 'security group' | 'keypair';
  /** What the `openstack` command takes. */
  id: string;
  name: string;
  recoveryId: string;
}

export interface Inventory {
  tagged: Tagged[];
  /** All of the project, to see what hangs on what. */
  servers: servers.Server[];
  volumes: volumes.Volume[];
  snapshots: snapshots.Snapshot[];
}

/** As `recoveryIdOf` makes it, at the beginning of a name. */
const RECOVERY_ID = /^recovery-[0-9a-f]{8}-[0-9a-f]{8}(?=$|-)/;

const recoveryIdIn = (name: string, metadata: Readonly<Record<string, string>> = {}): string | null =>
  RECOVERY_ID.exec(metadata[RECOVERY_METADATA_KEY] ?? '')?.[0] ?? RECOVERY_ID.exec(name)?.[0] ?? null;

/** Reads it all at once; changes nothing. */
export async function takeInventory({ compute, blockStorage, image, network }: Connection): Promise<Inventory> {
  const [allServers, allVolumes, allSnapshots, allImages, allKeypairs, allGroups, allPorts, allAddresses] =
    await Promise.all([
      servers.list(compute),
      volumes.list(blockStorage),
      snapshots.list(blockStorage),
      images.list(image),
      keypairs.list(compute),
      securityGroups.list(network),
      ports.list(network),
      listFloatingIps(network),
    ]);
  const tagged = (kind: Tagged['kind'], id: string, name: string, recoveryId: string | null): Tagged[] =>
    recoveryId === null ? [] : [{ kind, id, name, recoveryId }];
  const groups = allGroups.flatMap(({ id, name }) => tagged('security group', id, name, recoveryIdIn(name)));
  return {
    servers: allServers,
    volumes: allVolumes,
    snapshots: allSnapshots,
    tagged: [
      ...allServers.flatMap(({ id, name, metadata }) => tagged('server', id, name, recoveryIdIn(name, metadata))),
      ...allVolumes.flatMap(({ id, name, metadata }) => tagged('volume', id, name, recoveryIdIn(name, metadata))),
      ...allSnapshots.flatMap(({ id, name, metadata }) =>
        tagged('volume snapshot', id, name, recoveryIdIn(name, metadata)),
      ),
      ...allImages.flatMap(({ id, name, properties }) => tagged('image', id, name, recoveryIdIn(name, properties))),
      ...allAddresses.flatMap(({ id, address, description }) =>
        tagged('floating ip', id, address, recoveryIdIn(description)),
      ),
      ...portsLeft(allPorts, groups, allServers),
      ...groups,
      ...allKeypairs.flatMap(({ name }) => tagged('keypair', name, name, recoveryIdIn(name))),
    ],
  };
}

/** Nova makes the port and deletes it with the server; where that fails, it has no name, but our group, and keeps it. */
const portsLeft = (
  all: readonly ports.Port[],
  groups: readonly Tagged[],
  existing: readonly servers.Server[],
): Tagged[] =>
  all.flatMap(({ id, deviceId, securityGroupIds }) => {
    const group = groups.find((each) => securityGroupIds.includes(each.id));
    if (group === undefined || existing.some((server) => server.id === deviceId)) return [];
    return [{ kind: 'port' as const, id, name: id, recoveryId: group.recoveryId }];
  });

/** A cloud without routers has no floating IPs at all: Neutron says 404 to the list. */
async function listFloatingIps(network: Connection['network']): Promise<floatingIps.FloatingIp[]> {
  try {
    return await floatingIps.list(network);
  } catch (error) {
    if (OpenStackError.is(error, 'not-found')) return [];
    throw error;
  }
}
