/** The volume that an attach asks for, and the refusals of one that is not free, in the words of each release. */
import { randomUUID } from 'node:crypto';
import { badRequest, notFound } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Server, Volume } from '../resources.ts';

export function freeVolume({ volumes, release }: SimulatedCloud, server: Server, volumeId: string): Volume {
  const volume = volumes.get(volumeId);
  if (volume === undefined) throw notFound(`Volume ${volumeId} could not be found.`);
  const [held] = volume.attachments;
  // Nova itself looks who has it since Wallaby (recorded 50; compute/api.py, _check_volume_already_attached) …
  if (held !== undefined && release.date >= '2021.1')
    throw badRequest(`Invalid volume: volume ${volumeId} is already attached to instances: ${held.serverId}`);
  // … and before that only at the server's own volumes (20.6.1, _check_volume_already_attached_to_instance).
  if (held?.serverId === server.id) throw badRequest(`Invalid volume: volume ${volumeId} already attached`);
  if (volume.status !== 'available') throw notReserved(volume);
  return volume;
}

/** Cinder refuses, and Nova passes its words on: cinder/volume/api.py, _attachment_reserve; nova/volume/cinder.py. */
const notReserved = ({ id, status }: Volume): Error =>
  badRequest(
    `Invalid input received: Invalid volume: Volume ${id} status must be available or downloading to reserve, but the current status is ${status}. (HTTP 400) (Request-ID: req-${randomUUID()})`,
  );
