/**
 * Whether the sysadmin's credential can lift a sysadmin's lock. Nova tells that only to who does it, so this goes by
 * what the same default policy, admin, allows as well: seeing the servers of every project.
 */
import type { Connection, Login } from '../../openstack/connection.ts';
import { OpenStackError } from '../../openstack/errors.ts';
import * as servers from '../../openstack/compute/servers.ts';
import { z } from 'zod';
import { fail, type Looked, ok, warn } from '../check.ts';

/** Roles that by no policy we know of may do more than a member. */
const ORDINARY = new Set(['reader', 'member', '_member_', 'observer', 'auditor', 'load-balancer_member', 'creator']);

/** @param member - the recovery's own connection: one of its servers must be seen by the sysadmin too. */
export async function sysadminChecks(
  sysadmin: Connection,
  login: Login,
  member: Connection,
  signal: AbortSignal,
): Promise<Looked[]> {
  const who = `${login.userName}, project ${login.projectName}, roles ${login.roles.toSorted().join(', ')}`;
  const [seesAll, [server]] = await Promise.all([
    seesEveryProject(sysadmin, signal),
    servers.list(member.compute, {}, { signal }),
  ]);
  if (server !== undefined && !(await sees(sysadmin, server.id, signal)))
    return [mayNotUnlock(`${who}; it does not even see server ${server.id} of the recovery's project`)];
  if (seesAll) return [ok('sysadmin', `${who}: sees every project's servers, so by the default policy it may unlock`)];
  if (login.roles.every((role) => ORDINARY.has(role)))
    return [mayNotUnlock(`${who}: a member's roles, which lift no sysadmin's lock`)];
  return [
    warn(
      'sysadmin',
      `${who}: whether it may unlock is not known`,
      'Check that the role has unlock_override in the policy of Nova: --rehearse does not try it on a lock of somebody else.',
    ),
  ];
}

const mayNotUnlock = (seen: string): Looked =>
  fail(
    'sysadmin',
    `may not unlock. ${seen}`,
    'Give the user of sysadminCloud a role with os_compute_api:os-lock-server:unlock:unlock_override (by default admin), or leave sysadminCloud out: then a person lifts the lock.',
  );

async function seesEveryProject({ compute }: Connection, signal: AbortSignal): Promise<boolean> {
  const params = { all_tenants: '1', limit: '1', name: '^no-server-has-this-name$' };
  try {
    await compute.parsed(z.looseObject({ servers: z.array(z.unknown()) }), 'GET', '/servers/detail', {
      params,
      signal,
    });
    return true;
  } catch (error) {
    if (OpenStackError.is(error, 'forbidden')) return false;
    throw error;
  }
}

async function sees({ compute }: Connection, serverId: string, signal: AbortSignal): Promise<boolean> {
  try {
    await servers.get(compute, serverId, { signal });
    return true;
  } catch (error) {
    if (OpenStackError.is(error, 'not-found') || OpenStackError.is(error, 'forbidden')) return false;
    throw error;
  }
}
