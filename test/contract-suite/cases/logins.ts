/** Keystone: who gets a token, of which project, and in which words the others are refused. */
import * as servers from '../../../src/openstack/compute/servers.ts';
import * as applicationCredentials from '../../../src/openstack/identity/application-credentials.ts';
import * as images from '../../../src/openstack/image/images.ts';
import type { Login, Request } from '../suite/caller.ts';
import type { Case } from '../suite/case.ts';
import { authOf, type Stage } from '../suite/stage.ts';
import { keystone, UNKNOWN } from './requests.ts';

const LOGIN = 'identity.tokens.create';

const password = ({ username, password: secret, project }: Login): Request => {
  const domain = { name: 'Default' };
  const identity = { methods: ['password'], password: { user: { name: username, password: secret, domain } } };
  return keystone('POST', '/auth/tokens', {
    body: { auth: { identity, scope: { project: { name: project, domain } } } },
  });
};
const credential = (application_credential: { id: string; secret: string }, more: object = {}): Request =>
  keystone('POST', '/auth/tokens', {
    body: { auth: { identity: { methods: ['application_credential'], application_credential }, ...more } },
  });
const withCredential = ({ connectAs }: Stage, { id, secret }: { id: string; secret: string }): Stage['client'] =>
  connectAs({ application_credential_id: id, application_credential_secret: secret }, 'v3applicationcredential');

export const loginCases: readonly Case[] = [
  {
    name: 'a password gives a token with project, roles and catalogue',
    operation: LOGIN,
    kind: 'success',
    async play({ call, clientCall, client, target, as }) {
      await call('the login', password(target.logins.member), as.member.withToken(null));
      await clientCall('whom the client is', () => client.identity());
      await clientCall('a first request', () => images.list(client.image, { name: 'no image has this name' }));
    },
  },
  {
    name: 'a wrong password, an unknown user and an unknown project are refused alike',
    operation: LOGIN,
    kind: 'refusal',
    async play({ call, clientCall, connectAs, target, as }) {
      const { member, outsider } = target.logins;
      const nobody = as.member.withToken(null);
      const wrong = {
        'a wrong password': { ...member, password: 'wrong' },
        'an unknown user': { ...member, username: 'contract-nobody' },
        'an unknown project': { ...member, project: 'contract-nowhere' },
        'a project of others': { ...member, project: outsider.project },
      };
      for (const [what, login] of Object.entries(wrong)) {
        await call(what, password(login), nobody);
        await clientCall(`${what}, by the client`, () => connectAs(authOf(login)).identity());
      }
    },
  },
  {
    name: 'an application credential gives a token of its own project',
    operation: LOGIN,
    kind: 'success',
    async play(stage) {
      const { call, clientCall, target, as } = stage;
      await call('the login', credential(target.applicationCredential), as.member.withToken(null));
      const client = withCredential(stage, target.applicationCredential);
      await clientCall('whom the client is', () => client.identity());
      await clientCall('a first request', () => images.list(client.image, { name: 'no image has this name' }));
    },
  },
  {
    name: 'an application credential with a wrong secret, an unknown one, or one with a scope is refused',
    operation: LOGIN,
    kind: 'refusal',
    async play(stage) {
      const { call, clientCall, target, as } = stage;
      const nobody = as.member.withToken(null);
      const { id, secret } = target.applicationCredential;
      await call('a wrong secret', credential({ id, secret: 'wrong' }), nobody);
      await clientCall('a wrong secret, by the client', () =>
        withCredential(stage, { id, secret: 'wrong' }).identity(),
      );
      const unknown = { id: 'f'.repeat(32), secret };
      await call('an unknown one', credential(unknown), nobody);
      // Keystone says 404: to be taken for "no right to be here", not for "what you look for is gone".
      const client = withCredential(stage, unknown);
      await clientCall('an unknown one, by the client', () => client.identity());
      await clientCall('a delete by such a client', () => servers.remove(client.compute, UNKNOWN));
      await call(
        'with a scope',
        credential({ id, secret }, { scope: { project: { id: as.member.projectId } } }),
        nobody,
      );
    },
  },
  {
    name: 'an application credential tells its user when it ends, and nobody else',
    operation: 'identity.application-credentials.get',
    kind: 'success',
    async play(stage) {
      const { call, clientCall, client, target, as } = stage;
      const { id } = target.applicationCredential;
      const of = (user: string, which: string): Request =>
        keystone('GET', `/users/${user}/application_credentials/${which}`);
      const user = stage.name('user', as.member.userId);
      await call('his own', of(user, stage.name('credential', id)));
      await call('another user’s', of(user, id), as.outsider);
      await call('an unknown one', of(user, 'f'.repeat(32)));
      await clientCall('his own by the client', () => applicationCredentials.get(client.keystone, user, id));
      await clientCall('how a login with it is told', async () => {
        const { applicationCredential, passwordExpiresAt } = await withCredential(
          stage,
          target.applicationCredential,
        ).login();
        return { id: applicationCredential?.id, passwordExpiresAt };
      });
    },
  },
];
