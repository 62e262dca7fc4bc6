import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as snapshots from '../../src/openstack/block-storage/snapshots.ts';
import * as volumes from '../../src/openstack/block-storage/volumes.ts';
import * as flavors from '../../src/openstack/compute/flavors.ts';
import * as instanceActions from '../../src/openstack/compute/instance-actions.ts';
import * as keypairs from '../../src/openstack/compute/keypairs.ts';
import * as limits from '../../src/openstack/compute/limits.ts';
import * as serverActions from '../../src/openstack/compute/server-actions.ts';
import * as servers from '../../src/openstack/compute/servers.ts';
import * as volumeAttachments from '../../src/openstack/compute/volume-attachments.ts';
import { connect, type Connection } from '../../src/openstack/connection.ts';
import type { OpenStackErrorKind } from '../../src/openstack/errors.ts';
import * as images from '../../src/openstack/image/images.ts';
import * as securityGroups from '../../src/openstack/network/security-groups.ts';
import { PROJECT_ID } from './keystone.ts';
import { RECORDED, replay } from './recorded.ts';
import { refusalOf } from './refusals.ts';
import { configFor, startScriptedCloud, type ScriptedCloud } from './scripted-cloud.ts';

const { dataServer, dataVolumes, bfvServer, rootVolume, recoveryServer, image, owner } = RECORDED;
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

describe('a server', () => {
  it('is told with its lock and the reason for it', async () => {
    replay(cloud, '10-locked-data-get-2.73');
    expect(await servers.get(connection.compute, dataServer)).toEqual({
      id: dataServer,
      name: 'compromised-data',
      status: 'SHUTOFF',
      vmState: 'stopped',
      taskState: null,
      projectId: PROJECT_ID,
      userId: owner,
      imageId: image,
      flavor: { id: null, name: 'lab.small', diskGib: 2 },
      metadata: { purpose: 'lab' },
      locked: true,
      lockedReason: 'Compromised: SSH brute force seen, ticket 4711',
      addresses: [{ network: 'lab', address: '10.66.0.128', version: 4, type: 'fixed' }],
      fault: null,
      keyName: 'lab',
      createdAt: '2026-11-23T05:03:54Z',
    });
  });

  it('that boots from a volume has no image', async () => {
    replay(cloud, '10-locked-bfv-get-2.73');
    const flavor = { id: null, name: 'lab.volume', diskGib: 0 };
    expect(await servers.get(connection.compute, bfvServer)).toMatchObject({ imageId: null, flavor, locked: true });
  });

  it('of an old cloud is not taken for unlocked: nothing is known', async () => {
    replay(cloud, '10-locked-data-get-2.1');
    const flavor = { id: '2656e516-ac6f-4890-8a47-ddc3a38e841c', name: null, diskGib: null };
    const server = await servers.get(connection.compute, dataServer);
    expect(server).toMatchObject({ locked: null, lockedReason: null, flavor });
  });

  it('that found no host says so', async () => {
    replay(cloud, '83-no-valid-host-get');
    const server = await servers.get(connection.compute, 'b5aff44c-7e77-4845-9931-63074adfc092');
    expect(server).toMatchObject({ status: 'ERROR', fault: { code: 500, message: 'No valid host was found. ' } });
  });

  it('is made with nothing but its id for an answer: the password in it goes nowhere', async () => {
    replay(cloud, '40-create-recovery');
    const wanted = { name: 'recovery', imageId: image, flavorId: 'f', networkId: 'n', securityGroupId: 'g' };
    const rest = { keyName: 'k', userData: Buffer.of(), configDrive: true, metadata: {} };
    expect(await servers.create(connection.compute, { ...wanted, ...rest })).toEqual({ id: recoveryServer });
  });

  it('has a journal that tells who did what', async () => {
    replay(cloud, '44-recovery-actions');
    expect(await instanceActions.list(connection.compute, recoveryServer)).toEqual([
      {
        action: 'create',
        requestId: 'req-6c173456-73fb-42a0-8267-feba7bf93dc9',
        userId: owner,
        projectId: PROJECT_ID,
        startTime: '2026-11-23T05:07:18.000000',
        message: null,
      },
    ]);
  });

  it.each([
    ['its last lines', '42-console-log-last-5-lines', recoveryServer, expect.stringContaining('END SSH HOST KEY KEYS')],
    ['nothing yet just after its start', '41-console-log-just-active', recoveryServer, ''],
    ['no console while it builds', '40-console-log-while-building', recoveryServer, null],
    ['no console while it is off', '13-locked-console-log-as-member', dataServer, null],
  ])('has %s', async (_, recording, id, output) => {
    replay(cloud, recording);
    expect(await serverActions.getConsoleOutput(connection.compute, id)).toEqual(output);
  });
});

