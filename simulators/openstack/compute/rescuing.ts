/** Rescue: the server runs another image, with its own disk beside it. It ends with the server running, whatever it did before (recorded 90). */
import { badRequest } from '../answers.ts';
import { refuseLocked, refuseState } from './found-server.ts';
import type { Act } from './server-actions.ts';

export const rescue: Act = (cloud, server, _wish, { caller }) => {
  refuseLocked(server, caller);
  refuseState(server, 'rescue', ['active', 'stopped', 'error']);
  // With 2.87 too: the image would have to say how its disk is attached (nova/compute/api.py, rescue; recorded 91).
  if (server.imageId === null)
    throw badRequest(`Instance ${server.id} cannot be rescued: Cannot rescue a volume-backed instance`);
  const action = cloud.record(server, 'rescue', caller.projectId);
  cloud.change(server, { taskState: 'rescuing' });
  const rescued = (): void => {
    cloud.change(server, { taskState: null, status: 'RESCUE' });
    cloud.end(action);
  };
  cloud.after('rescuing → RESCUE', rescued, ['nova-compute']);
  return { status: 200, body: { adminPass: 'simulated' } };
};

export const unrescue: Act = (cloud, server, _wish, { caller }) => {
  refuseLocked(server, caller);
  refuseState(server, 'unrescue', ['rescued']);
  const action = cloud.record(server, 'unrescue', caller.projectId);
  cloud.change(server, { taskState: 'unrescuing' });
  const running = (): void => {
    cloud.change(server, { taskState: null, status: 'ACTIVE' });
    cloud.end(action);
  };
  cloud.after('unrescuing → ACTIVE', running, ['nova-compute']);
  return { status: 202 };
};
