/** The volume that an attach asks for, and the refusals of one that is not free, in the words of each release. */
import { randomUUID } from 'node:crypto';
import { badRequest, notFound } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Server, Volume } from '../resources.ts';

export function freeVolume(cloud: SimulatedCloud, server: Server, volumeId: string): Volume {
  const { release } = cloud;
  const volume = cloud.volumes.get(volumeId);
  if (volume === undefined) throw notFound(`Volume ${volumeId} could not be found.`);
  const holders = holdersOf(cloud, volume);
  // Nova itself looks who has it since Wallaby (recorded 50; compute/api.py, _check_volume_already_attached) …
  if (holders[0] !== undefined && release.date >= '2021.1')
    throw badRequest(`Invalid volume: volume ${volumeId} is already attached to instances: ${holders[0]}`);
  // … and before that only at the server's own volumes (20.6.1, _check_volume_already_attached_to_instance).
  if (holders.includes(server.id)) throw badRequest(`Invalid volume: volume ${volumeId} already attached`);
  if (volume.status !== 'available') throw notReserved(volume);
  return volume;
}

/** Servers of Nova's own list: ghosts hold a volume as well (recorded 78). */
const holdersOf = ({ servers }: SimulatedCloud, { id, attachments }: Volume): string[] => [
  ...attachments.map(({ serverId }) => serverId),
  ...[...servers.values()].filter((server) => ghostsOf(server, id).length > 0).map((server) => server.id),
];

/** What Nova lists of a volume that Cinder does not know to be attached. */
export const ghostsOf = ({ ghosts }: Server, volumeId: string): Server['ghosts'] =>
  ghosts.filter((ghost) => ghost.volumeId === volumeId);

/** Cinder refuses, and Nova passes its words on: cinder/volume/api.py, _attachment_reserve; nova/volume/cinder.py. */
const notReserved = ({ id, status }: Volume): Error =>
  badRequest(
    `Invalid input received: Invalid volume: Volume ${id} status must be available or downloading to reserve, but the current status is ${status}. (HTTP 400) (Request-ID: req-${randomUUID()})`,
  );