describe('the volumes of a server', () => {
  it.each([
    ['with what becomes of them', '11-locked-data-attachments-2.79', false],
    ['without, on an old cloud', '11-locked-data-attachments-2.70', null],
  ])('are listed %s', async (_, recording, deleteOnTermination) => {
    replay(cloud, recording);
    expect(await volumeAttachments.list(connection.compute, dataServer)).toEqual([
      { serverId: dataServer, volumeId: dataVolumes[0], device: '/dev/vdb', deleteOnTermination },
      { serverId: dataServer, volumeId: dataVolumes[1], device: '/dev/vdc', deleteOnTermination },
    ]);
  });

  it('are told by Cinder with where they are, and which of them boots', async () => {
    replay(cloud, '08-list-volumes');
    const [lvm, , root] = await volumes.list(connection.blockStorage);
    expect(lvm).toEqual({
      id: dataVolumes[1],
      name: 'data-lvm',
      status: 'in-use',
      sizeGib: 1,
      bootable: false,
      encrypted: false,
      multiattach: false,
      metadata: {},
      attachments: [{ serverId: dataServer, device: '/dev/vdc' }],
      imageMetadata: null,
      snapshotId: null,
      sourceVolumeId: null,
      createdAt: '2026-11-23T05:04:02.000000',
    });
    expect(root).toMatchObject({ id: rootVolume, name: '', bootable: true, sizeGib: 3 });
    expect(root?.imageMetadata).toMatchObject({ os_distro: 'debian', image_name: 'debian-12' });
  });

  it('have snapshots', async () => {
    replay(cloud, '20-snapshot-get');
    const id = '325dabc5-910d-4847-9202-828f0890ed5a';
    const expected = { id, name: 's1', status: 'available', volumeId: dataVolumes[0], sizeGib: 1, metadata: {} };
    expect(await snapshots.get(connection.blockStorage, id)).toEqual(expected);
  });

  it('are gone where Nova no longer knows the attachment', async () => {
    replay(cloud, '51-detach-part-when-gone');
    expect(await volumeAttachments.remove(connection.compute, dataServer, dataVolumes[0])).toBe('gone');
  });
});

describe('what a project has', () => {
  it('are limits, with what is used of them', async () => {
    replay(cloud, '08-list-limits');
    expect(await limits.get(connection.compute)).toEqual({
      instances: { used: 2, max: 10 },
      cores: { used: 2, max: 20 },
      ramMib: { used: 1280, max: 51_200 },
    });
  });

  it('are flavors', async () => {
    replay(cloud, '08-list-flavors');
    const [small, volume] = await flavors.list(connection.compute);
    expect(small).toMatchObject({ name: 'lab.small', vcpus: 1, ramMib: 640, diskGib: 2, disabled: false });
    expect(volume).toMatchObject({ name: 'lab.volume', diskGib: 0 });
  });

  it('are images, with their properties', async () => {
    replay(cloud, '08-list-images');
    const [debian, ...others] = await images.list(connection.image);
    expect(others).toEqual([]);
    expect(debian).toMatchObject({
      id: image,
      name: 'debian-12',
      status: 'active',
      visibility: 'public',
      sizeBytes: 1_468_006_400,
      minDiskGib: 0,
      minRamMib: 0,
      osDistro: 'debian',
      properties: { hw_rng_model: 'virtio', disk_format: 'raw' },
    });
  });

  it('are security groups, which let everything out when they are new', async () => {
    replay(cloud, '08-secgroup-create');
    const group = await securityGroups.create(connection.network, { name: 'recovery-ssh', description: '' });
    expect(group).toMatchObject({ id: '2306f566-ad1e-4202-9ce0-95901941ddea', name: 'recovery-ssh' });
    const everything = { direction: 'egress', protocol: null, portRangeMin: null, remoteIpPrefix: null };
    expect(group.rules).toMatchObject([everything, everything]);
  });

  it('is told by Keystone with the roles', async () => {
    replay(cloud, '01-auth-password');
    expect(await connection.identity()).toEqual({
      projectId: PROJECT_ID,
      projectName: 'research',
      userId: owner,
      roles: ['member', 'reader'],
      expiresAt: new Date('2026-11-23T06:07:03Z'),
    });
  });
});

describe('a refusal is of its kind', () => {
  const newServer = {
    name: 'x',
    flavorId: 'f',
    networkId: 'n',
    securityGroupId: 'g',
    keyName: 'lab',
    userData: Buffer.of(),
  };
  const makeServer = (): Promise<unknown> =>
    servers.create(connection.compute, { ...newServer, imageId: image, configDrive: true, metadata: {} });
  const detach = (server: string, volume: string) => () => volumeAttachments.remove(connection.compute, server, volume);
  const attach = (volume: string) => () => volumeAttachments.create(connection.compute, recoveryServer, volume);

  it.each<[string, number, OpenStackErrorKind, () => Promise<unknown>]>([
    ['14-locked-detach-root-as-member', 400, 'root-volume', detach(bfvServer, rootVolume)],
    ['14-locked-detach-data-as-member', 409, 'locked', detach(dataServer, dataVolumes[0])],
    ['50-attach-in-use-volume', 400, 'conflict', attach(dataVolumes[0])],
    ['78-attach-compute-frozen', 500, 'unknown-outcome', attach('f7c11728-efff-4438-8f1b-a8fe3a198939')],
    ['13-locked-unlock-as-member', 403, 'forbidden', () => serverActions.unlock(connection.compute, bfvServer)],
    ['81-quota-cores', 403, 'quota', makeServer],
    ['81-quota-ports', 403, 'quota', makeServer],
    [
      '81-quota-volumes',
      413,
      'quota',
      () => volumes.create(connection.blockStorage, { name: 'x', sizeGib: 1, metadata: {} }),
    ],
    [
      '08-keypair-again',
      409,
      'conflict',
      () => keypairs.create(connection.compute, { name: 'lab', publicKey: 'ssh-ed25519 AAAA' }),
    ],
  ])('%s: HTTP %i is %s', async (recording, status, kind, call) => {
    replay(cloud, recording);
    const refusal = await refusalOf(call());
    expect(refusal).toMatchObject({ kind, status, retryAfterMs: null });
    expect(refusal.requestId).toMatch(/^req-[0-9a-f-]{36}$/);
    expect(refusal.responseMessage).not.toBe('');
  });
});
