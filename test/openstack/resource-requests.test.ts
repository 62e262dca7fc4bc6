import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as blockStorageLimits from '../../src/openstack/block-storage/limits.ts';
import * as snapshots from '../../src/openstack/block-storage/snapshots.ts';
import * as volumes from '../../src/openstack/block-storage/volumes.ts';
import * as keypairs from '../../src/openstack/compute/keypairs.ts';
import * as serverActions from '../../src/openstack/compute/server-actions.ts';
import * as servers from '../../src/openstack/compute/servers.ts';
import * as volumeAttachments from '../../src/openstack/compute/volume-attachments.ts';
import { connect, type Connection } from '../../src/openstack/connection.ts';
import * as images from '../../src/openstack/image/images.ts';
import * as floatingIps from '../../src/openstack/network/floating-ips.ts';
import * as securityGroupRules from '../../src/openstack/network/security-group-rules.ts';
import * as securityGroups from '../../src/openstack/network/security-groups.ts';
import { PROJECT_ID } from './keystone.ts';
import { refusalOf } from './refusals.ts';
import { configFor, startScriptedCloud, type ScriptedCloud } from './scripted-cloud.ts';

const CINDER = `/v3/${PROJECT_ID}`;
let cloud: ScriptedCloud;
let connection: Connection;
beforeEach(async () => {
  cloud = await startScriptedCloud();
  connection = connect(configFor(cloud));
});
afterEach(async () => {
  connection.close();
  await cloud.close();
});
const bodyOf = (method: string, path: string): unknown => cloud.sent(method, path)[0]?.body;

describe('a new server', () => {
  const wanted: servers.NewServer = {
    name: 'recovery-4711',
    flavorId: 'f1',
    networkId: 'n1',
    securityGroupId: 'g1',
    keyName: 'k1',
    userData: Buffer.from('#cloud-config\n# é\n'),
    configDrive: true,
    metadata: { recovery: '4711' },
  };
  const common = {
    name: 'recovery-4711',
    flavorRef: 'f1',
    networks: [{ uuid: 'n1' }],
    security_groups: [{ name: 'g1' }],
    key_name: 'k1',
    user_data: Buffer.from(wanted.userData).toString('base64'),
    config_drive: true,
    metadata: { recovery: '4711' },
  };
  beforeEach(() => cloud.answer('POST', '/v2.1/servers', { status: 202, body: { server: { id: 's1' } } }));

  it('boots from an image', async () => {
    await servers.create(connection.compute, { ...wanted, imageId: 'i1' });
    expect(bodyOf('POST', '/v2.1/servers')).toEqual({ server: { ...common, imageRef: 'i1' } });
  });

  it('or from a volume that goes with it', async () => {
    await servers.create(connection.compute, { ...wanted, rootVolume: { imageId: 'i1', sizeGib: 20 } });
    const root = { boot_index: 0, uuid: 'i1', source_type: 'image', destination_type: 'volume', volume_size: 20 };
    const devices = [{ ...root, delete_on_termination: true }];
    expect(bodyOf('POST', '/v2.1/servers')).toEqual({ server: { ...common, block_device_mapping_v2: devices } });
  });

  it('is not asked for with more user data than Nova takes', async () => {
    const creation = servers.create(connection.compute, { ...wanted, userData: Buffer.alloc(49_152) });
    await expect(creation).rejects.toThrow('user_data: expected at most 65535 bytes in base64, received 65536');
    expect(cloud.requests).toEqual([]);
  });
});

