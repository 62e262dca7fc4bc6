/** Nova: servers with their boot course, locks, volume attachments with their real, asynchronous ends. */
import { randomUUID } from 'node:crypto';
import { badRequest, conflicting, forbidden, notFound, notSimulated, policy } from './answers.ts';
import type { Flavor, Server, SimulatedCloud } from './cloud.ts';
import type { Faults } from './faults.ts';
import { PROJECT } from './seed.ts';
import type { Answer, Call, Caller, Routes } from './simulator.ts';

/** Recorded courses, in seconds. */
const SECONDS = {
  building: 6,
  booting: 65,
  attaching: 1.2,
  detaching: 0.5,
  rollBack: 201,
  deleted: 3,
  deletedShown: 0.5,
  image: 2,
  stop: 8,
};

export function compute(cloud: SimulatedCloud, faults: Faults, route: Routes): void {
  const find = ({ params }: Call): Server => {
    const server = cloud.servers.get(params['id'] ?? '');
    if (server === undefined) throw notFound(`Instance ${params['id'] ?? ''} could not be found.`);
    return server;
  };
  const locked = (server: Server, caller: Caller): void => {
    if (server.lockedBy !== null && !caller.isAdmin) throw conflicting(`Instance ${server.id} is locked`);
  };

  route('GET', '/servers/detail', 'compute.servers.list', ({ query, minor }) => {
    const name = query['name'] === undefined ? null : new RegExp(query['name']);
    const servers = [...cloud.servers.values()].filter((server) => name === null || name.test(server.name));
    return { status: 200, body: { servers: servers.map((server) => shown(cloud, server, minor)) } };
  });
  route('GET', '/servers/:id', 'compute.servers.get', (call) => ({
    status: 200,
    body: { server: shown(cloud, find(call), call.minor) },
  }));
  route('POST', '/servers', 'compute.servers.create', (call) => create(cloud, faults, call));
  route('DELETE', '/servers/:id', 'compute.servers.delete', (call) => {
    const server = find(call);
    locked(server, call.caller);
    remove(cloud, server, call.caller);
    return { status: 204 };
  });
  route('GET', '/servers/:id/os-instance-actions', 'compute.instance-actions.list', (call) => ({
    status: 200,
    body: {
      instanceActions: find(call)
        .actions.toReversed()
        .map((action) => ({ ...action, instance_uuid: call.params['id'] })),
    },
  }));
  route('POST', '/servers/:id/action', 'compute.servers.action', (call) => action(cloud, find(call), call, locked));

  route('GET', '/servers/:id/os-volume_attachments', 'compute.volume-attachments.list', (call) => {
    const server = find(call);
    const attachments = cloud.attachedTo(server.id).map(({ volume, attachment }) => ({
      volumeId: volume.id,
      serverId: server.id,
      device: attachment.device,
      ...(call.minor >= 70 ? { tag: null } : {}),
      ...(call.minor >= 79 ? { delete_on_termination: attachment.deleteOnTermination } : {}),
      ...(call.minor >= 89 ? { attachment_id: randomUUID(), bdm_uuid: randomUUID() } : { id: volume.id }),
    }));
    return { status: 200, body: { volumeAttachments: attachments } };
  });
  route('POST', '/servers/:id/os-volume_attachments', 'compute.volume-attachments.create', (call) =>
    attach(cloud, faults, find(call), call, locked),
  );
  route('DELETE', '/servers/:id/os-volume_attachments/:volume', 'compute.volume-attachments.delete', (call) =>
    detach(cloud, faults, find(call), call, locked),
  );

  route('GET', '/os-keypairs/:name', 'compute.keypairs.get', ({ params }) => {
    const keypair = cloud.keypairs.get(params['name'] ?? '');
    if (keypair === undefined) throw notFound(`Keypair ${params['name'] ?? ''} not found for user`);
    return {
      status: 200,
      body: { keypair: { name: keypair.name, public_key: keypair.publicKey, fingerprint: '', type: 'ssh' } },
    };
  });
  route('POST', '/os-keypairs', 'compute.keypairs.create', ({ body, minor }) => {
    const { name, public_key: publicKey } = body['keypair'] as { name: string; public_key?: string };
    if (publicKey === undefined && minor >= 92)
      throw badRequest("Invalid input for field/attribute keypair. Value: {}. 'public_key' is a required property");
    if (publicKey === undefined) throw notSimulated('the generation of keypairs');
    if (cloud.keypairs.has(name)) throw conflicting(`Key pair '${name}' already exists.`);
    cloud.keypairs.set(name, { name, publicKey });
    return { status: 200, body: { keypair: { name, public_key: publicKey, fingerprint: '' } } };
  });
  route('DELETE', '/os-keypairs/:name', 'compute.keypairs.delete', ({ params }) => {
    if (!cloud.keypairs.delete(params['name'] ?? ''))
      throw notFound(`Keypair ${params['name'] ?? ''} not found for user`);
    return { status: 204 };
  });
  route('GET', '/flavors/detail', 'compute.flavors.list', () => ({
    status: 200,
    body: {
      flavors: [...cloud.flavors.values()].map((flavor) => ({
        ...flavor,
        swap: '',
        'OS-FLV-EXT-DATA:ephemeral': 0,
        'OS-FLV-DISABLED:disabled': false,
      })),
    },
  }));
  route('GET', '/limits', 'compute.limits.get', () => {
    const used = usage(cloud);
    const { instances, cores, ram } = cloud.quota;
    return {
      status: 200,
      body: {
        limits: {
          rate: [],
          absolute: {
            maxTotalInstances: instances,
            totalInstancesUsed: used.instances,
            maxTotalCores: cores,
            totalCoresUsed: used.cores,
            maxTotalRAMSize: ram,
            totalRAMUsed: used.ram,
          },
        },
      },
    };
  });
}

