/** The server that a request names, and the lock that keeps everybody but an admin from it. */
import { conflicting, notFound } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Server } from '../resources.ts';
import type { Call, Caller } from '../simulator.ts';

export function foundServer(cloud: SimulatedCloud, { params }: Call): Server {
  const server = cloud.servers.get(params['id'] ?? '');
  if (server === undefined) throw notFound(`Instance ${params['id'] ?? ''} could not be found.`);
  return server;
}

/** An admin passes the lock, whoever has set it (recorded 16). */
export function refuseLocked(server: Server, caller: Caller): void {
  if (server.lockedBy !== null && !caller.isAdmin) throw conflicting(`Instance ${server.id} is locked`);
}