describe('a server', () => {
  it('is looked for by its very name, which Nova would take for a pattern', async () => {
    cloud.answer('GET', '/v2.1/servers/detail', { body: { servers: [] } });
    await servers.list(connection.compute, { name: 'web.1 (old)' });
    expect(cloud.sent('GET', '/v2.1/servers/detail')[0]?.query).toEqual({ name: '^web\\.1 \\(old\\)$' });
  });

  it('stays one part of the path, whatever its id', async () => {
    await refusalOf(servers.get(connection.compute, '../flavors?x'));
    expect(cloud.requests.at(-1)?.path).toBe('/v2.1/servers/..%2Fflavors%3Fx');
  });

  it.each([
    ['with the reason', '2.93', { lock: { locked_reason: `4711 ${'x'.repeat(250)}` } }],
    ['without a reason that an old cloud does not keep', '2.72', { lock: null }],
  ])('is locked %s', async (_, version, sent) => {
    cloud.answer('GET', '/v2.1/', { body: { version: { id: 'v2.1', version, min_version: '2.1' } } });
    cloud.answer('POST', '/v2.1/servers/s1/action', { status: 202 });
    await serverActions.lock(connection.compute, 's1', `4711 ${'x'.repeat(400)}`);
    expect(bodyOf('POST', '/v2.1/servers/s1/action')).toEqual(sent);
  });

  it.each([
    ['unlocked', () => serverActions.unlock(connection.compute, 's1'), { unlock: null }],
    ['stopped', () => serverActions.stop(connection.compute, 's1'), { 'os-stop': null }],
  ])('is %s', async (_, act, sent) => {
    cloud.answer('POST', '/v2.1/servers/s1/action', { status: 202 });
    await act();
    expect(bodyOf('POST', '/v2.1/servers/s1/action')).toEqual(sent);
  });

  it('is kept as an image, whose id Nova tells from 2.45 on', async () => {
    cloud.answer('POST', '/v2.1/servers/s1/action', { status: 202, body: { image_id: 'i1' } });
    const image = { name: 'evidence', metadata: { recovery: '4711' } };
    expect(await servers.createImage(connection.compute, 's1', image)).toEqual({ imageId: 'i1' });
    expect(bodyOf('POST', '/v2.1/servers/s1/action')).toEqual({ createImage: image });
  });
});

it('a volume that servers share is told with all of them', async () => {
  const attachments = ['s1', 's2'].map((server_id) => ({ server_id, device: '/dev/vdb' }));
  const rest = { name: null, status: 'in-use', size: 1, bootable: 'false', created_at: '2026-11-23T05:04:00.000000' };
  const volume = { id: 'v1', multiattach: true, encrypted: true, attachments, ...rest };
  cloud.answer('GET', `${CINDER}/volumes/v1`, { body: { volume } });
  expect(await volumes.get(connection.blockStorage, 'v1')).toMatchObject({
    multiattach: true,
    encrypted: true,
    attachments: [{ serverId: 's1' }, { serverId: 's2' }],
  });
});

it('a quota of -1 is told as no limit', async () => {
  const volumeCount = { maxTotalVolumes: -1, totalVolumesUsed: 3 };
  const size = { maxTotalVolumeGigabytes: 1000, totalGigabytesUsed: 5 };
  const absolute = { ...volumeCount, ...size, maxTotalSnapshots: 0, totalSnapshotsUsed: 0 };
  cloud.answer('GET', `${CINDER}/limits`, { body: { limits: { rate: [], absolute } } });
  expect(await blockStorageLimits.get(connection.blockStorage)).toEqual({
    volumes: { used: 3, max: null },
    gigabytes: { used: 5, max: 1000 },
    snapshots: { used: 0, max: 0 },
  });
});

describe('a copy of a volume', () => {
  it.each([
    ['another volume', { sourceVolumeId: 'v0' }, { source_volid: 'v0' }],
    ['a snapshot', { snapshotId: 'n0' }, { snapshot_id: 'n0' }],
    ['an image', { imageId: 'i0' }, { imageRef: 'i0' }],
  ])('is made from %s', async (_, source, sent) => {
    cloud.answer('POST', `${CINDER}/volumes`, { status: 202, body: { volume: { id: 'v1' } } });
    const wanted = { name: 'clone', sizeGib: 3, metadata: { recovery: '4711' } };
    expect(await volumes.create(connection.blockStorage, { ...wanted, ...source })).toEqual({ id: 'v1' });
    const volume = { name: 'clone', size: 3, metadata: { recovery: '4711' }, ...sent };
    expect(bodyOf('POST', `${CINDER}/volumes`)).toEqual({ volume });
  });

  it('is a forced snapshot, at a microversion where Cinder takes that for an answer', async () => {
    cloud.answer('POST', `${CINDER}/snapshots`, { status: 202, body: { snapshot: { id: 'n1' } } });
    const wanted = { name: 'evidence', description: 'before', metadata: {} };
    await snapshots.create(connection.blockStorage, { volumeId: 'v1', ...wanted });
    expect(cloud.sent('POST', `${CINDER}/snapshots`)).toMatchObject([
      {
        headers: { 'openstack-api-version': 'volume 3.59' },
        body: { snapshot: { volume_id: 'v1', ...wanted, force: true } },
      },
    ]);
  });
});