function flavorOf(cloud: SimulatedCloud, name: string): Flavor {
  const flavor = [...cloud.flavors.values()].find((each) => each.name === name);
  if (flavor === undefined) throw new Error(`the simulated cloud has no flavor ${name}`);
  return flavor;
}

function usage(cloud: SimulatedCloud): { instances: number; cores: number; ram: number } {
  const flavors = [...cloud.servers.values()].map((server) => flavorOf(cloud, server.flavor));
  return {
    instances: flavors.length,
    cores: flavors.reduce((sum, each) => sum + each.vcpus, 0),
    ram: flavors.reduce((sum, each) => sum + each.ram, 0),
  };
}

const VM_STATES: Readonly<Record<string, string>> = {
  SHUTOFF: 'stopped',
  BUILD: 'building',
  SHELVED_OFFLOADED: 'shelved_offloaded',
};

function shown(cloud: SimulatedCloud, server: Server, minor: number): unknown {
  const { vcpus, ram, disk, name } = flavorOf(cloud, server.flavor);
  return {
    id: server.id,
    name: server.name,
    status: server.status,
    tenant_id: PROJECT.id,
    user_id: 'bdbd91d60d6d41a8a3ffd43bb8b90237',
    metadata: server.metadata,
    image: server.imageId === null ? '' : { id: server.imageId },
    flavor:
      minor >= 47
        ? { vcpus, ram, disk, ephemeral: 0, swap: 0, original_name: name, extra_specs: {} }
        : { id: flavorOf(cloud, server.flavor).id },
    created: '2026-11-23T05:03:44Z',
    addresses:
      server.status === 'BUILD' || server.status === 'ERROR'
        ? {}
        : { 'research-net': [{ version: 4, addr: server.address, 'OS-EXT-IPS:type': 'fixed' }] },
    key_name: server.keyName,
    config_drive: 'True',
    'OS-EXT-STS:task_state': server.taskState,
    'OS-EXT-STS:vm_state': VM_STATES[server.status] ?? server.status.toLowerCase(),
    'os-extended-volumes:volumes_attached': cloud.attachedTo(server.id).map(({ volume }) => ({ id: volume.id })),
    ...(minor >= 9 ? { locked: server.lockedBy !== null } : {}),
    ...(minor >= 73 ? { locked_reason: server.lockedReason } : {}),
    ...(server.fault === null ? {} : { fault: server.fault }),
  };
}

