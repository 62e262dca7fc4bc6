import { describe, expect, it } from 'vitest';
import { collisionsOf } from '../../src/disk/collisions.ts';
import { inspectVolumes } from '../../src/disk/inspect-volumes.ts';
import { deviceWith } from './handmade-device.ts';
import { wholeDisk } from './handmade-disk.ts';
import { type DiskRecording, recordingOf, ReplayedGuest, volumeOf } from './replayed-guest.ts';

const device = (path: string, values: Record<string, string>) =>
  deviceWith(path, { blkid: { exit: 0, values, error: '' } });
const found = (...devices: Parameters<typeof device>[]): string[] =>
  collisionsOf(
    devices.map((each) => device(...each)),
    [],
  ).map(({ of, value, paths }) => `${of} ${value}: ${paths.join(' ')}`);

const inspect = async (...disks: DiskRecording[]) => {
  const guest = new ReplayedGuest(disks);
  return { guest, volumes: await inspectVolumes(guest, disks.map(volumeOf)) };
};
const OTHER = { volumeId: 'aaaaaaaa-0000-4000-8000-000000000002', path: '/dev/vdd' };

describe('the same identity twice', () => {
  it('is found by file system, partition, container and physical volume', () => {
    expect(
      found(
        ['/dev/vdb1', { TYPE: 'ext4', UUID: 'f', PART_ENTRY_UUID: 'p' }],
        ['/dev/vdc1', { TYPE: 'ext4', UUID: 'f', PART_ENTRY_UUID: 'p' }],
        ['/dev/vdb2', { TYPE: 'crypto_LUKS', UUID: 'l' }],
        ['/dev/vdc2', { TYPE: 'crypto_LUKS', UUID: 'l' }],
        ['/dev/vdb3', { TYPE: 'LVM2_member', UUID: 'v' }],
        ['/dev/vdc3', { TYPE: 'LVM2_member', UUID: 'v' }],
      ),
    ).toEqual([
      'filesystem-uuid f: /dev/vdb1 /dev/vdc1',
      'partition-uuid p: /dev/vdb1 /dev/vdc1',
      'luks-uuid l: /dev/vdb2 /dev/vdc2',
      'pv-uuid v: /dev/vdb3 /dev/vdc3',
    ]);
  });

  it('is none between the devices of one btrfs, or of one array, nor between partitions of a table without identity', () => {
    expect(
      found(
        ['/dev/vdb1', { TYPE: 'btrfs', UUID: 'f', UUID_SUB: '1', PART_ENTRY_UUID: '00000000-01' }],
        ['/dev/vdc1', { TYPE: 'btrfs', UUID: 'f', UUID_SUB: '2', PART_ENTRY_UUID: '00000000-01' }],
        ['/dev/vdb2', { TYPE: 'linux_raid_member', UUID: 'a', UUID_SUB: '1' }],
        ['/dev/vdc2', { TYPE: 'linux_raid_member', UUID: 'a', UUID_SUB: '2' }],
      ),
    ).toEqual([]);
  });
});

describe('a recovery server from the image of the evidence', () => {
  it('shares the UUID of its root: that is told, and the evidence is mounted by path all the same', async () => {
    const disk = recordingOf('root-debian');
    const values = disk.volume.nodes.find(({ path }) => path === '/dev/vdb1')?.blkid.values ?? {};
    disk.own = [{ path: '/dev/vda1', values }];
    const { volumes } = await inspect(disk);
    expect(volumes[0]?.collisions).toContainEqual({
      of: 'filesystem-uuid',
      value: values['UUID'],
      paths: ['/dev/vda1', '/dev/vdb1'],
      withRecoveryServer: true,
      handled: 'Mounted by path, never by UUID.',
      remark: { code: 'handled-mounted-by-path' },
    });
    expect(volumes[0]?.filesystems[0]?.mount.status).toBe('mounted');
  });

  it('has the physical volume too: LVM is not asked to tell them apart', async () => {
    const disk = recordingOf('data-lvm');
    disk.own = [{ path: '/dev/vda2', values: disk.volume.nodes[0]?.blkid.values ?? {} }];
    const { guest, volumes } = await inspect(disk);
    expect(guest.operations).toEqual(['probe']);
    expect(volumes[0]?.filesystems).toMatchObject([{ mount: { verdict: 'uuid-twice' } }]);
  });

  it('has a group of the same name: the evidence is activated by its own disks', async () => {
    const disk = recordingOf('data-lvm');
    disk.ownGroups = ['vgdata'];
    const { guest, volumes } = await inspect(disk);
    expect(guest.operations).toEqual(['probe', 'activate', 'mount']);
    expect(volumes[0]?.collisions).toMatchObject([{ of: 'vg-name', value: 'vgdata', withRecoveryServer: true }]);
  });
});

describe('two copies of one btrfs', () => {
  it('are both left alone: the kernel takes them for one', async () => {
    const values = { TYPE: 'btrfs', UUID: 'f', UUID_SUB: 's', USAGE: 'filesystem' };
    const btrfs = {
      fsid: 'f',
      generation: 1,
      devices: 1,
      deviceId: 1,
      deviceUuid: 's',
      known: [{ deviceId: 1, uuid: 's' }],
    };
    const disks = [wholeDisk({ values }), wholeDisk({ values, ...OTHER })];
    for (const { volume } of disks) for (const node of volume.nodes) node.btrfs = btrfs;
    const { guest, volumes } = await inspect(...disks);
    expect(guest.operations).toEqual(['probe']);
    for (const { filesystems } of volumes) expect(filesystems).toMatchObject([{ mount: { verdict: 'uuid-twice' } }]);
  });
});
