/** Nova's volume attachments: what is listed, and who may ask for an attach or a detach. */
import { randomUUID } from 'node:crypto';
import { badRequest, notFound, notSimulated } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Faults } from '../faults.ts';
import type { Server } from '../resources.ts';
import type { Answer, Call, Routes } from '../simulator.ts';
import { afterCompute } from './after-compute.ts';
import { letGo, takeHold } from './attach-course.ts';
import { freeVolume, ghostsOf } from './free-volume.ts';
import { rootImage } from './root-image.ts';
import { attachToShelved, detachFromShelved } from './shelving.ts';
import { foundServer, refuseLocked, refuseState } from './found-server.ts';
import { refuseUnknownFields } from '../schema.ts';
import { vmState } from './shown-server.ts';
import { updateAttachment } from './update-attachment.ts';

export function volumeAttachments(cloud: SimulatedCloud, faults: Faults, route: Routes): void {
  route('GET', '/servers/:id/os-volume_attachments', 'compute.volume-attachments.list', (call) => {
    const server = foundServer(cloud, call);
    const attached = cloud
      .attachedTo(server.id)
      .map(({ volume, attachment }) => ({ ...attachment, volumeId: volume.id, attachmentId: attachment.id }));
    const ghosts = server.ghosts.map((ghost) => ({ ...ghost, attachmentId: null, deleteOnTermination: false }));
    const shown = [...attached, ...ghosts].map((each) => shownAttachment(server, each, call.minor));
    return { status: 200, body: { volumeAttachments: shown } };
  });
  route('POST', '/servers/:id/os-volume_attachments', 'compute.volume-attachments.create', (call) =>
    attach(cloud, faults, foundServer(cloud, call), call),
  );
  route('PUT', '/servers/:id/os-volume_attachments/:volume', 'compute.volume-attachments.update', (call) =>
    updateAttachment(cloud, foundServer(cloud, call), call),
  );
  route('DELETE', '/servers/:id/os-volume_attachments/:volume', 'compute.volume-attachments.delete', (call) =>
    detach(cloud, faults, foundServer(cloud, call), call),
  );
}

interface Listed {
  volumeId: string;
  attachmentId: string | null;
  bdmUuid: string;
  device: string | null;
  deleteOnTermination: boolean;
}

/** `id` is gone from 2.89 on (recorded 11). */
const shownAttachment = (
  server: Server,
  { volumeId, attachmentId, bdmUuid, device, deleteOnTermination }: Listed,
  minor: number,
): unknown => ({
  volumeId,
  serverId: server.id,
  ...(device === null ? {} : { device }),
  ...(minor >= 70 ? { tag: null } : {}),
  ...(minor >= 79 ? { delete_on_termination: deleteOnTermination } : {}),
  ...(minor >= 89 ? { attachment_id: attachmentId, bdm_uuid: bdmUuid } : { id: volumeId }),
});

const ATTACHABLE = ['active', 'paused', 'stopped', 'resized', 'soft-delete'];
const DETACHABLE = ['active', 'paused', 'suspended', 'stopped', 'resized', 'soft-delete'];
const SHELVED = ['shelved', 'shelved_offloaded'];
const UUID = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

interface WireAttachment {
  volumeId: string;
  tag?: string;
  delete_on_termination?: boolean;
}

/** Nova's schema by microversion: nova/api/openstack/compute/schemas/volume_attachments.py, create to create_v279. */
const attachable = (minor: number): string[] => [
  'volumeId',
  'device',
  ...(minor >= 49 ? ['tag'] : []),
  ...(minor >= 79 ? ['delete_on_termination'] : []),
];