interface WireServer {
  name: string;
  flavorRef: string;
  imageRef?: string;
  networks: { uuid: string }[];
  security_groups?: { name: string }[];
  key_name?: string;
  user_data?: string;
  metadata?: Record<string, string>;
  block_device_mapping_v2?: { uuid: string; volume_size: number; delete_on_termination: boolean }[];
}

function create(cloud: SimulatedCloud, faults: Faults, { body }: Call): Answer {
  const wire = body['server'] as WireServer;
  const flavor = cloud.flavors.get(wire.flavorRef);
  if (flavor === undefined) throw badRequest(`Flavor ${wire.flavorRef} could not be found.`);
  const [device] = wire.block_device_mapping_v2 ?? [];
  const imageId = device?.uuid ?? wire.imageRef ?? '';
  if (!cloud.images.has(imageId)) throw badRequest('Can not find requested image');
  if (flavor.disk === 0 && device === undefined)
    throw forbidden('Only volume-backed servers are allowed for flavors with zero disk.');
  for (const { uuid } of wire.networks)
    if (!cloud.networks.has(uuid)) throw badRequest(`Network ${uuid} could not be found.`);
  const keypair = cloud.keypairs.get(wire.key_name ?? '');
  if (wire.key_name !== undefined && keypair === undefined) throw badRequest('Invalid key_name provided.');
  const group = wire.security_groups?.[0]?.name ?? 'default';
  if (group !== 'default' && ![...cloud.securityGroups.values()].some(({ id, name }) => id === group || name === group))
    throw badRequest(`Unable to find security_group with name or id '${group}'`);
  enforceQuota(cloud, flavor);

  const server = cloud.addServer({
    id: randomUUID(),
    name: wire.name,
    imageId: device === undefined ? imageId : null,
    flavor: flavor.name,
    status: 'BUILD',
    taskState: 'spawning',
    metadata: wire.metadata ?? {},
    keyName: wire.key_name ?? null,
    userData: Buffer.from(wire.user_data ?? '', 'base64').toString(),
    securityGroup: group,
    created: true,
  });
  cloud.everCreated.push({ id: server.id, name: server.name });
  cloud.record(server, 'create', PROJECT.id);
  const publicKeys = keypair === undefined ? [] : [keypair.publicKey];
  cloud.after(SECONDS.building, () => {
    if (cloud.servers.has(server.id)) build(cloud, server, faults.takeNoValidHost(), device, publicKeys);
  });
  return { status: 202, body: { server: { id: server.id, adminPass: 'simulated', links: [] } } };
}

function enforceQuota(cloud: SimulatedCloud, flavor: Flavor): void {
  const used = usage(cloud);
  const needed = { instances: 1, cores: flavor.vcpus, ram: flavor.ram };
  for (const name of ['instances', 'cores', 'ram'] as const) {
    const max = cloud.quota[name];
    if (max >= 0 && used[name] + needed[name] > max)
      throw forbidden(
        `Quota exceeded for ${name}: Requested ${String(needed[name])}, but already used ${String(used[name])} of ${String(max)} ${name}`,
      );
  }
}

