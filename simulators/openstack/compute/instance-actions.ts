/** Nova's journal of a server: what was asked for, by whom, and how it ended. */
import { badRequest, notFound } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Server, ServerAction } from '../resources.ts';
import type { Answer, Call, Routes } from '../simulator.ts';
import { sees } from '../visible.ts';
import { foundServer } from './found-server.ts';

export function instanceActions(cloud: SimulatedCloud, route: Routes): void {
  route('GET', '/servers/:id/os-instance-actions', 'compute.instance-actions.list', (call) => list(cloud, call));
  route('GET', '/servers/:id/os-instance-actions/:request', 'compute.instance-actions.get', (call) => {
    const server = serverOrItsMemory(cloud, call);
    const requestId = call.params['request'] ?? '';
    const action = server.actions.find(({ request_id }) => request_id === requestId);
    if (action === undefined) throw notFound(`Action ${requestId} not found`);
    return { status: 200, body: { instanceAction: { ...shownAction(server, action, call), ...events(action, call) } } };
  });
}

/** From 2.21 on a deleted server is still told of. */
function serverOrItsMemory(cloud: SimulatedCloud, call: Call): Server {
  const deleted = cloud.deletedServers.get(call.params['id'] ?? '');
  return deleted !== undefined && call.minor >= 21 && sees(call.caller) ? deleted : foundServer(cloud, call);
}

function list(cloud: SimulatedCloud, call: Call): Answer {
  const server = serverOrItsMemory(cloud, call);
  const latestFirst = server.actions.toReversed();
  const { actions, hasMore } = call.minor >= 58 ? page(latestFirst, call) : { actions: latestFirst, hasMore: false };
  const shown = actions.map((action) => shownAction(server, action, call));
  return { status: 200, body: { instanceActions: shown, ...(hasMore ? { links: nextLink(actions, call) } : {}) } };
}

/** Nova names the marker that it does not find "None" (recorded). */
function page(all: ServerAction[], { query }: Call): { actions: ServerAction[]; hasMore: boolean } {
  const { limit, marker } = query;
  const first = marker === undefined ? 0 : all.findIndex(({ request_id }) => request_id === marker) + 1;
  if (marker !== undefined && first === 0) throw badRequest('Marker None could not be found.');
  const actions = limit === undefined ? all.slice(first) : all.slice(first, first + Number(limit));
  // A page that is full has a next one, if only an empty one (nova/api/openstack/common.py, _get_collection_links).
  return { actions, hasMore: limit !== undefined && actions.length === Number(limit) };
}

function nextLink(actions: ServerAction[], { params, query, baseUrl }: Call): unknown {
  const next = new URLSearchParams({ ...query, marker: actions.at(-1)?.request_id ?? '' });
  return [{ rel: 'next', href: `${baseUrl}/servers/${params['id'] ?? ''}/os-instance-actions?${next.toString()}` }];
}

const shownAction = (
  { id }: Server,
  { finish_time: _finishTime, ...action }: ServerAction,
  { minor }: Call,
): object => ({
  ...action,
  instance_uuid: id,
  ...(minor >= 58 ? { updated_at: action.start_time } : {}),
});

/** A member is told of them from 2.51 on, and never why something failed. */
function events({ action, start_time, finish_time, message }: ServerAction, { minor, caller }: Call): object {
  if (minor < 51 && !caller.isAdmin) return {};
  const event = {
    event: `compute_${action}`,
    start_time,
    finish_time,
    result: finish_time === null ? null : (message ?? 'Success'),
    ...(caller.isAdmin
      ? { traceback: message === null ? null : '  File "manager.py", line 1, in decorated_function' }
      : {}),
    ...(minor >= 62 ? { hostId: '' } : {}),
    ...(minor >= 62 && caller.isAdmin ? { host: 'compute' } : {}),
    ...(minor >= 84 && caller.isAdmin ? { details: message } : {}),
  };
  return { events: [event] };
}
