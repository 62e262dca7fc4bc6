import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect, type Connection } from '../../src/openstack/connection.ts';
import type { CloudConfig } from '../../src/openstack/clouds-yaml.ts';
import { endpoint, PROJECT_ID, tokenReply, type Catalog } from './keystone.ts';
import { refusalOf } from './refusals.ts';
import { configFor, LOGIN, startScriptedCloud, type ScriptedCloud } from './scripted-cloud.ts';

let cloud: ScriptedCloud;
const opened: Connection[] = [];
beforeEach(async () => {
  cloud = await startScriptedCloud();
});
afterEach(async () => {
  for (const connection of opened.splice(0)) connection.close();
  await cloud.close();
});

function open(catalog: Catalog, config: Partial<CloudConfig> = {}): Connection {
  cloud.answer('POST', LOGIN, tokenReply(cloud.url, { catalog }));
  const connection = connect(configFor(cloud, config));
  opened.push(connection);
  return connection;
}

/** The path that a request to `/x` of this service arrives at. */
async function pathOf(
  service: 'compute' | 'blockStorage' | 'image' | 'network',
  connection: Connection,
): Promise<string> {
  // The test wrote no answer: the address is what counts.
  await refusalOf(connection[service].call('GET', '/x'));
  return cloud.requests.at(-1)?.path ?? '';
}

describe('the address of a service', () => {
  it('is the endpoint of its type, interface and region', async () => {
    const catalog = [
      { type: 'volumev3', endpoints: [endpoint(`${cloud.url}/wrong/type`)] },
      {
        type: 'compute',
        endpoints: [
          endpoint(`${cloud.url}/wrong/region`, { interface: 'internal', region_id: 'Two', region: 'Two' }),
          endpoint(`${cloud.url}/wrong/interface`),
          endpoint(`${cloud.url}/nova/`, { interface: 'internal' }),
        ],
      },
    ];
    expect(await pathOf('compute', open(catalog, { interface: 'internal', region_name: 'RegionOne' }))).toBe('/nova/x');
  });

  it('is the first of its interface when no region is configured', async () => {
    const endpoints = [
      endpoint(`${cloud.url}/internal`, { interface: 'internal' }),
      endpoint(`${cloud.url}/first`, { region_id: 'Two', region: 'Two' }),
      endpoint(`${cloud.url}/second`),
    ];
    expect(await pathOf('compute', open([{ type: 'compute', endpoints }]))).toBe('/first/x');
  });

  it.each(['block-storage', 'volumev3', 'block-store'])('is found for Cinder under the type %s', async (type) => {
    expect(await pathOf('blockStorage', open([{ type, endpoints: [endpoint(`${cloud.url}/v3/p`)] }]))).toBe('/v3/p/x');
  });

  it('is that of the official type where Cinder has an old one too', async () => {
    const catalog = ['volume', 'volumev3', 'block-storage'].map((type) => ({
      type,
      endpoints: [endpoint(`${cloud.url}/${type}/v3/p`)],
    }));
    expect(await pathOf('blockStorage', open(catalog))).toBe('/block-storage/v3/p/x');
  });

  it.each([
    ['blockStorage', 'block-storage', '/volume', `/volume/v3/${PROJECT_ID}/x`],
    ['blockStorage', 'block-storage', '/volume/v3', `/volume/v3/${PROJECT_ID}/x`],
    ['blockStorage', 'block-storage', '/volume/v3/another', '/volume/v3/another/x'],
    ['image', 'image', '/image', '/image/v2/x'],
    ['image', 'image', '/image/v2/', '/image/v2/x'],
    ['network', 'network', '/networking', '/networking/v2.0/x'],
    ['network', 'network', '/networking/v2.0/', '/networking/v2.0/x'],
  ] as const)('of %s gets the version that the catalogue left out (%s, %s)', async (service, type, path, expected) => {
    expect(await pathOf(service, open([{ type, endpoints: [endpoint(`${cloud.url}${path}`)] }]))).toBe(expected);
  });

  it.each([
    ['compute', 'compute_endpoint_override'],
    ['blockStorage', 'block_storage_endpoint_override'],
    ['blockStorage', 'volume_endpoint_override'],
  ] as const)('of %s is what %s says, whatever the catalogue', async (service, key) => {
    const catalog = [{ type: 'compute', endpoints: [endpoint(`${cloud.url}/catalogue`)] }];
    expect(await pathOf(service, open(catalog, { [key]: `${cloud.url}/v3/tunnel/` }))).toBe('/v3/tunnel/x');
  });

  it('that the catalogue lacks is told with what was looked for', async () => {
    const connection = open([], { interface: 'internal', region_name: 'RegionTwo' });
    expect(await refusalOf(connection.blockStorage.call('GET', '/x'))).toMatchObject({
      kind: 'unexpected-answer',
      responseMessage:
        'the catalogue has no internal endpoint of block-storage or volumev3 or block-store or volume in region RegionTwo',
    });
  });
});