function build(
  cloud: SimulatedCloud,
  server: Server,
  noHost: boolean,
  device: { volume_size: number; delete_on_termination: boolean } | undefined,
  publicKeys: string[],
): void {
  server.taskState = null;
  if (noHost) {
    server.status = 'ERROR';
    server.fault = { code: 500, message: 'No valid host was found. ' };
    return;
  }
  if (device !== undefined) {
    const root = cloud.addVolume({
      id: randomUUID(),
      name: '',
      size: device.volume_size,
      bootable: true,
      created: true,
    });
    cloud.attach(server.id, root.id, device.delete_on_termination);
  }
  server.status = 'ACTIVE';
  server.console = '';
  const lines =
    cloud.guests?.boot({
      serverId: server.id,
      name: server.name,
      address: server.address,
      userData: server.userData,
      publicKeys,
    }) ?? [];
  cloud.after(SECONDS.booting, () => {
    server.console = ['[    0.000000] Linux version 6.1.0-simulated', ...lines, ''].join('\r\n');
  });
}

/** DELETED is shown for half a second, then it is gone (recorded 75). */
function remove(cloud: SimulatedCloud, server: Server, caller: Caller): void {
  cloud.record(server, 'delete', caller.projectId);
  cloud.guests?.shutdown(server.id);
  server.taskState = 'deleting';
  cloud.after(SECONDS.deleted, () => {
    for (const { volume, attachment } of cloud.attachedTo(server.id)) {
      volume.attachments = volume.attachments.filter((each) => each !== attachment);
      cloud.volumeEvents.push({ volumeId: volume.id, event: 'detached', serverId: server.id });
      if (attachment.deleteOnTermination) {
        cloud.volumes.delete(volume.id);
        cloud.volumeEvents.push({ volumeId: volume.id, event: 'deleted', serverId: null });
      } else volume.status = 'available';
    }
    server.status = 'DELETED';
    for (const [id, port] of cloud.ports) if (port.deviceId === server.id) cloud.ports.delete(id);
    cloud.after(SECONDS.deletedShown, () => cloud.servers.delete(server.id));
  });
}

function action(
  cloud: SimulatedCloud,
  server: Server,
  { body, caller }: Call,
  locked: (server: Server, caller: Caller) => void,
): Answer {
  const [name = ''] = Object.keys(body);
  switch (name) {
    case 'lock':
      // A second lock changes neither locker nor reason (recorded 13).
      if (server.lockedBy === null)
        cloud.lock(
          server.id,
          caller.projectId === PROJECT.id ? 'owner' : 'sysadmin',
          (body['lock'] as { locked_reason?: string } | null)?.locked_reason ?? null,
        );
      return { status: 202 };
    case 'unlock':
      if (server.lockedBy === 'sysadmin' && !caller.isAdmin)
        throw policy('os_compute_api:os-lock-server:unlock:unlock_override');
      cloud.unlock(server.id);
      return { status: 202 };
    case 'os-stop':
      locked(server, caller);
      server.taskState = 'powering-off';
      cloud.after(SECONDS.stop, () => {
        server.taskState = null;
        server.status = 'SHUTOFF';
        cloud.guests?.shutdown(server.id);
      });
      return { status: 202 };
    case 'os-getConsoleOutput':
      if (server.status === 'BUILD') throw conflicting(`Instance ${server.id} is not ready`);
      if (server.console === null) throw notFound('Guest does not have a console available.');
      return { status: 200, body: { output: server.console } };
    case 'createImage':
      return createImage(cloud, server, body['createImage'] as { name: string; metadata?: Record<string, string> });
    case 'os-start':
    case 'reboot':
      locked(server, caller);
      throw notSimulated(name);
    default:
      throw notSimulated(`the server action ${name}`);
  }
}

/** The lock does not cover it (recorded 13). */
function createImage(
  cloud: SimulatedCloud,
  server: Server,
  { name, metadata = {} }: { name: string; metadata?: Record<string, string> },
): Answer {
  const id = randomUUID();
  const made = {
    id,
    name,
    status: 'queued',
    visibility: 'private',
    distro: null,
    size: 0,
    properties: { ...metadata, image_type: 'snapshot', base_image_ref: server.imageId ?? '' },
  };
  cloud.images.set(id, made);
  cloud.after(SECONDS.image, () => {
    made.status = 'active';
    made.size = 1_468_006_400;
  });
  return { status: 202, body: { image_id: id } };
}

