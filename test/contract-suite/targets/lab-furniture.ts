/** What the cases need in the lab before they begin. Safe to run again: what is there is used. */
import { z } from 'zod';
import { type Caller, logIn, type Login } from '../suite/caller.ts';
import type { Furniture, Target } from '../suite/target.ts';
import { AUTH_URL } from './lab-login.ts';
import { ask, ensure, list, Named } from './lab-resources.ts';
import { externalNetwork } from './lab-routing.ts';

/** Of the lab's own making; nobody else's password. */
const PASSWORD = 'contractsecret';
const PREFIX = 'contract';
/** Memory for the huge flavor too: it is the hosts that must be too small for it. */
const QUOTAS = { instances: 40, cores: 60, ram: 700_000, volumes: 80, gigabytes: 400, snapshots: 80 };

export async function furnish(
  admin: Caller,
): Promise<Pick<Target, 'applicationCredential' | 'furniture'> & { member: Login; outsider: Login }> {
  const member = await account(admin, { user: `${PREFIX}-member`, project: PREFIX });
  const outsider = await account(admin, { user: `${PREFIX}-outsider`, project: `${PREFIX}-other` });
  const caller = await logIn(member);
  await raiseQuotas(admin, caller.projectId);
  return {
    member,
    outsider,
    applicationCredential: await applicationCredential(caller),
    furniture: await furniture(admin),
  };
}

async function account(admin: Caller, names: { user: string; project: string }): Promise<Login> {
  const project = await ensure(admin, 'identity', 'projects', { name: names.project, domain_id: 'default' });
  const user = await ensure(admin, 'identity', 'users', {
    ...{ name: names.user, password: PASSWORD, domain_id: 'default', default_project_id: project.id },
  });
  const roles = await list(admin, 'identity', 'roles');
  const role = roles.find(({ name }) => name === 'member');
  await ask(admin, {
    method: 'PUT',
    service: 'identity',
    path: `/projects/${project.id}/users/${user.id}/roles/${role?.id ?? ''}`,
  });
  return { authUrl: AUTH_URL, username: names.user, password: PASSWORD, project: names.project };
}

async function raiseQuotas(admin: Caller, projectId: string): Promise<void> {
  const { instances, cores, ram, ...block } = QUOTAS;
  const path = `/os-quota-sets/${projectId}`;
  await ask(admin, { method: 'PUT', service: 'compute', path, body: { quota_set: { instances, cores, ram } } });
  await ask(admin, { method: 'PUT', service: 'block-storage', path, body: { quota_set: block } });
}

/** Its secret is shown once, so each run makes its own and removes the one before. */
async function applicationCredential(member: Caller): Promise<{ id: string; secret: string }> {
  const path = `/users/${member.userId}/application_credentials`;
  const { application_credentials: old } = z
    .object({ application_credentials: z.array(Named) })
    .parse(await ask(member, { method: 'GET', service: 'identity', path }));
  for (const { id } of old) await ask(member, { method: 'DELETE', service: 'identity', path: `${path}/${id}` });
  const body = { application_credential: { name: PREFIX } };
  const made = await ask(member, { method: 'POST', service: 'identity', path, body });
  return z.object({ application_credential: z.object({ id: z.string(), secret: z.string() }) }).parse(made)
    .application_credential;
}

async function furniture(admin: Caller): Promise<Furniture> {
  const flavor = (name: string, ram: number, disk: number): Promise<Named> =>
    ensure(admin, 'compute', 'flavors', { name: `${PREFIX}.${name}`, ram, vcpus: 1, disk });
  const [small, volume, system, huge] = [
    await flavor('small', 128, 1),
    await flavor('volume', 128, 0),
    await flavor('system', 640, 2),
    await flavor('huge', 500_000, 2),
  ];
  const network = (await list(admin, 'network', 'networks')).find((each) => each['router:external'] === false);
  const systemImage = (await list(admin, 'image', 'images')).find(({ name }) => name === 'debian-12');
  if (network === undefined || systemImage === undefined) throw new Error('the lab is not seeded: `npm run lab -- up`');
  return {
    blankImage: await blankImage(admin),
    systemImage: systemImage.id,
    flavor: small.id,
    volumeFlavor: volume.id,
    systemFlavor: system.id,
    hugeFlavor: huge.id,
    network: network.id,
    externalNetwork: await externalNetwork(admin, network.id),
  };
}

/** A mebibyte of nothing. Nova waits one second, not sixty, for a guest that can't shut itself down. */
async function blankImage(admin: Caller): Promise<string> {
  const name = `${PREFIX}-blank`;
  const found = (await list(admin, 'image', 'images')).find(
    (image) => image.name === name && image['status'] === 'active',
  );
  if (found !== undefined) return found.id;
  const properties = { disk_format: 'raw', container_format: 'bare', visibility: 'public', os_shutdown_timeout: '1' };
  const image = Named.parse(
    await ask(admin, { method: 'POST', service: 'image', path: '/images', body: { name, ...properties } }),
  );
  const bytes = new Uint8Array(1024 * 1024);
  await ask(admin, { method: 'PUT', service: 'image', path: `/images/${image.id}/file`, bytes });
  return image.id;
}
