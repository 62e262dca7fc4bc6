/** What services do with a token that is expired, revoked, or was never given. */
import * as servers from '../../../src/openstack/compute/servers.ts';
import { logIn, type Request } from '../suite/caller.ts';
import type { Case } from '../suite/case.ts';
import { staleLogin } from '../suite/stale-login.ts';
import { authOf, type Stage } from '../suite/stage.ts';
import { cinder, glance, keystone, neutron, nova } from './requests.ts';

const checked = (token: string): Request => keystone('GET', '/auth/tokens', { headers: { 'X-Subject-Token': token } });
const EVERYWHERE: Readonly<Record<string, Request>> = {
  Nova: nova('GET', '/servers/detail'),
  Cinder: cinder('GET', '/volumes/detail'),
  Neutron: neutron('GET', '/networks'),
  Glance: glance('GET', '/images'),
};

/** Asks each service with this token, and Keystone for the token itself. */
async function askEveryService({ call, as }: Stage, token: string | null): Promise<void> {
  const caller = as.member.withToken(token);
  for (const [service, request] of Object.entries(EVERYWHERE)) await call(service, request, caller);
  await call('Keystone', checked(as.member.token), caller);
}

/** A client, and how often it has logged in: the first `times` get the bad token. */
async function clientBehind(
  stage: Stage,
  badToken: string,
  times: number,
): Promise<{ client: Stage['client']; logins: () => number }> {
  const { member } = stage.target.logins;
  const { authUrl, logins, close } = await staleLogin(member.authUrl, badToken, times);
  stage.given.afterwards(close);
  return { client: stage.connectAs({ ...authOf(member), auth_url: authUrl }), logins };
}

/** Lists by a client whose first logins give the bad token. @returns how often it has logged in. */
async function listWith(stage: Stage, badToken: string, times: number): Promise<number> {
  const { client, logins } = await clientBehind(stage, badToken, times);
  await stage.clientCall('the list', () => servers.list(client.compute, { name: 'no server has this name' }));
  return logins();
}

export const tokenCases: readonly Case[] = [
  {
    name: 'a token that was never given is refused by every service, and so is none',
    operation: 'identity.tokens.get',
    kind: 'refusal',
    async play(stage) {
      await askEveryService(stage, 'a-token-that-was-never-given');
      await askEveryService(stage, null);
    },
  },
  {
    name: 'an expired token is refused by every service',
    operation: 'identity.tokens.get',
    kind: 'refusal',
    async play(stage) {
      await askEveryService(stage, await stage.hands.expiredToken());
    },
  },
  {
    name: 'a client whose token has expired logs in again, once',
    operation: 'identity.tokens.create',
    kind: 'side effect',
    async play(stage) {
      const expired = await stage.hands.expiredToken();
      stage.observe('logins after one bad token', await listWith(stage, expired, 1));
      stage.observe('logins when all tokens are bad', await listWith(stage, expired, 99));
    },
  },
  {
    name: 'a client renews a token that has less to live than a step needs, and only then',
    operation: 'identity.tokens.create',
    kind: 'side effect',
    async play(stage) {
      const { client, logins } = await clientBehind(stage, 'none', 0);
      await client.ensureFreshToken(1000);
      stage.observe('logins when a second is enough', logins());
      await client.ensureFreshToken(100 * 3_600_000);
      stage.observe('logins when a hundred hours are needed', logins());
    },
  },
  {
    name: 'a token that is revoked before a service has seen it is refused by all',
    operation: 'identity.tokens.delete',
    kind: 'refusal',
    async play(stage) {
      const { token } = await logIn(stage.target.logins.member);
      await stage.given.ask(keystone('DELETE', '/auth/tokens', { headers: { 'X-Subject-Token': token } }));
      await askEveryService(stage, token);
    },
  },
  {
    name: 'a revoked token is refused by Keystone at once, and taken by the services for as long as they remember it',
    operation: 'identity.tokens.delete',
    kind: 'side effect',
    async play({ call, target, as }) {
      const { token } = await logIn(target.logins.member);
      const revoked = as.member.withToken(token);
      await call('Nova before', nova('GET', '/servers/detail?name=none'), revoked);
      await call('it is good', checked(token), as.member);
      await call('the revocation', keystone('DELETE', '/auth/tokens', { headers: { 'X-Subject-Token': token } }));
      await call('it is none any more', checked(token), as.member);
      await call(
        'Keystone',
        keystone('GET', '/auth/tokens', { headers: { 'X-Subject-Token': as.member.token } }),
        revoked,
      );
      await call('Nova', nova('GET', '/servers/detail?name=none'), revoked);
      await call('Cinder, which shares its memory', cinder('GET', '/volumes/detail?name=none'), revoked);
      await call('Glance', glance('GET', '/images?name=none'), revoked);
      await call('Neutron', neutron('GET', '/networks?name=none'), revoked);
    },
  },
];
