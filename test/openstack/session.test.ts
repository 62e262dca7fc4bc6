import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect, type Connection, type ConnectOptions } from '../../src/openstack/connection.ts';
import type { CloudConfig } from '../../src/openstack/clouds-yaml.ts';
import { remove } from '../../src/openstack/compute/servers.ts';
import { PROJECT_ID, tokenReply } from './keystone.ts';
import { refusalOf } from './refusals.ts';
import { configFor, LOGIN, PASSWORD, startScriptedCloud, type Reply, type ScriptedCloud } from './scripted-cloud.ts';

let cloud: ScriptedCloud;
const opened: Connection[] = [];
beforeEach(async () => {
  cloud = await startScriptedCloud();
  cloud.answer('GET', '/v2.1/servers', { body: { servers: [] } });
});
afterEach(async () => {
  for (const connection of opened.splice(0)) connection.close();
  await cloud.close();
});

function open(config: Partial<CloudConfig> = {}, options: ConnectOptions = {}): Connection {
  const connection = connect(configFor(cloud, config), options);
  opened.push(connection);
  return connection;
}
const servers = (connection: Connection): Promise<unknown> => connection.compute.call('GET', '/servers');
const logins = (): unknown[] => cloud.sent('POST', LOGIN).map(({ body }) => body);
const tokensUsed = (): unknown[] => cloud.sent('GET', '/v2.1/servers').map(({ headers }) => headers['x-auth-token']);
const UNAUTHORIZED: Reply = {
  status: 401,
  headers: { 'x-openstack-request-id': 'req-refused' },
  body: { error: { code: 401, message: 'The request you have made requires authentication.' } },
};

