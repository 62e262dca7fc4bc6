/** What Nova tells about a server, by microversion (recorded 10). */
import type { SimulatedCloud } from '../cloud.ts';
import type { Server } from '../resources.ts';
import { PROJECT } from '../seed.ts';

const VM_STATES: Readonly<Record<string, string>> = {
  SHUTOFF: 'stopped',
  BUILD: 'building',
  RESCUE: 'rescued',
};

export const vmStateOf = (status: string): string => VM_STATES[status] ?? status.toLowerCase();

export const vmState = ({ status }: Server): string => vmStateOf(status);

export function shownServer(cloud: SimulatedCloud, server: Server, minor: number): Record<string, unknown> {
  return {
    id: server.id,
    name: server.name,
    status: server.status,
    tenant_id: PROJECT.id,
    user_id: 'bdbd91d60d6d41a8a3ffd43bb8b90237',
    metadata: server.metadata,
    image: shownImage(cloud, server, minor),
    flavor: shownFlavor(cloud, server, minor),
    created: '2026-11-23T05:03:44Z',
    addresses: shownAddresses(server),
    key_name: server.keyName,
    config_drive: 'True',
    'OS-EXT-STS:task_state': server.taskState,
    'OS-EXT-STS:vm_state': vmState(server),
    'os-extended-volumes:volumes_attached': shownVolumes(cloud, server, minor),
    ...(minor >= 9 ? { locked: server.lockedBy !== null } : {}),
    ...(minor >= 73 ? { locked_reason: server.lockedReason } : {}),
    ...(minor >= 96 ? { pinned_availability_zone: null } : {}),
    ...(minor >= 100 ? { scheduler_hints: {} } : {}),
    ...(server.fault === null ? {} : { fault: server.fault }),
  };
}

/** With the image's own properties from 2.98 on (nova rest_api_version_history.rst). */
function shownImage(cloud: SimulatedCloud, { imageId }: Server, minor: number): unknown {
  if (imageId === null) return '';
  return { id: imageId, ...(minor >= 98 ? { properties: cloud.images.get(imageId)?.properties ?? {} } : {}) };
}

const shownVolumes = (cloud: SimulatedCloud, server: Server, minor: number): unknown =>
  [
    ...cloud.attachedTo(server.id).map(({ volume, attachment }) => ({ ...attachment, volumeId: volume.id })),
    ...server.ghosts.map(({ volumeId }) => ({ volumeId, deleteOnTermination: false })),
  ].map(({ volumeId, deleteOnTermination }) => ({
    id: volumeId,
    ...(minor >= 3 ? { delete_on_termination: deleteOnTermination } : {}),
  }));

function shownFlavor(cloud: SimulatedCloud, server: Server, minor: number): unknown {
  const { id, vcpus, ram, disk, name } = cloud.flavorNamed(server.flavor);
  return minor >= 47 ? { vcpus, ram, disk, ephemeral: 0, swap: 0, original_name: name, extra_specs: {} } : { id };
}

/** A server has its address once it is built. */
function shownAddresses({ status, address }: Server): unknown {
  if (status === 'BUILD' || status === 'ERROR') return {};
  return { 'research-net': [{ version: 4, addr: address, 'OS-EXT-IPS:type': 'fixed' }] };
}
