/**
 * Guests of the lab that belong to no recovery. They are in the admin's own project: neither `reset` nor the checks of a
 * recovery look there, and no quota is shared.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { hostKeysFromConsole } from '../src/ssh/host-keys.ts';
import { connectSsh, HostKeyMismatchError, type SshSession } from '../src/ssh/ssh-session.ts';
import { type Cloud, remove, until } from './cloud.ts';
import { LabError } from './lab-error.ts';
import { LAB } from './seeded.ts';
import { WORKER_ADDRESS } from './stack.ts';

const USER = 'debian';
/** A busy machine emulates a guest at a fraction of the usual speed. */
const BOOT_SECONDS = 1200;

const Named = z.object({ id: z.string(), name: z.string() });
const Server = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  addresses: z.record(z.string(), z.array(z.object({ addr: z.string() }))),
  metadata: z.record(z.string(), z.string()),
});
type Server = z.output<typeof Server>;

export interface ScratchGuest {
  serverId: string;
  name: string;
  session: SshSession;
}

/** Public key of {@link openScratchGuest}'s login, for a user data of one's own. */
export const scratchKey = (): string => readFileSync(`${LAB}/keys/id.pub`, 'utf8').trim();

/**
 * Logs in to the guest of that name; boots it where it doesn't run, or runs with another user data.
 *
 * @param name - begins with `scratch`.
 */
export async function openScratchGuest(cloud: Cloud, name: string, userData: string): Promise<ScratchGuest> {
  const server = (await reusable(cloud, name, userData)) ?? (await boot(cloud, name, userData));
  const hostKeys = await until(`the host keys of ${name}`, BOOT_SECONDS, async () => {
    const answer = await cloud('compute', 'POST', `/servers/${server.id}/action`, { 'os-getConsoleOutput': {} });
    const keys = hostKeysFromConsole(z.object({ output: z.string() }).parse(answer).output);
    return keys.length > 0 ? keys : null;
  });
  const host = Object.values(server.addresses)[0]?.[0]?.addr ?? '';
  const session = await until(`a login on ${name}`, BOOT_SECONDS, () => login(host, hostKeys));
  return { serverId: server.id, name, session };
}

async function reusable(cloud: Cloud, name: string, userData: string): Promise<Server | null> {
  const answer = z.object({ servers: z.array(Server) }).parse(await cloud('compute', 'GET', '/servers/detail'));
  const there = answer.servers.find((server) => server.name === name);
  if (there === undefined) return null;
  if (there.status === 'ACTIVE' && there.metadata['user-data'] === digest(userData)) return there;
  await removeServer(cloud, there.id);
  return null;
}

/** Nova shows a server's user data to nobody but itself, so its metadata says which it has. */
const digest = (userData: string): string => createHash('sha256').update(userData).digest('hex');

async function boot(cloud: Cloud, name: string, userData: string): Promise<Server> {
  await ensureSecurityGroup(cloud, name);
  const [flavor, image, network] = await Promise.all([
    idOf(cloud, 'compute', '/flavors', 'flavors', 'lab.small'),
    idOf(cloud, 'image', '/images', 'images', 'debian-12'),
    idOf(cloud, 'network', '/networks', 'networks', 'lab'),
  ]);
  const server = {
    name,
    flavorRef: flavor,
    imageRef: image,
    networks: [{ uuid: network }],
    security_groups: [{ name }],
    user_data: Buffer.from(userData).toString('base64'),
    metadata: { 'user-data': digest(userData) },
  };
  const made = z
    .object({ server: z.object({ id: z.string() }) })
    .parse(await cloud('compute', 'POST', '/servers', { server }));
  return until(`${name} to be ACTIVE`, BOOT_SECONDS, async () => {
    const { server: now } = z
      .object({ server: Server })
      .parse(await cloud('compute', 'GET', `/servers/${made.server.id}`));
    if (now.status === 'ERROR') throw new LabError(`${name} could not be booted: see /var/log/oslab/nova-compute.log`);
    return now.status === 'ACTIVE' ? now : null;
  });
}

/** Each guest has one of its own name. */
async function ensureSecurityGroup(cloud: Cloud, name: string): Promise<void> {
  if ((await securityGroupsNamed(cloud, name)).length > 0) return;
  const made = await cloud('network', 'POST', '/security-groups', { security_group: { name } });
  const { id } = z.object({ security_group: z.object({ id: z.string() }) }).parse(made).security_group;
  const rule = {
    security_group_id: id,
    direction: 'ingress',
    ethertype: 'IPv4',
    remote_ip_prefix: `${WORKER_ADDRESS}/32`,
  };
  const ssh = { ...rule, protocol: 'tcp', port_range_min: 22, port_range_max: 22 };
  await cloud('network', 'POST', '/security-group-rules', { security_group_rule: ssh });
}

async function securityGroupsNamed(cloud: Cloud, name: string): Promise<z.output<typeof Named>[]> {
  const answer = await cloud('network', 'GET', `/security-groups?name=${name}`);
  return z.object({ security_groups: z.array(Named) }).parse(answer).security_groups;
}

export async function idOf(
  cloud: Cloud,
  service: Parameters<Cloud>[0],
  list: string,
  key: string,
  name: string,
): Promise<string> {
  const answer = z.looseObject({ [key]: z.array(Named) }).parse(await cloud(service, 'GET', list));
  const found = (answer[key] as z.output<typeof Named>[]).find((each) => each.name === name);
  if (found === undefined) throw new LabError(`The lab has no ${name}: \`npm run lab -- seed\`.`);
  return found.id;
}

/** @returns null while sshd comes up. */
async function login(host: string, hostKeys: readonly string[]): Promise<SshSession | null> {
  const privateKey = readFileSync(`${LAB}/keys/id`, 'utf8');
  try {
    return await connectSsh({ host, port: 22, user: USER, privateKey, hostKeys, readyTimeoutMs: 60_000 });
  } catch (error) {
    if (error instanceof HostKeyMismatchError) throw error;
    return null;
  }
}

/** With its security group. */
export async function removeScratchGuest(cloud: Cloud, { serverId, name, session }: ScratchGuest): Promise<void> {
  session.close();
  await removeServer(cloud, serverId);
  for (const { id } of await securityGroupsNamed(cloud, name)) await remove(cloud, 'network', `/security-groups/${id}`);
}

async function removeServer(cloud: Cloud, id: string): Promise<void> {
  await remove(cloud, 'compute', `/servers/${id}`);
  await until(`server ${id} to be gone`, 300, async () => {
    const answer = z.object({ servers: z.array(Named) }).parse(await cloud('compute', 'GET', '/servers'));
    return answer.servers.some((server) => server.id === id) ? null : true;
  });
}
