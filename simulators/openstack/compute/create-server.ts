/** What Nova checks before it accepts a new server. */
import { randomUUID } from 'node:crypto';
import { badRequest, forbidden, notSimulated } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Faults } from '../faults.ts';
import type { Flavor, Keypair } from '../resources.ts';
import { PROJECT } from '../seed.ts';
import type { Answer, Call } from '../simulator.ts';
import { build, type RootDevice } from './build-server.ts';
import { enforceQuota } from './quota.ts';
import { invalid, refuseUnknownFields } from '../schema.ts';

interface WireServer {
  name: string;
  flavorRef: string;
  imageRef?: string;
  networks?: { uuid: string }[] | 'auto' | 'none';
  security_groups?: { name: string }[];
  key_name?: string;
  user_data?: string;
  metadata?: Record<string, string>;
  block_device_mapping_v2?: RootDevice[];
}

/** What Nova's schema lets through, of what a recovery could want. */
const FIELDS = [
  'name',
  'flavorRef',
  'imageRef',
  'networks',
  'security_groups',
  'key_name',
  'user_data',
  'metadata',
  'config_drive',
  'availability_zone',
  'block_device_mapping_v2',
];

/** No host of the simulated cloud has more. */
const HOST_RAM_MIB = 262_144;

export function createServer(cloud: SimulatedCloud, faults: Faults, { body, baseUrl, minor }: Call): Answer {
  const wire = body['server'] as WireServer;
  refuseMisshapen(wire, minor);
  const [device] = wire.block_device_mapping_v2 ?? [];
  const { flavor, imageId } = bootable(cloud, wire, device);
  for (const { uuid } of namedNetworks(wire, minor))
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
    taskState: 'scheduling',
    metadata: wire.metadata ?? {},
    keyName: keypair?.name ?? null,
    userData: wire.user_data ?? '',
    securityGroup,
    created: true,
  });
  const action = cloud.record(server, 'create', PROJECT.id);
  const publicKeys = keypair === undefined ? [] : [keypair.publicKey];
  const noHost = faults.takeNoValidHost() || flavor.ram > HOST_RAM_MIB;
  build(cloud, server, { action, noHost, device, publicKeys });
  return {
    status: 202,
    headers: { location: `${baseUrl}/servers/${server.id}` },
    body: { server: { id: server.id, adminPass: 'simulated' } },
  };
}

function refuseMisshapen(wire: WireServer, minor: number): void {
  refuseUnknownFields('server', wire, minor >= 19 ? [...FIELDS, 'description'] : FIELDS);
  if (wire.name === '') throw invalid('name', '', "'' is too short");
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

/** A must from 2.37 on; before, Nova takes the project's only one (nova schemas/servers.py, create_v237). */
function namedNetworks(wire: WireServer, minor: number): { uuid: string }[] {
  const { networks } = wire;
  if (networks === undefined && minor >= 37) throw invalid('server', wire, "'networks' is a required property");
  if (typeof networks === 'string') throw notSimulated(`networks: ${networks}`);
  return networks ?? [];
}

function namedKeypair(cloud: SimulatedCloud, { key_name: name }: WireServer): Keypair | undefined {
  if (name === undefined) return undefined;
  const keypair = cloud.keypairs.get(name);
  if (keypair === undefined) throw badRequest('Invalid key_name provided.');
  return keypair;
}

/** By name or id; the port keeps the id. */
function namedGroup(cloud: SimulatedCloud, { security_groups: groups }: WireServer): string {
  const group = groups?.[0]?.name ?? 'default';
  if (group === 'default') return group;
  const found = [...cloud.securityGroups.values()].find(({ id, name }) => id === group || name === group);
  if (found === undefined) throw badRequest(`Unable to find security_group with name or id '${group}'`);
  return found.id;
}
