/** Nova's volume attachments: what is listed, and who may ask for an attach or a detach. */
import { randomUUID } from 'node:crypto';
import { badRequest, conflicting, notFound } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Faults } from '../faults.ts';
import type { Server, Volume } from '../resources.ts';
import type { Answer, Call, Routes } from '../simulator.ts';
import { letGo, takeHold } from './attach-course.ts';
import { foundServer, refuseLocked } from './found-server.ts';
import { vmState } from './shown-server.ts';

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
  route('DELETE', '/servers/:id/os-volume_attachments/:volume', 'compute.volume-attachments.delete', (call) =>
    detach(cloud, faults, foundServer(cloud, call), call),
  );
}

/** `id` is gone from 2.89 on (recorded 11). */
const shownAttachment = (
  server: Server,
  volume: Volume,
  { device, deleteOnTermination }: Volume['attachments'][number],
  minor: number,
): unknown => ({
  volumeId: volume.id,
  serverId: server.id,
  device,
  ...(minor >= 70 ? { tag: null } : {}),
  ...(minor >= 79 ? { delete_on_termination: deleteOnTermination } : {}),
  ...(minor >= 89 ? { attachment_id: randomUUID(), bdm_uuid: randomUUID() } : { id: volume.id }),
});

const ATTACHABLE = new Set(['ACTIVE', 'PAUSED', 'SHUTOFF', 'RESIZED', 'SHELVED', 'SHELVED_OFFLOADED']);

function attach(cloud: SimulatedCloud, faults: Faults, server: Server, { body, caller, minor }: Call): Answer {
  const { volumeId } = body['volumeAttachment'] as { volumeId: string };
  const volume = cloud.volumes.get(volumeId);
  if (volume === undefined) throw notFound(`Volume ${volumeId} could not be found.`);
  refuseLocked(server, caller);
  if (!ATTACHABLE.has(server.status))
    throw conflicting(`Cannot 'attach_volume' instance ${server.id} while it is in vm_state ${vmState(server)}`);
  const [held] = volume.attachments;
  if (held !== undefined)
    throw badRequest(`Invalid volume: volume ${volumeId} is already attached to instances: ${held.serverId}`);
  if (volume.status !== 'available')
    throw badRequest(
      `Invalid volume: Volume ${volumeId} status must be available or downloading to reserve, but the current status is ${volume.status}.`,
    );
  const fails = faults.takeAttachFailure(volumeId);
  cloud.record(server, 'attach_volume', caller.projectId, fails);
  const device = takeHold(cloud, server, volume, fails);
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

function detach(cloud: SimulatedCloud, faults: Faults, server: Server, { params, caller }: Call): Answer {
  const volumeId = params['volume'] ?? '';
  const volume = cloud.volumes.get(volumeId);
  const attachment = volume?.attachments.find(({ serverId }) => serverId === server.id);
  if (volume === undefined || attachment === undefined)
    throw notFound(`Instance ${server.id} is not attached to volume ${volumeId}`);
  // Before the lock is even looked at (recorded 14).
  if (server.imageId === null && attachment.device === '/dev/vda')
    throw badRequest('Cannot detach a root device volume');
  refuseLocked(server, caller);
  if (volume.status !== 'in-use')
    throw badRequest(
      "Invalid volume: Invalid input received: Invalid volume: Unable to detach volume. Volume status must be 'in-use' and attach_status must be 'attached' to detach. (HTTP 400)",
    );
  const rollsBack = server.status === 'ACTIVE' && faults.takeDetachRollBack(volumeId);
  cloud.record(server, 'detach_volume', caller.projectId, rollsBack);
  letGo(cloud, server, volume, rollsBack);
  return { status: 202 };
}
