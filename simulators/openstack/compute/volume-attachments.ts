/** Nova's volume attachments: what is listed, and who may ask for an attach or a detach. */
import { randomUUID } from 'node:crypto';
import { badRequest, notFound, notSimulated } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Faults } from '../faults.ts';
import type { Attachment, Server, Volume } from '../resources.ts';
import type { Answer, Call, Routes } from '../simulator.ts';
import { letGo, takeHold } from './attach-course.ts';
import { freeVolume } from './free-volume.ts';
import { foundServer, refuseLocked, refuseState } from './found-server.ts';
import { refuseUnknownFields } from '../schema.ts';
import { vmState } from './shown-server.ts';
import { updateAttachment } from './update-attachment.ts';

export function volumeAttachments(cloud: SimulatedCloud, faults: Faults, route: Routes): void {
  route('GET', '/servers/:id/os-volume_attachments', 'compute.volume-attachments.list', (call) => {
    const server = foundServer(cloud, call);
    const attachments = cloud
      .attachedTo(server.id)
      .map(({ volume, attachment }) => shownAttachment(server, volume, attachment, call.minor));
    return { status: 200, body: { volumeAttachments: attachments } };
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

/** `id` is gone from 2.89 on (recorded 11). */
const shownAttachment = (
  server: Server,
  volume: Volume,
  { id, bdmUuid, device, deleteOnTermination }: Attachment,
  minor: number,
): unknown => ({
  volumeId: volume.id,
  serverId: server.id,
  device,
  ...(minor >= 70 ? { tag: null } : {}),
  ...(minor >= 79 ? { delete_on_termination: deleteOnTermination } : {}),
  ...(minor >= 89 ? { attachment_id: id, bdm_uuid: bdmUuid } : { id: volume.id }),
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

function attach(cloud: SimulatedCloud, faults: Faults, server: Server, { body, caller, minor }: Call): Answer {
  const wire = body['volumeAttachment'] as WireAttachment;
  refuseUnknownFields('volumeAttachment', wire, attachable(minor));
  const { volumeId, tag, delete_on_termination: deleteOnTermination = false } = wire;
  if (!UUID.test(volumeId))
    throw badRequest(`Invalid input for field/attribute volumeId. Value: ${volumeId}. '${volumeId}' is not a 'uuid'`);
  refuseLocked(server, caller);
  if (minor >= 20 && SHELVED.includes(vmState(server))) throw notSimulated('an attach to a shelved server');
  refuseState(server, 'attach_volume', ATTACHABLE);
  if (tag !== undefined) throw notSimulated('an attachment with a tag');
  const volume = freeVolume(cloud, server, volumeId);
  const fails = faults.takeAttachFailure(volumeId);
  cloud.record(server, 'attach_volume', caller.projectId, fails);
  const device = takeHold(cloud, server, volume, { deleteOnTermination, fails });
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

/** Nothing runs in it that could answer an unplug request (recorded 76). */
const isDeaf = (cloud: SimulatedCloud, { imageId }: Server): boolean =>
  imageId !== null && cloud.images.get(imageId)?.boots === false;

function detach(cloud: SimulatedCloud, faults: Faults, server: Server, { params, caller, minor }: Call): Answer {
  const volumeId = params['volume'] ?? '';
  // Below 2.20 Nova knows nothing of volumes of shelved servers, and says so before it looks at the volume (recorded 71).
  const shelved = SHELVED.includes(vmState(server));
  if (shelved && minor < 20) refuseState(server, 'detach_volume', DETACHABLE);
  const volume = cloud.volumes.get(volumeId);
  if (volume === undefined) throw notFound(`Volume ${volumeId} could not be found.`);
  const attachment = volume.attachments.find(({ serverId }) => serverId === server.id);
  if (attachment === undefined) throw notFound(`Instance ${server.id} is not attached to volume ${volumeId}`);
  // Before the lock is even looked at (recorded 14).
  if (server.imageId === null && attachment.device === '/dev/vda')
    throw badRequest('Cannot detach a root device volume');
  refuseLocked(server, caller);
  if (shelved) throw notSimulated('a detach from a shelved server');
  refuseState(server, 'detach_volume', DETACHABLE);
  if (volume.status !== 'in-use')
    throw badRequest(
      `Invalid volume: Invalid input received: Invalid volume: Unable to detach volume. Volume status must be 'in-use' and attach_status must be 'attached' to detach. (HTTP 400) (Request-ID: req-${randomUUID()})`,
    );
  const rollsBack = server.status === 'ACTIVE' && (isDeaf(cloud, server) || faults.takeDetachRollBack(volumeId));
  cloud.record(server, 'detach_volume', caller.projectId, rollsBack);
  letGo(cloud, server, volume, rollsBack);
  return { status: 202 };
}
