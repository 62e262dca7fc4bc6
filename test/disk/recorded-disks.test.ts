import { describe, expect, it } from 'vitest';
import { inspectVolumes } from '../../src/disk/inspect-volumes.ts';
import { type DiskRecording, recordingOf, ReplayedGuest, volumeOf } from './replayed-guest.ts';

const inspect = async (...disks: DiskRecording[]) => {
  const guest = new ReplayedGuest(disks);
  return { guest, volumes: await inspectVolumes(guest, disks.map(volumeOf)) };
};

const uuidOf = ({ volume }: DiskRecording, device: string): string =>
  volume.nodes.find(({ path }) => path === device)?.blkid.values['UUID'] ?? '';

describe('the disk of a server that boots from a volume', () => {
  it('is found to hold a Debian with its name, its kernel and what it mounted', async () => {
    const disk = recordingOf('root-debian');
    const { volumes } = await inspect(disk);
    expect(volumes[0]).toMatchObject({ device: '/dev/vdb', partitionTable: 'dos', readOnly: true, warnings: [] });
    expect(volumes[0]?.operatingSystems).toEqual([
      {
        rootPath: '/dev/vdb1',
        prettyName: 'Debian GNU/Linux 12 (bookworm)',
        id: 'debian',
        versionId: '12',
        hostname: 'compromised-bfv',
        kernels: ['vmlinuz', 'vmlinuz-6.1.0-56-amd64'],
        fstab: [
          {
            spec: `UUID=${uuidOf(disk, '/dev/vdb1')}`,
            mountpoint: '/',
            fstype: 'ext4',
            device: '/dev/vdb1',
            note: null,
          },
        ],
      },
    ]);
  });

  it('has its root mounted read-only, without its journal, and lists what people put there first', async () => {
    const { volumes } = await inspect(recordingOf('root-debian'));
    const [root] = volumes[0]?.filesystems ?? [];
    expect(root).toMatchObject({
      path: '/dev/vdb1',
      stack: ['dos', 'partition 1'],
      label: 'guestroot',
      role: 'root',
      mount: { status: 'mounted', mountpoint: '/recovery/m0', options: ['ro', 'noload', 'nosuid', 'nodev', 'noexec'] },
    });
    expect(root?.listing?.entries.slice(0, 2).map(({ path }) => path)).toEqual(['home', 'srv']);
    expect(root?.listing?.entries).toContainEqual(expect.objectContaining({ path: 'srv/thesis', type: 'directory' }));
  });
});

describe('a data disk with two partitions', () => {
  it('is reported with both file systems, and the thesis in each', async () => {
    const { volumes } = await inspect(recordingOf('data-part'));
    expect(volumes[0]).toMatchObject({
      partitionTable: 'gpt',
      operatingSystems: [],
      filesystems: [
        { path: '/dev/vdb1', stack: ['gpt', 'partition 1'], fstype: 'ext4', label: 'thesis', role: 'data' },
        { path: '/dev/vdb2', stack: ['gpt', 'partition 2'], fstype: 'xfs', label: 'results', role: 'data' },
      ],
    });
    const modifiedAt: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const thesis = { path: 'thesis.txt', type: 'file', sizeBytes: 16, modifiedAt };
    for (const { listing } of volumes[0]?.filesystems ?? []) expect(listing?.entries).toContainEqual(thesis);
  });

  it('needs two calls: there is nothing to activate', async () => {
    const { guest } = await inspect(recordingOf('data-part'));
    expect(guest.operations).toEqual(['probe', 'mount']);
  });
});

describe('a data disk with LVM', () => {
  it('is reported with the physical volume and both logical ones, and the thesis in each', async () => {
    const { volumes } = await inspect(recordingOf('data-lvm'));
    expect(volumes[0]).toMatchObject({
      partitionTable: null,
      warnings: [],
      filesystems: [
        {
          path: '/dev/vdb',
          stack: [],
          fstype: 'LVM2_member',
          mount: { status: 'not-mounted', verdict: 'not-a-filesystem' },
        },
        { path: '/dev/mapper/vgdata-home', stack: ['lvm vgdata', 'home'], fstype: 'ext4' },
        {
          path: '/dev/mapper/vgdata-scratch',
          stack: ['lvm vgdata', 'scratch'],
          fstype: 'btrfs',
          mount: { options: ['ro', 'rescue=nologreplay', 'subvolid=5', 'nosuid', 'nodev', 'noexec'] },
        },
      ],
    });
    for (const { listing } of volumes[0]?.filesystems.slice(1) ?? [])
      expect(listing?.entries.map(({ path }) => path)).toContain('thesis.txt');
  });

  it('activates by name, uuid and the devices found, nothing else', async () => {
    const disk = recordingOf('data-lvm');
    const { guest } = await inspect(disk);
    expect(guest.calls[1]).toEqual({
      operation: 'activate',
      request: {
        volumeGroups: [
          {
            name: 'vgdata',
            uuid: disk.lvm.vgs[0]?.vg_uuid,
            logicalVolumes: ['home', 'scratch'],
            devices: ['/dev/vdb'],
          },
        ],
      },
    });
  });
});

describe('several volumes', () => {
  it('are inspected with at most three calls, each file system at a place of its own', async () => {
    const { guest, volumes } = await inspect(recordingOf('data-lvm'), recordingOf('data-part', '/dev/vdc'));
    expect(guest.operations).toEqual(['probe', 'activate', 'mount']);
    expect(volumes.map(({ device }) => device)).toEqual(['/dev/vdb', '/dev/vdc']);
    const points = volumes.flatMap(({ filesystems }) =>
      filesystems.flatMap(({ mount }) => (mount.status === 'mounted' ? [mount.mountpoint] : [])),
    );
    expect(points).toEqual(['/recovery/m0', '/recovery/m1', '/recovery/m2', '/recovery/m3']);
  });

  it("keep apart what is theirs, and translate the root's fstab to the other disk", async () => {
    const root = recordingOf('root-debian');
    const [mounted] = root.mounts;
    if (mounted?.mounted !== true) throw new Error('the recording has its root mounted');
    const data = recordingOf('data-part', '/dev/vdc');
    mounted.facts.fstab = `UUID=${uuidOf(data, '/dev/vdc1')} /srv ext4 defaults 0 2\n`;
    const { volumes } = await inspect(root, data);
    expect(volumes.map(({ filesystems }) => filesystems.length)).toEqual([1, 2]);
    expect(volumes.map(({ operatingSystems }) => operatingSystems.length)).toEqual([1, 0]);
    expect(volumes[0]?.operatingSystems[0]?.fstab).toEqual([
      expect.objectContaining({ mountpoint: '/srv', device: '/dev/vdc1' }),
    ]);
  });

  it('tell of the clone which original it stands for', async () => {
    const disk = recordingOf('data-part');
    const guest = new ReplayedGuest([disk]);
    const [volume] = await inspectVolumes(guest, [{ ...volumeOf(disk), originalVolumeId: 'the-original' }]);
    expect(volume).toMatchObject({ volumeId: disk.volume.volumeId, originalVolumeId: 'the-original' });
  });
});
