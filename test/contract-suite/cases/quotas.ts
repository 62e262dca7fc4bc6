/** Full quotas: three services refuse with three statuses. Each is filled for a moment only, since others play in the same project. */
import * as snapshots from '../../../src/openstack/block-storage/snapshots.ts';
import * as volumes from '../../../src/openstack/block-storage/volumes.ts';
import * as servers from '../../../src/openstack/compute/servers.ts';
import * as groups from '../../../src/openstack/network/security-groups.ts';
import type { Case } from '../suite/case.ts';
import type { Stage } from '../suite/stage.ts';
import { withFullQuota } from '../suite/quota.ts';
import { cinder, neutron, nova } from './requests.ts';

/** What a recovery server needs, on the wire and for the client. */
async function wishes({ given, target }: Stage): Promise<{ wire: object; own: servers.NewServer }> {
  const { blankImage, flavor, network } = target.furniture;
  const [securityGroupId, keyName] = [await given.securityGroup(), await given.keypair()];
  const name = given.newName();
  return {
    wire: { name, imageRef: blankImage, flavorRef: flavor, networks: [{ uuid: network }] },
    own: {
      ...{ name, imageId: blankImage, flavorId: flavor, networkId: network, securityGroupId, keyName },
      ...{ userData: Buffer.of(), configDrive: true, metadata: {} },
    },
  };
}

export const quotaCases: readonly Case[] = [
  {
    name: 'a full quota of servers, cores, memory or ports is forbidden, and nothing is made',
    operation: 'compute.servers.create',
    kind: 'refusal',
    alone: true,
    async play(stage) {
      const { given, call, client, clientCall } = stage;
      await given.server();
      const { wire, own } = await wishes(stage);
      const full = { instances: 'compute', cores: 'compute', ram: 'compute', port: 'network' } as const;
      for (const [name, service] of Object.entries(full))
        await withFullQuota(stage, service, name, async () => {
          await call(name, nova('POST', '/servers', { body: { server: wire } }));
          await clientCall(`${name}, by the client`, () => servers.create(client.compute, own));
        });
      await call('nothing was made', nova('GET', `/servers/detail?name=^${stage.name('name', own.name)}$`));
    },
  },
  {
    name: 'a full quota of volumes or gigabytes is 413, with a Retry-After that means nothing',
    operation: 'block-storage.volumes.create',
    kind: 'refusal',
    alone: true,
    async play(stage) {
      const { given, call, client, clientCall } = stage;
      const source_volid = await given.volume({ as: 'source' });
      const volume = { name: given.newName(), size: 1 };
      for (const name of ['volumes', 'gigabytes'])
        await withFullQuota(stage, 'block-storage', name, async () => {
          await call(`${name}: a volume`, cinder('POST', '/volumes', { body: { volume } }));
          await call(`${name}: a clone`, cinder('POST', '/volumes', { body: { volume: { ...volume, source_volid } } }));
          await clientCall(`${name}: a volume by the client`, () =>
            volumes.create(client.blockStorage, { name: volume.name, sizeGib: 1, metadata: {} }),
          );
        });
    },
  },
  {
    name: 'a full quota of snapshots or gigabytes lets no snapshot be made',
    operation: 'block-storage.snapshots.create',
    kind: 'refusal',
    alone: true,
    async play(stage) {
      const { given, call, client, clientCall } = stage;
      const volumeId = await given.volume();
      await given.snapshot(volumeId);
      for (const name of ['snapshots', 'gigabytes'])
        await withFullQuota(stage, 'block-storage', name, async () => {
          await call(name, cinder('POST', '/snapshots', { body: { snapshot: { volume_id: volumeId } } }));
          await clientCall(`${name}, by the client`, () =>
            snapshots.create(client.blockStorage, { volumeId, name: given.newName(), description: '', metadata: {} }),
          );
        });
    },
  },
  {
    name: 'a full quota of security groups or of rules is a conflict',
    operation: 'network.security-groups.create',
    kind: 'refusal',
    alone: true,
    async play(stage) {
      const { given, call, client, clientCall } = stage;
      const group = await given.securityGroup();
      const rule = { direction: 'ingress', protocol: 'tcp', port_range_min: 22, port_range_max: 22 };
      await withFullQuota(stage, 'network', 'security_group', async () => {
        await call('a group', neutron('POST', '/security-groups', { body: { security_group: { name: 'contract' } } }));
        await clientCall('a group by the client', () =>
          groups.create(client.network, { name: 'contract', description: '' }),
        );
      });
      await withFullQuota(stage, 'network', 'security_group_rule', () =>
        call(
          'a rule',
          neutron('POST', '/security-group-rules', {
            body: { security_group_rule: { ...rule, security_group_id: group } },
          }),
        ),
      );
    },
  },
];
