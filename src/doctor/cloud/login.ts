/** Who we are in the cloud: the credential and its end, project and roles, and Keystone's clock beside ours. */
import type { CloudConfig } from '../../openstack/clouds-yaml.ts';
import type { Connection, Login } from '../../openstack/connection.ts';
import { OpenStackError } from '../../openstack/errors.ts';
import * as applicationCredentials from '../../openstack/identity/application-credentials.ts';
import { fail, type Looked, ok, warn } from '../check.ts';
import { clockCheck } from '../clock.ts';
import { remedyFor } from '../remedy-for.ts';

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;

/** @returns the login, or the check that says why there is none. */
export async function tryLogin(
  connection: Connection,
  cloud: CloudConfig,
): Promise<{ login: Login; clock: Looked[] } | { refused: Looked }> {
  const before = Date.now();
  try {
    const login = await connection.login();
    // Half of the way there and back; Keystone tells whole seconds or better.
    const now = (before + Date.now()) / 2;
    const clock = login.issuedAt === null ? [] : [clockCheck("Keystone's", login.issuedAt.getTime() - now)];
    return { login, clock };
  } catch (error) {
    return { refused: loginFault(cloud, error) };
  }
}

function loginFault(cloud: CloudConfig, error: unknown): Looked {
  if (!OpenStackError.is(error, 'unauthorized'))
    return fail('credential', error instanceof Error ? error.message : String(error), remedyFor(error));
  const { auth } = cloud;
  const credential = auth.application_credential_id ?? auth.application_credential_name;
  return credential === undefined ? passwordFault(cloud) : applicationCredentialFault(cloud, credential, error.status);
}

const passwordFault = ({ name, auth }: CloudConfig): Looked =>
  fail(
    'credential',
    `Keystone refuses user ${auth.username ?? auth.user_id ?? '(none)'} with this password for project ${auth.project_name ?? auth.project_id ?? '(none)'}`,
    `Put the right password into secure.yaml (cloud ${name}); it may have expired, and user, project and their domains must exist: openstack --os-cloud ${name} token issue`,
  );

/** Keystone says 404 for one that it doesn't know. */
const applicationCredentialFault = ({ name }: CloudConfig, id: string, status: number | null): Looked =>
  fail(
    'credential',
    status === 404
      ? `Keystone knows no application credential ${id}: it was deleted, or its user lost the project`
      : `Keystone refuses application credential ${id}: it has expired, or its secret is wrong (Keystone doesn't tell which)`,
    `Make a new one (openstack application credential create recovery) and put its id and secret into clouds.yaml and secure.yaml (cloud ${name}).`,
  );

/** When the credential ends, as far as Keystone tells its user. */
export async function credentialCheck({ keystone }: Connection, login: Login, signal: AbortSignal): Promise<Looked> {
  const { userName, applicationCredential: held, passwordExpiresAt } = login;
  if (held === null) return endCheck(`password of ${userName}`, passwordExpiresAt);
  try {
    const { name, expiresAt } = await applicationCredentials.get(keystone, login.userId, held.id, { signal });
    return endCheck(`application credential ${name} of ${userName}`, expiresAt);
  } catch (error) {
    if (!OpenStackError.is(error, 'forbidden') && !OpenStackError.is(error, 'not-found')) throw error;
    return ok('credential', `application credential ${held.name ?? held.id} of ${userName}; when it ends is not known`);
  }
}

function endCheck(what: string, end: Date | null): Looked {
  if (end === null) return ok('credential', `${what}, without an end`);
  const days = Math.floor((end.getTime() - Date.now()) / DAY_MS);
  const seen = `${what}, until ${end.toISOString().slice(0, 10)}`;
  if (days >= SOON_DAYS) return ok('credential', seen);
  return warn(
    'credential',
    `${seen}: in ${days} days`,
    'Renew it before, in clouds.yaml / secure.yaml, and restart the worker.',
  );
}

/** Nova lets an admin pass the lock (recorded 16): then nothing but our own code would respect it. */
export function projectCheck({ projectName, projectId, roles }: Login): Looked {
  const seen = `${projectName} (${projectId}), roles ${roles.toSorted().join(', ') || '(none)'}`;
  if (roles.includes('admin'))
    return warn(
      'project and roles',
      seen,
      "Use a member's credential: an administrator passes Nova's lock, so Nova itself would not enforce the approval.",
    );
  if (!roles.some((role) => !['reader', 'observer', 'auditor'].includes(role)))
    return fail(
      'project and roles',
      seen,
      "Give the user the role member on the project: by the cloud's default policies a reader makes no server, clone or snapshot.",
    );
  return ok('project and roles', seen);
}
