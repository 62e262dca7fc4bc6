/** The server that a request names, and what may stand between it and an act: its lock, its state. */
import { conflicting, notFound } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Server } from '../resources.ts';
import type { Call, Caller } from '../simulator.ts';
import { sees } from '../visible.ts';
import { vmState } from './shown-server.ts';

export function foundServer(cloud: SimulatedCloud, { params, caller }: Call): Server {
  const server = cloud.servers.get(params['id'] ?? '');
  if (server === undefined || !sees(caller)) throw notFound(`Instance ${params['id'] ?? ''} could not be found.`);
  return server;
}

/** An admin passes the lock, whoever has set it (recorded 16). */
export function refuseLocked(server: Server, caller: Caller): void {
  if (server.lockedBy !== null && !caller.isAdmin) throw conflicting(`Instance ${server.id} is locked`);
}

/** Nova looks at the state first, then at the task: while one act goes on, no other begins. */
export function refuseState(server: Server, act: string, vmStates: readonly string[]): void {
  const refuse = (what: string, state: string) =>
    conflicting(`Cannot '${act}' instance ${server.id} while it is in ${what} ${state}`);
  if (!vmStates.includes(vmState(server))) throw refuse('vm_state', vmState(server));
  if (server.taskState !== null) throw refuse('task_state', server.taskState);
}
