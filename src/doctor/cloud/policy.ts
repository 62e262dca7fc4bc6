/**
 * What the policy of the cloud allows, as far as anybody can find out without doing it. Nova and Cinder look for the
 * server or the volume first and at the policy after that (nova api/openstack/compute/lock_server.py), so a request
 * about nothing tells nothing.
 */
import * as serverActions from '../../openstack/compute/server-actions.ts';
import * as servers from '../../openstack/compute/servers.ts';
import type { Connection, Login } from '../../openstack/connection.ts';
import { OpenStackError } from '../../openstack/errors.ts';
import { fail, type Looked, ok } from '../check.ts';

export function policyCheck({ roles }: Login): Looked {
  const byDefault = roles.some((role) => ['member', '_member_', 'admin'].includes(role));
  const acts = 'lock, detach, attach, snapshot, clone';
  return ok(
    'policy',
    byDefault
      ? `by the default policies a member may ${acts}; whether this site changed them is not known: --rehearse tries`
      : `whether these roles may ${acts} is not known: --rehearse tries`,
  );
}

/** Reading a console changes nothing, so this one is tried, at a server that runs if there is one. */
export async function consoleCheck({ compute }: Connection, signal: AbortSignal): Promise<Looked> {
  const all = await servers.list(compute, {}, { signal });
  const server = all.find(({ status }) => status === 'ACTIVE') ?? all[0];
  if (server === undefined) return ok('console log', 'not known: the project has no server to read one of');
  try {
    await serverActions.getConsoleOutput(compute, server.id, 1, { signal });
    return ok('console log', `may be read (tried at server ${server.id})`);
  } catch (error) {
    if (!OpenStackError.is(error, 'forbidden')) throw error;
    return fail(
      'console log',
      'Nova refuses to show the console of a server',
      "The recovery takes the recovery server's host keys from there: have os_compute_api:os-console-output allowed to the role.",
    );
  }
}