describe('the way in', () => {
  it('is a rule for one port and one network', async () => {
    cloud.answer('POST', '/v2.0/security-group-rules', { status: 201, body: {} });
    await securityGroupRules.create(connection.network, {
      securityGroupId: 'g1',
      direction: 'ingress',
      ethertype: 'IPv4',
      protocol: 'tcp',
      portRangeMin: 22,
      portRangeMax: 22,
      remoteIpPrefix: '192.0.2.0/24',
    });
    const range = { port_range_min: 22, port_range_max: 22, remote_ip_prefix: '192.0.2.0/24' };
    const rule = { security_group_id: 'g1', direction: 'ingress', ethertype: 'IPv4', protocol: 'tcp', ...range };
    expect(bodyOf('POST', '/v2.0/security-group-rules')).toEqual({ security_group_rule: rule });
  });

  it('is a floating IP, found again by its description', async () => {
    const floatingip = { id: 'a1', floating_ip_address: '192.0.2.7', port_id: 'p1', description: 'recovery 4711' };
    const expected = { id: 'a1', address: '192.0.2.7', portId: 'p1', description: 'recovery 4711' };
    cloud.answer('POST', '/v2.0/floatingips', { status: 201, body: { floatingip } });
    cloud.answer('GET', '/v2.0/floatingips', { body: { floatingips: [floatingip] } });
    const wanted = { networkId: 'n1', portId: 'p1', description: 'recovery 4711' };
    expect(await floatingIps.create(connection.network, wanted)).toEqual(expected);
    expect(await floatingIps.list(connection.network, { description: 'recovery 4711' })).toEqual([expected]);
    expect(cloud.sent('GET', '/v2.0/floatingips')[0]?.query).toEqual({ description: 'recovery 4711' });
  });

  it('is a keypair, or none of that name', async () => {
    const keypair = { name: 'k 1', public_key: 'ssh-ed25519 AAAA', fingerprint: 'x' };
    cloud.answer('GET', '/v2.1/os-keypairs/k%201', { body: { keypair } }, { status: 404 });
    expect(await keypairs.get(connection.compute, 'k 1')).toEqual({ name: 'k 1', publicKey: 'ssh-ed25519 AAAA' });
    expect(await keypairs.get(connection.compute, 'k 1')).toBeNull();
  });
});

describe('a deletion', () => {
  it.each<[string, string, () => Promise<'accepted' | 'gone'>]>([
    ['server', '/v2.1/servers/x', () => servers.remove(connection.compute, 'x')],
    [
      'attachment',
      '/v2.1/servers/s/os-volume_attachments/x',
      () => volumeAttachments.remove(connection.compute, 's', 'x'),
    ],
    ['keypair', '/v2.1/os-keypairs/x', () => keypairs.remove(connection.compute, 'x')],
    ['volume', `${CINDER}/volumes/x`, () => volumes.remove(connection.blockStorage, 'x')],
    ['snapshot', `${CINDER}/snapshots/x`, () => snapshots.remove(connection.blockStorage, 'x')],
    ['image', '/v2/images/x', () => images.remove(connection.image, 'x')],
    ['security group', '/v2.0/security-groups/x', () => securityGroups.remove(connection.network, 'x')],
    ['rule', '/v2.0/security-group-rules/x', () => securityGroupRules.remove(connection.network, 'x')],
    ['floating IP', '/v2.0/floatingips/x', () => floatingIps.remove(connection.network, 'x')],
  ])('of a %s is done when it is gone already, and an error when it is refused', async (_, path, remove) => {
    cloud.answer('DELETE', path, { status: 202 }, { status: 404 }, { status: 409 });
    expect(await remove()).toBe('accepted');
    expect(await remove()).toBe('gone');
    expect((await refusalOf(remove())).kind).toBe('conflict');
  });
});