const ATTACHABLE = new Set(['ACTIVE', 'PAUSED', 'SHUTOFF', 'RESIZED', 'SHELVED', 'SHELVED_OFFLOADED']);

function attach(
  cloud: SimulatedCloud,
  faults: Faults,
  server: Server,
  { body, caller, minor }: Call,
  locked: (server: Server, caller: Caller) => void,
): Answer {
  const { volumeId } = body['volumeAttachment'] as { volumeId: string };
  const volume = cloud.volumes.get(volumeId);
  if (volume === undefined) throw notFound(`Volume ${volumeId} could not be found.`);
  locked(server, caller);
  if (!ATTACHABLE.has(server.status))
    throw conflicting(
      `Cannot 'attach_volume' instance ${server.id} while it is in vm_state ${VM_STATES[server.status] ?? server.status.toLowerCase()}`,
    );
  const [held] = volume.attachments;
  if (held !== undefined)
    throw badRequest(`Invalid volume: volume ${volumeId} is already attached to instances: ${held.serverId}`);
  if (volume.status !== 'available')
    throw badRequest(
      `Invalid volume: Volume ${volumeId} status must be available or downloading to reserve, but the current status is ${volume.status}.`,
    );
  volume.status = 'reserved';
  const fails = faults.takeAttachFailure(volumeId);
  cloud.record(server, 'attach_volume', caller.projectId, fails);
  const device = cloud.nextDevice(server.id);
  cloud.after(SECONDS.attaching / 2, () => {
    volume.status = 'attaching';
  });
  cloud.after(SECONDS.attaching, () => {
    if (fails) {
      volume.status = 'available';
      return;
    }
    cloud.attach(server.id, volumeId);
    cloud.guests?.attached(server.id, {
      volumeId,
      sizeGib: volume.size,
      device,
      sourceVolumeId: volume.sourceVolumeId,
    });
  });
  if (minor >= 101) return { status: 202 };
  return {
    status: 200,
    body: {
      volumeAttachment: {
        id: volumeId,
        serverId: server.id,
        volumeId,
        device,
        tag: null,
        delete_on_termination: false,
      },
    },
  };
}

function detach(
  cloud: SimulatedCloud,
  faults: Faults,
  server: Server,
  { params, caller }: Call,
  locked: (server: Server, caller: Caller) => void,
): Answer {
  const volumeId = params['volume'] ?? '';
  const volume = cloud.volumes.get(volumeId);
  const attachment = volume?.attachments.find(({ serverId }) => serverId === server.id);
  if (volume === undefined || attachment === undefined)
    throw notFound(`Instance ${server.id} is not attached to volume ${volumeId}`);
  // Before the lock is even looked at (recorded 14).
  if (server.imageId === null && attachment.device === '/dev/vda')
    throw badRequest('Cannot detach a root device volume');
  locked(server, caller);
  if (volume.status !== 'in-use')
    throw badRequest(
      "Invalid volume: Invalid input received: Invalid volume: Unable to detach volume. Volume status must be 'in-use' and attach_status must be 'attached' to detach. (HTTP 400)",
    );
  volume.status = 'detaching';
  const rollsBack = server.status === 'ACTIVE' && faults.takeDetachRollBack(volumeId);
  cloud.record(server, 'detach_volume', caller.projectId, rollsBack);
  cloud.after(rollsBack ? SECONDS.rollBack : SECONDS.detaching, () => {
    if (rollsBack) {
      volume.status = 'in-use';
      return;
    }
    volume.attachments = volume.attachments.filter((each) => each !== attachment);
    volume.status = 'available';
    cloud.volumeEvents.push({ volumeId, event: 'detached', serverId: server.id });
    cloud.guests?.detached(server.id, volumeId);
  });
  return { status: 202 };
}
