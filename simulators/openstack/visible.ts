/** Who sees what: all that is simulated belongs to one project, and a member of another sees none of it. */
import { badRequest } from './answers.ts';
import { PROJECT } from './seed.ts';
import type { Caller } from './simulator.ts';

/** By its id; lists show an admin his own project's, which has nothing, unless he asks for all. */
export const sees = ({ isAdmin, projectId }: Caller): boolean => isAdmin || projectId === PROJECT.id;

export const lists = ({ isAdmin, projectId }: Caller, query: Record<string, string>): boolean =>
  projectId === PROJECT.id || (isAdmin && query['all_tenants'] === '1');

/** Cinder's paths name a project, which must be the token's, an admin's too (cinder/api/openstack/wsgi.py, _process_stack). */
export function refuseForeignPath(project: string | undefined, { projectId }: Caller): void {
  if (project !== undefined && project !== projectId) throw badRequest('Malformed request url');
}
