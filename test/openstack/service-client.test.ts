import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { connect, type Connection, type ConnectOptions } from '../../src/openstack/connection.ts';
import type { CloudConfig } from '../../src/openstack/clouds-yaml.ts';
import type { ServiceClient } from '../../src/openstack/service-client.ts';
import { PROJECT_ID } from './keystone.ts';
import { refusalOf } from './refusals.ts';
import { configFor, startScriptedCloud, type Reply, type ScriptedCloud } from './scripted-cloud.ts';

let cloud: ScriptedCloud;
const opened: Connection[] = [];
beforeEach(async () => {
  cloud = await startScriptedCloud();
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
const SERVERS = '/v2.1/servers';

describe('a microversion', () => {
  const nova = (version: string): Reply => ({ body: { version: { id: 'v2.1', version, min_version: '2.1' } } });
  const headersOf = (path: string): unknown => {
    const [request] = cloud.sent('GET', path);
    return {
      api: request?.headers['openstack-api-version'],
      legacy: request?.headers['x-openstack-nova-api-version'],
    };
  };

  it.each([
    ['a newer cloud', '2.100', '2.79'],
    ['a cloud that just has it', '2.79', '2.79'],
    ['an older cloud, which gets its newest', '2.9', '2.9'],
  ])('is the wanted one for %s', async (_, offered, sent) => {
    cloud.answer('GET', '/v2.1/', nova(offered));
    cloud.answer('GET', SERVERS, { body: {} });
    await open().compute.call('GET', '/servers', { microversion: '2.79' });
    expect(headersOf(SERVERS)).toEqual({ api: `compute ${sent}`, legacy: sent });
  });

  it('goes to Cinder under its own name, and its versions are read above the project', async () => {
    cloud.answer('GET', `/v3/${PROJECT_ID}/volumes`, { body: {} });
    await open().blockStorage.call('GET', '/volumes', { microversion: '3.59' });
    expect(cloud.sent('GET', '/v3/')).toHaveLength(1);
    expect(headersOf(`/v3/${PROJECT_ID}/volumes`)).toEqual({ api: 'volume 3.59', legacy: undefined });
  });

  it('is left out for a cloud from before microversions', async () => {
    cloud.answer('GET', '/v2.1/', { body: { version: { id: 'v2.0', version: '', min_version: '' } } });
    cloud.answer('GET', SERVERS, { body: {} });
    const { compute } = open();
    await compute.call('GET', '/servers', { microversion: '2.79' });
    expect(headersOf(SERVERS)).toEqual({ api: undefined, legacy: undefined });
    expect(await compute.supports('2.73')).toBe(false);
  });

  it('is asked for once', async () => {
    cloud.answer('GET', SERVERS, { body: {} });
    const { compute } = open();
    await Promise.all([1, 2, 3].map(() => compute.call('GET', '/servers', { microversion: '2.79' })));
    expect(await compute.supports('2.93')).toBe(true);
    expect(await compute.supports('2.100')).toBe(false);
    expect(cloud.sent('GET', '/v2.1/')).toHaveLength(1);
  });

  it('is asked for again after a failure', async () => {
    cloud.answer('GET', '/v2.1/', { status: 503, body: 'Service Unavailable' }, nova('2.93'));
    const { compute } = open();
    expect((await refusalOf(compute.supports('2.73'))).kind).toBe('throttled');
    expect(await compute.supports('2.73')).toBe(true);
  });
});

describe('a request', () => {
  it('carries an id of ours, and the name of the program', async () => {
    cloud.answer('GET', SERVERS, { body: {} });
    await open({}, { userAgent: 'server-data-recovery/0.1.0' }).compute.call('GET', '/servers');
    expect(cloud.sent('GET', SERVERS)[0]?.headers).toMatchObject({
      'x-openstack-request-id': expect.stringMatching(/^req-[0-9a-f-]{36}$/) as string,
      'user-agent': 'server-data-recovery/0.1.0',
    });
  });

  it('keeps the words and the request id of a refusal, not the query', async () => {
    const body = { itemNotFound: { code: 404, message: 'Instance s1 could not be found.' } };
    cloud.answer('GET', SERVERS, { status: 404, headers: { 'x-compute-request-id': 'req-4711' }, body });
    const refusal = await refusalOf(open().compute.call('GET', '/servers?name=a'));
    expect(refusal.message).toBe(
      `compute: Instance s1 could not be found. (GET ${cloud.url}${SERVERS}, HTTP 404) [req-4711]`,
    );
    expect(refusal).toMatchObject({ kind: 'not-found', requestId: 'req-4711', retryAfterMs: null });
  });

  it.each<[string, Reply, number | null]>([
    ['as long as a busy service asks', { status: 429, headers: { 'retry-after': '7' } }, 7000],
    ['as we like when it does not say', { status: 503 }, null],
    ['as we like when a quota is full, whatever it says', { status: 413, headers: { 'retry-after': '5' } }, null],
  ])('is to be repeated after %s', async (_, reply, retryAfterMs) => {
    cloud.answer('GET', SERVERS, reply);
    expect((await refusalOf(open().compute.call('GET', '/servers'))).retryAfterMs).toBe(retryAfterMs);
  });

  it.each(['hang', 'drip'] as const)('is given up when its whole answer takes too long: %s', async (script) => {
    cloud.answer('GET', SERVERS, script);
    cloud.answer('POST', SERVERS, script);
    const { compute } = open({}, { requestTimeoutMs: 500 });
    const [read, write] = await Promise.all([
      refusalOf(compute.call('GET', '/servers')),
      // A caller that may abort, but never does, is no reason to wait longer.
      refusalOf(compute.call('POST', '/servers', { signal: new AbortController().signal })),
    ]);
    expect(read).toMatchObject({ kind: 'unavailable', responseMessage: 'no whole answer after 500 ms' });
    expect(write.kind).toBe('unknown-outcome');
  });

  it('ends at once when its caller aborts', async () => {
    cloud.answer('POST', SERVERS, 'hang');
    const caller = new AbortController();
    const refusal = refusalOf(open().compute.call('POST', '/servers', { signal: caller.signal }));
    await vi.waitFor(() => expect(cloud.sent('POST', SERVERS)).toHaveLength(1));
    caller.abort();
    expect((await refusal).kind).toBe('aborted');
  });

  it('does not follow a redirect, which would carry the token to another place', async () => {
    cloud.answer('GET', SERVERS, { status: 302, headers: { location: `${cloud.url}/elsewhere` } });
    expect((await refusalOf(open().compute.call('GET', '/servers'))).status).toBe(302);
    expect(cloud.sent('GET', '/elsewhere')).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['another field', { server: { id: 4711 } }, 'server.id: '],
    ['a page of a proxy', '<html><h1>Maintenance</h1></html>', ': '],
    ['nothing', null, ': '],
  ])('names an answer of another shape: %s', async (_, body, where) => {
    cloud.answer('GET', `${SERVERS}/s1`, { headers: { 'x-openstack-request-id': 'req-odd' }, body });
    const shape = z.object({ server: z.object({ id: z.string() }) });
    const refusal = await refusalOf(open().compute.parsed(shape, 'GET', '/servers/s1'));
    expect(refusal).toMatchObject({ kind: 'unexpected-answer', status: 200, requestId: 'req-odd' });
    expect(refusal.responseMessage).toContain(`the answer has an unexpected shape: ${where}`);
  });
});

describe('a list', () => {
  const names = (client: ServiceClient, key: string): Promise<unknown[]> =>
    client.list(z.string(), key, `/${key}`, { params: { status: 'any' } });

  it('follows the links of Nova, by their query only', async () => {
    const next = [{ rel: 'next', href: 'http://nova.internal:8774/v2.1/servers?limit=2&marker=b' }];
    cloud.answer('GET', SERVERS, { body: { servers: ['a', 'b'], servers_links: next } }, { body: { servers: ['c'] } });
    expect(await names(open().compute, 'servers')).toEqual(['a', 'b', 'c']);
    expect(cloud.sent('GET', SERVERS).map(({ query }) => query)).toEqual([
      { status: 'any' },
      { status: 'any', limit: '2', marker: 'b' },
    ]);
  });

  it('follows the links of Glance', async () => {
    const first = { images: ['a'], next: '/v2/images?marker=a' };
    cloud.answer('GET', '/v2/images', { body: first }, { body: { images: ['b'], first: '/v2/images' } });
    expect(await names(open().image, 'images')).toEqual(['a', 'b']);
    expect(cloud.sent('GET', '/v2/images')[1]?.query).toEqual({ status: 'any', marker: 'a' });
  });

  it('ends with an error where the pages do not', async () => {
    cloud.answer('GET', '/v2/images', { body: { images: ['a'], next: '/v2/images?marker=a' } });
    const refusal = await refusalOf(names(open().image, 'images'));
    expect(refusal).toMatchObject({ kind: 'unexpected-answer' });
    expect(refusal.message).toContain('more than 200 pages');
    expect(cloud.sent('GET', '/v2/images')).toHaveLength(200);
  });
});