describe('logging in', () => {
  it('sends the password, and scopes by the name of the project in its domain', async () => {
    await open().identity();
    const user = { name: 'alice', domain: { name: 'Staff' }, password: PASSWORD };
    expect(logins()).toEqual([
      {
        auth: {
          identity: { methods: ['password'], password: { user } },
          scope: { project: { name: 'research', domain: { name: 'Science' } } },
        },
      },
    ]);
  });

  it('needs no names where there are ids', async () => {
    const auth = { auth_url: cloud.url, user_id: 'u1', password: PASSWORD, project_id: 'p1', project_name: 'ignored' };
    await open({ auth }).identity();
    expect(logins()).toEqual([
      {
        auth: {
          identity: { methods: ['password'], password: { user: { id: 'u1', password: PASSWORD } } },
          scope: { project: { id: 'p1' } },
        },
      },
    ]);
  });

  it.each([
    ['an id', PROJECT_ID, { id: PROJECT_ID }],
    ['a name', 'research', { name: 'research', domain: { name: 'Science' } }],
  ])('scopes to the project of the caller instead, given as %s', async (_, projectScope, project) => {
    const { auth } = configFor(cloud);
    await open({ auth: { ...auth, project_name: 'another' } }, { projectScope }).identity();
    expect(logins()).toMatchObject([{ auth: { scope: { project } } }]);
  });

  it.each([
    ['id', { application_credential_id: 'ac1' }, { id: 'ac1' }],
    [
      'name and user',
      { application_credential_name: 'recovery', username: 'alice', user_domain_id: 'd1' },
      { name: 'recovery', user: { name: 'alice', domain: { id: 'd1' } } },
    ],
  ])('sends an application credential by its %s, without a scope, which Keystone would refuse', async (_, by, sent) => {
    const auth = { auth_url: `${cloud.url}/v3/`, application_credential_secret: PASSWORD, project_name: 'research' };
    await open({ auth: { ...auth, ...by }, auth_type: 'v3applicationcredential' }).identity();
    const identity = {
      methods: ['application_credential'],
      application_credential: { ...sent, secret: PASSWORD },
    };
    expect(logins()).toEqual([{ auth: { identity } }]);
  });

  it.each(['', '/', '/v3', '/v3/', '/v2.0'])('finds Keystone where auth_url ends with "%s"', async (end) => {
    const { auth } = configFor(cloud);
    await open({ auth: { ...auth, auth_url: `${cloud.url}${end}` } }).identity();
    expect(logins()).toHaveLength(1);
  });

  it('tells who it is', async () => {
    const identity = await open().identity();
    expect(identity).toMatchObject({ projectId: PROJECT_ID, projectName: 'research', roles: ['member', 'reader'] });
    expect(identity.expiresAt.getTime()).toBeGreaterThan(Date.now());
  });

  it('refuses a token of another project than the caller named', async () => {
    const connection = open({}, { projectScope: 'biology' });
    expect(await refusalOf(servers(connection))).toMatchObject({
      kind: 'forbidden',
      responseMessage: `project: expected biology, but cloud zed gives a token for research (${PROJECT_ID})`,
    });
    expect(cloud.sent('GET', '/v2.1/servers')).toEqual([]);
  });

  it('says what to do about a token without a project', async () => {
    cloud.answer('POST', LOGIN, tokenReply(cloud.url, { project: null }));
    const refusal = await refusalOf(open().identity());
    expect(refusal.kind).toBe('forbidden');
    expect(refusal.message).toContain('name one (project_name), or give the user a role on it');
  });

  it('takes a credential that is not there for no right, never for something that is gone', async () => {
    const message = 'Could not find Application Credential: ac1.';
    cloud.answer('POST', LOGIN, { status: 404, body: { error: { code: 404, message, title: 'Not Found' } } });
    const connection = open();
    expect(await refusalOf(servers(connection))).toMatchObject({ kind: 'unauthorized', status: 404 });
    expect(await refusalOf(remove(connection.compute, 'a-server'))).toMatchObject({ responseMessage: message });
  });

  it('tells what Keystone said, and tries anew at the next request', async () => {
    cloud.answer('POST', LOGIN, UNAUTHORIZED, tokenReply(cloud.url));
    const connection = open();
    expect(await refusalOf(servers(connection))).toMatchObject({
      kind: 'unauthorized',
      service: 'identity',
      status: 401,
      requestId: 'req-refused',
      responseMessage: 'The request you have made requires authentication.',
    });
    await servers(connection);
    expect(tokensUsed()).toEqual(['secret-token']);
  });

  it.each<[string, Reply]>([
    ['no token in its headers', { status: 201, body: { token: { expires_at: '2030-01-01', user: { id: 'u' } } } }],
    ['a page of a proxy', { status: 200, headers: { 'x-subject-token': 't' }, body: '<h1>It works!</h1>' }],
  ])('names an answer of Keystone that makes no sense: %s', async (_, reply) => {
    cloud.answer('POST', LOGIN, reply);
    expect(await refusalOf(open().identity())).toMatchObject({ kind: 'unexpected-answer', service: 'identity' });
  });
});

describe('a token', () => {
  it('is shared by all requests, those at the same time included', async () => {
    const connection = open();
    await Promise.all([servers(connection), servers(connection), servers(connection)]);
    await servers(connection);
    expect(logins()).toHaveLength(1);
    expect(tokensUsed()).toEqual(Array(4).fill('secret-token-1'));
  });

  it('is not used when it is about to end', async () => {
    cloud.answer('POST', LOGIN, tokenReply(cloud.url, { id: 'short', livesMs: 20_000 }), tokenReply(cloud.url));
    const connection = open();
    await servers(connection);
    await servers(connection);
    expect(tokensUsed()).toEqual(['secret-token', 'secret-token']);
  });

  it('is renewed ahead of a step that must not lose it half way, and only then', async () => {
    cloud.answer('POST', LOGIN, tokenReply(cloud.url, { id: 'five-minutes', livesMs: 300_000 }), tokenReply(cloud.url));
    const connection = open();
    await servers(connection);
    await connection.ensureFreshToken(240_000);
    expect(logins()).toHaveLength(1);
    await connection.ensureFreshToken(600_000);
    expect(logins()).toHaveLength(2);
    await servers(connection);
    expect(tokensUsed()).toEqual(['five-minutes', 'secret-token']);
  });

  it('is renewed by one login, however many find it too old', async () => {
    cloud.answer('POST', LOGIN, tokenReply(cloud.url, { livesMs: 1000 }), tokenReply(cloud.url));
    const connection = open();
    await Promise.all([1, 2, 3].map(() => connection.ensureFreshToken(60_000)));
    expect(logins()).toHaveLength(2);
  });

  it('is got for the others too when the one that asked first gives up', async () => {
    let logIn = (): void => undefined;
    const answered = new Promise<void>((resolve) => (logIn = resolve));
    cloud.answer('POST', LOGIN, () => answered.then(() => tokenReply(cloud.url)));
    const connection = open();
    const impatient = new AbortController();
    const first = refusalOf(connection.compute.call('GET', '/servers', { signal: impatient.signal }));
    const second = servers(connection);
    await vi.waitFor(() => expect(logins()).toHaveLength(1));
    impatient.abort();
    logIn();
    await second;
    expect((await first).kind).toBe('aborted');
    expect(logins()).toHaveLength(1);
  });
});