function attach(
  cloud: SimulatedCloud,
  faults: Faults,
  server: Server,
  { body, caller, minor }: Call,
): Answer | Promise<Answer> {
  const wire = body['volumeAttachment'] as WireAttachment;
  refuseUnknownFields('volumeAttachment', wire, attachable(minor));
  const { volumeId, tag, delete_on_termination: deleteOnTermination = false } = wire;
  if (!UUID.test(volumeId))
    throw badRequest(`Invalid input for field/attribute volumeId. Value: ${volumeId}. '${volumeId}' is not a 'uuid'`);
  refuseLocked(server, caller);
  const isShelved = minor >= 20 && SHELVED.includes(vmState(server));
  if (!isShelved) refuseState(server, 'attach_volume', ATTACHABLE);
  if (tag !== undefined) throw notSimulated('an attachment with a tag');
  const free = freeVolume(cloud, server, volumeId);
  if (isShelved) {
    attachToShelved(cloud, server, free, { caller, deleteOnTermination });
    return attached(server, { volumeId, device: null, deleteOnTermination }, minor);
  }
  const take = (): Answer => {
    const volume = freeVolume(cloud, server, volumeId);
    const action = cloud.record(server, 'attach_volume', caller.projectId);
    const fails = faults.takeAttachFailure(volumeId);
    const device = takeHold(cloud, { server, volume, action, fails, deleteOnTermination });
    return attached(server, { volumeId, device, deleteOnTermination }, minor);
  };
  if (minor >= 101 && !cloud.services.isUp(['nova-compute']))
    throw notSimulated('an attach that waits for nova-compute behind our back');
  // It names the device. Where it does so too late, nothing is reserved in Cinder: what it writes is a ghost.
  return afterCompute(cloud, take, () => haunt(cloud, server, volumeId));
}

interface Attached {
  volumeId: string;
  device: string | null;
  deleteOnTermination: boolean;
}

function attached(server: Server, { volumeId, device, deleteOnTermination }: Attached, minor: number): Answer {
  // No device is waited for any more (nova rest_api_version_history.rst, 2.101).
  if (minor >= 101) return { status: 202 };
  const attachment = {
    id: volumeId,
    serverId: server.id,
    volumeId,
    device,
    ...(minor >= 70 ? { tag: null } : {}),
    ...(minor >= 79 ? { delete_on_termination: deleteOnTermination } : {}),
  };
  return { status: 200, body: { volumeAttachment: attachment } };
}

/** nova/compute/manager.py `reserve_block_device_name`: one entry for each volume and server. */
function haunt(cloud: SimulatedCloud, server: Server, volumeId: string): void {
  if (cloud.servers.has(server.id) && ghostsOf(server, volumeId).length === 0)
    server.ghosts.push({ volumeId, bdmUuid: randomUUID(), device: cloud.nextDevice(server.id) });
}

/** Nothing runs in it that could answer an unplug request (recorded 76). */
const isDeaf = (cloud: SimulatedCloud, server: Server): boolean => rootImage(cloud, server)?.boots === false;

function detach(cloud: SimulatedCloud, faults: Faults, server: Server, { params, caller, minor }: Call): Answer {
  const volumeId = params['volume'] ?? '';
  // Below 2.20 Nova knows nothing of volumes of shelved servers, and says so before it looks at the volume (recorded 71).
  const shelved = SHELVED.includes(vmState(server));
  if (shelved && minor < 20) refuseState(server, 'detach_volume', DETACHABLE);
  const volume = cloud.volumes.get(volumeId);
  if (volume === undefined) throw notFound(`Volume ${volumeId} could not be found.`);
  const listed = [
    ...volume.attachments.filter(({ serverId }) => serverId === server.id),
    ...ghostsOf(server, volumeId),
  ];
  const [held] = listed;
  if (held === undefined) throw notFound(`Instance ${server.id} is not attached to volume ${volumeId}`);
  // Before the lock is even looked at (recorded 14).
  if (server.imageId === null && held.device === '/dev/vda') throw badRequest('Cannot detach a root device volume');
  refuseLocked(server, caller);
  if (shelved) {
    detachFromShelved(cloud, server, { volume, caller });
    return { status: 202 };
  }
  refuseState(server, 'detach_volume', DETACHABLE);
  // Cinder's words, so a ghost gets them too (recorded 78).
  if (volume.status !== 'in-use')
    throw badRequest(
      `Invalid volume: Invalid input received: Invalid volume: Unable to detach volume. Volume status must be 'in-use' and attach_status must be 'attached' to detach. (HTTP 400) (Request-ID: req-${randomUUID()})`,
    );
  const action = cloud.record(server, 'detach_volume', caller.projectId);
  const fails = server.status === 'ACTIVE' && (isDeaf(cloud, server) || faults.takeDetachRollBack(volumeId));
  letGo(cloud, { server, volume, action, fails });
  return { status: 202 };
}
