/** `POST /servers/{id}/action`: one function for each action that a recovery uses or must never use. */
import { adminsOnly } from '../admins-only.ts';
import { conflicting, notFound, notSimulated, policy } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Server } from '../resources.ts';
import { invalid } from '../schema.ts';
import { PROJECT } from '../seed.ts';
import type { Answer, Call, Caller, Routes } from '../simulator.ts';
import { afterCompute } from './after-compute.ts';
import { SECONDS } from './courses.ts';
import { createImage } from './create-image.ts';
import { foundServer, refuseLocked, refuseState } from './found-server.ts';
import { rootImage } from './root-image.ts';
import { rescue, unrescue } from './rescuing.ts';
import { shelve } from './shelving.ts';

interface Asked {
  caller: Caller;
  minor: number;
}
export type Act = (cloud: SimulatedCloud, server: Server, wish: unknown, asked: Asked) => Answer | Promise<Answer>;

export function serverActions(cloud: SimulatedCloud, route: Routes): void {
  route('POST', '/servers/:id/action', 'compute.servers.action', (call: Call) => {
    const server = foundServer(cloud, call);
    const [name = ''] = Object.keys(call.body);
    const act = ACTIONS.get(name);
    if (act === undefined) throw notSimulated(`the server action ${name}`);
    return act(cloud, server, call.body[name], call);
  });
}

/**
 * A member's second lock changes neither locker nor reason (recorded 13); a sysadmin's takes the place of any (nova
 * compute/api.py, lock). Before 2.73 a reason is read over (nova lock_server.py).
 */
const lock: Act = (cloud, server, wish, { caller, minor }) => {
  const reason = minor < 73 ? null : ((wish as { locked_reason?: string } | null)?.locked_reason ?? null);
  const by = caller.projectId === PROJECT.id ? 'owner' : 'sysadmin';
  if (server.lockedBy === null || by === 'sysadmin') cloud.lock(server.id, by, reason);
  return { status: 202 };
};

const unlock: Act = (cloud, server, _wish, { caller }) => {
  if (server.lockedBy === 'sysadmin' && !caller.isAdmin)
    throw policy('os_compute_api:os-lock-server:unlock:unlock_override');
  cloud.unlock(server.id, caller.projectId);
  return { status: 202 };
};

const stop: Act = (cloud, server, _wish, { caller }) => {
  refuseLocked(server, caller);
  refuseState(server, 'stop', ['active', 'error']);
  const action = cloud.record(server, 'stop', caller.projectId);
  cloud.change(server, { taskState: 'powering-off' });
  const off = (): void => {
    cloud.change(server, { taskState: null, status: 'SHUTOFF' });
    server.console = null;
    cloud.guests?.shutdown(server.id);
    cloud.end(action);
  };
  // Nova gives a guest that does not listen a minute, or what its image says (nova/compute/manager.py, _power_off_instance).
  const patience = rootImage(cloud, server)?.properties['os_shutdown_timeout'];
  const duration = patience === undefined ? 'powering-off → SHUTOFF' : Number(patience) + SECONDS.stop;
  cloud.after(duration, off, ['nova-compute']);
  return { status: 202 };
};

/** nova-compute reads it (nova/compute/rpcapi.py `get_console_output`): while it hangs, the API waits for it in vain. */
const getConsoleOutput: Act = (cloud, server, wish) => {
  const { length } = wish as { length?: number | string };
  if (length !== undefined && !/^-?\d+$/.test(String(length)))
    throw invalid('length', length, `'${length}' does not match '^-?[0-9]+$'`);
  // It never ran.
  if (server.status === 'BUILD' || server.fault !== null) throw conflicting(`Instance ${server.id} is not ready`);
  const { console } = server;
  if (console === null) throw notFound('Guest does not have a console available.');
  const lines = console.split('\n');
  const answer = {
    status: 200,
    body: { output: (length === undefined ? lines : lines.slice(-Number(length))).join('\n') },
  };
  return afterCompute(cloud, () => answer);
};

/** The lock refuses it like the real one; beyond that, nothing of ours may ever start a server. */
const neverUsed =
  (name: string): Act =>
  (_cloud, server, _wish, { caller }) => {
    refuseLocked(server, caller);
    throw notSimulated(name);
  };

const adminOnly =
  (rule: string): Act =>
  (_cloud, _server, _wish, { caller }) =>
    adminsOnly(caller, rule);

const ACTIONS: ReadonlyMap<string, Act> = new Map([
  ['lock', lock],
  ['unlock', unlock],
  ['os-stop', stop],
  ['os-getConsoleOutput', getConsoleOutput],
  ['createImage', (cloud, server, wish, { minor }) => createImage(cloud, server, wish, minor)],
  ['os-resetState', adminOnly('os_compute_api:os-admin-actions:reset_state')],
  ['migrate', adminOnly('os_compute_api:os-migrate-server:migrate')],
  ['rescue', rescue],
  ['unrescue', unrescue],
  ['shelve', shelve],
  ...['os-start', 'reboot', 'resize', 'rebuild', 'unshelve'].map((name) => [name, neverUsed(name)] as const),
]);
