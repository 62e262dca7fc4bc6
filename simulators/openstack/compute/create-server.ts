/** What Nova checks before it accepts a new server. */
import { randomUUID } from 'node:crypto';
import { badRequest, forbidden } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Faults } from '../faults.ts';
import type { Flavor, Keypair } from '../resources.ts';
import { PROJECT } from '../seed.ts';
import type { Answer, Call } from '../simulator.ts';
import { build, type RootDevice } from './build-server.ts';
import { SECONDS } from './courses.ts';
import { enforceQuota } from './quota.ts';

interface WireServer {
  name: string;
  flavorRef: string;
  imageRef?: string;
  networks: { uuid: string }[];
  security_groups?: { name: string }[];
  key_name?: string;
  user_data?: string;
  metadata?: Record<string, string>;
  block_device_mapping_v2?: RootDevice[];
}

export function createServer(cloud: SimulatedCloud, faults: Faults, { body }: Call): Answer {
  const wire = body['server'] as WireServer;
  const [device] = wire.block_device_mapping_v2 ?? [];
  const { flavor, imageId } = bootable(cloud, wire, device);
  for (const { uuid } of wire.networks)
    if (!cloud.networks.has(uuid)) throw badRequest(`Network ${uuid} could not be found.`);
  const keypair = namedKeypair(cloud, wire);
  const securityGroup = namedGroup(cloud, wire);
  enforceQuota(cloud, flavor);

  const server = cloud.addServer({
    id: randomUUID(),
    name: wire.name,
    imageId: device === undefined ? imageId : null,
    flavor: flavor.name,
    status: 'BUILD',
    taskState: 'spawning',
    metadata: wire.metadata ?? {},
    keyName: keypair?.name ?? null,
    userData: Buffer.from(wire.user_data ?? '', 'base64').toString(),
    securityGroup,
    created: true,
  });
  cloud.everCreated.push({ id: server.id, name: server.name });
  cloud.record(server, 'create', PROJECT.id);
  const publicKeys = keypair === undefined ? [] : [keypair.publicKey];
  cloud.after(SECONDS.building, () => {
    if (cloud.servers.has(server.id)) build(cloud, server, { noHost: faults.takeNoValidHost(), device, publicKeys });
  });
  return { status: 202, body: { server: { id: server.id, adminPass: 'simulated', links: [] } } };
}

function bootable(
  cloud: SimulatedCloud,
  { flavorRef, imageRef }: WireServer,
  device: RootDevice | undefined,
): { flavor: Flavor; imageId: string } {
  const flavor = cloud.flavors.get(flavorRef);
  if (flavor === undefined) throw badRequest(`Flavor ${flavorRef} could not be found.`);
  const imageId = device?.uuid ?? imageRef ?? '';
  if (!cloud.images.has(imageId)) throw badRequest('Can not find requested image');
  if (flavor.disk === 0 && device === undefined)
    throw forbidden('Only volume-backed servers are allowed for flavors with zero disk.');
  return { flavor, imageId };
}

function namedKeypair(cloud: SimulatedCloud, { key_name: name }: WireServer): Keypair | undefined {
  if (name === undefined) return undefined;
  const keypair = cloud.keypairs.get(name);
  if (keypair === undefined) throw badRequest('Invalid key_name provided.');
  return keypair;
}

function namedGroup(cloud: SimulatedCloud, { security_groups: groups }: WireServer): string {
  const group = groups?.[0]?.name ?? 'default';
  if (group !== 'default' && ![...cloud.securityGroups.values()].some(({ id, name }) => id === group || name === group))
    throw badRequest(`Unable to find security_group with name or id '${group}'`);
  return group;
}
