/** `PUT …/os-volume_attachments/{volume}`: another volume in its place; from 2.85 on, what becomes of it with its server. */
import { badRequest, notFound, notSimulated, policy } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Attachment, Server } from '../resources.ts';
import type { Answer, Call } from '../simulator.ts';
import { refuseLocked } from './found-server.ts';
import { invalid, refuseUnknownFields } from '../schema.ts';

interface WireUpdate {
  volumeId?: string;
  id?: string;
  serverId?: string;
  device?: string | null;
  tag?: string | null;
  delete_on_termination?: unknown;
}

/** nova/api/openstack/compute/schemas/volume_attachments.py, update and update_v285. */
const FIELDS = { swap: ['volumeId'], all: ['volumeId', 'id', 'serverId', 'device', 'tag', 'delete_on_termination'] };

/** The lock is not looked at (recorded 14): whoever is a member decides what a delete does to the evidence. */
export function updateAttachment(cloud: SimulatedCloud, server: Server, call: Call): Answer {
  const { params, body, minor } = call;
  const volumeId = params['volume'] ?? '';
  const wire = body['volumeAttachment'] as WireUpdate;
  refuseUnknownFields('volumeAttachment', wire, minor >= 85 ? FIELDS.all : FIELDS.swap);
  if (wire.volumeId === undefined) throw invalid('volumeAttachment', wire, "'volumeId' is a required property");
  if (minor < 85 || wire.volumeId !== volumeId) throw swapRefused(cloud, server, call);
  const found = cloud.attachedTo(server.id).find(({ volume }) => volume.id === volumeId);
  if (found === undefined) throw notFound(`No volume Block Device Mapping with id ${volumeId}.`);
  refuseChanges(wire, { volumeId, server, attachment: found.attachment });
  found.attachment.deleteOnTermination = asked(wire, found.attachment);
  return { status: 202 };
}

/** Meant for Cinder alone (recorded 72). Its policy was named like that of any update until Ussuri (nova fcf5863662). */
function swapRefused({ release }: SimulatedCloud, server: Server, { caller }: Call): Error {
  const name = release.date >= '2020.1' ? 'swap' : 'update';
  if (!caller.isAdmin) return policy(`os_compute_api:os-volumes-attachments:${name}`);
  refuseLocked(server, caller);
  return notSimulated('the swap of a volume');
}

/** What a GET tells may be sent back, but nothing else of it may be changed (nova volume_attachments.py, _update_volume_regular). */
function refuseChanges(
  { id, serverId, device, tag }: WireUpdate,
  { volumeId, server, attachment }: { volumeId: string; server: Server; attachment: Attachment },
): void {
  const changed = [
    ...(id !== undefined && id !== volumeId ? ['id'] : []),
    ...(serverId !== undefined && serverId !== server.id ? ['serverId'] : []),
    ...(device !== undefined && device !== attachment.device ? ['device'] : []),
    ...(tag !== undefined && tag !== null ? ['tag'] : []),
  ];
  if (changed[0] !== undefined) throw badRequest(`The ${changed[0]} property is not mutable`);
}

function asked({ delete_on_termination: wish }: WireUpdate, { deleteOnTermination }: Attachment): boolean {
  if (wish === undefined) return deleteOnTermination;
  if (typeof wish !== 'boolean') throw notSimulated('delete_on_termination as text');
  return wish;
}