describe('a clock that is not the clock of Keystone', () => {
  const HOUR_MS = 3_600_000;

  it.each([
    ['two hours ahead', 2 * HOUR_MS],
    ['two hours behind', -2 * HOUR_MS],
  ])('%s: one login serves all requests', async (_name, behindMs) => {
    cloud.answer('POST', LOGIN, tokenReply(cloud.url, { behindMs }));
    const connection = open();
    for (let request = 0; request < 3; request += 1) await servers(connection);
    expect(logins()).toHaveLength(1);
  });

  it('two hours behind: a token near its end is not used', async () => {
    const behindMs = -2 * HOUR_MS;
    cloud.answer(
      'POST',
      LOGIN,
      tokenReply(cloud.url, { id: 'short', behindMs, livesMs: 20_000 }),
      tokenReply(cloud.url, { id: 'long', behindMs }),
    );
    await servers(open());
    expect(tokensUsed()).toEqual(['long']);
  });
});

describe('a token that a service refuses', () => {
  it('is renewed once, and the same request is sent again', async () => {
    const body = { server: { name: 'recovery-4711' } };
    cloud.answer('POST', '/v2.1/servers', UNAUTHORIZED, { status: 202, body: { server: { id: 's1' } } });
    const answer = await open().compute.call('POST', '/servers', { body });
    expect(answer.data).toEqual({ server: { id: 's1' } });
    const sent = cloud.sent('POST', '/v2.1/servers');
    expect(sent.map(({ headers }) => headers['x-auth-token'])).toEqual(['secret-token-1', 'secret-token-2']);
    expect(sent.map((request) => request.body)).toEqual([body, body]);
  });

  it('is an error when the renewed one is refused too', async () => {
    cloud.answer('GET', '/v2.1/servers', UNAUTHORIZED);
    expect(await refusalOf(servers(open()))).toMatchObject({
      kind: 'unauthorized',
      service: 'compute',
      status: 401,
      requestId: 'req-refused',
    });
    expect(tokensUsed()).toEqual(['secret-token-1', 'secret-token-2']);
  });

  it('is renewed by one login for all whose requests were under way', async () => {
    const isOld = (token: unknown): boolean => token === 'secret-token-1';
    cloud.answer('GET', '/v2.1/servers', ({ headers }) =>
      isOld(headers['x-auth-token']) ? UNAUTHORIZED : { body: {} },
    );
    const connection = open();
    await Promise.all([1, 2, 3, 4].map(() => servers(connection)));
    expect(logins()).toHaveLength(2);
  });

  it('is renewed even when reading the versions was the first to notice', async () => {
    const versions = { body: { versions: [{ id: 'v3.0', version: '3.70', min_version: '3.0' }] } };
    cloud.answer('GET', '/v3/', UNAUTHORIZED, versions);
    cloud.answer('GET', `/v3/${PROJECT_ID}/volumes`, { body: { volumes: [] } });
    await open().blockStorage.call('GET', '/volumes', { microversion: '3.59' });
    const sent = cloud.sent('GET', `/v3/${PROJECT_ID}/volumes`);
    expect(sent.map(({ headers }) => headers['x-auth-token'])).toEqual(['secret-token-2']);
  });
});
