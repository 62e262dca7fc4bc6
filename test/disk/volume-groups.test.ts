import { describe, expect, it } from 'vitest';
import type { VolumeInspection } from '../../src/contract/inspection.ts';
import { inspectVolumes } from '../../src/disk/inspect-volumes.ts';
import { physicalVolume } from './handmade-disk.ts';
import { type DiskRecording, recordingOf, ReplayedGuest, volumeOf } from './replayed-guest.ts';

const inspect = async (
  disks: DiskRecording[],
  instead: Record<string, unknown> = {},
): Promise<{ guest: ReplayedGuest; volumes: VolumeInspection[] }> => {
  const guest = new ReplayedGuest(disks, instead);
  return { guest, volumes: await inspectVolumes(guest, disks.map(volumeOf)) };
};

const OTHER = { volumeId: 'aaaaaaaa-0000-4000-8000-000000000002', path: '/dev/vdd' };

describe('a volume group', () => {
  it('that lacks a physical volume is not activated, and the report asks for the missing disk', async () => {
    const { guest, volumes } = await inspect([physicalVolume({ name: 'vgdata', uuid: 'u1', missing: 1 })]);
    expect(guest.operations).toEqual(['probe']);
    expect(volumes[0]?.warnings).toEqual([
      'Volume group vgdata lacks 1 of its physical volumes: attach the volumes that hold them in the same recovery. It was not activated.',
    ]);
    expect(volumes[0]?.filesystems).toMatchObject([
      { fstype: 'LVM2_member', mount: { reason: expect.stringContaining('not here: missing-u1-0.') as string } },
    ]);
  });

  it('whose disks are all here is activated once, over all of them', async () => {
    const group = { name: 'vgdata', uuid: 'u1' };
    const { guest } = await inspect([physicalVolume(group), physicalVolume(group, OTHER)]);
    expect(guest.calls.filter(({ operation }) => operation === 'activate')).toEqual([
      {
        operation: 'activate',
        request: {
          volumeGroups: [{ name: 'vgdata', uuid: 'u1', logicalVolumes: ['home'], devices: ['/dev/vdb', '/dev/vdd'] }],
        },
      },
    ]);
  });

  it('with the name of another is activated from its own disks; where their volumes are called the same, the first is', async () => {
    const disks = [
      physicalVolume({ name: 'vgroot', uuid: 'u1' }),
      physicalVolume({ name: 'vgroot', uuid: 'u2' }, OTHER),
      recordingOf('data-lvm', '/dev/vde'),
    ];
    disks[1]?.lvm.lvs.push({ ...disks[1].lvm.lvs[0], lv_name: 'var' } as DiskRecording['lvm']['lvs'][number]);
    const { guest, volumes } = await inspect(disks);
    expect(guest.calls[1]?.request).toMatchObject({
      volumeGroups: [
        { uuid: 'u1', logicalVolumes: ['home'], devices: ['/dev/vdb'] },
        { uuid: 'u2', logicalVolumes: ['var'], devices: ['/dev/vdd'] },
        { name: 'vgdata', devices: ['/dev/vde'] },
      ],
    });
    expect(volumes.map(({ warnings }) => warnings)).toEqual([
      [],
      [
        'Logical volume vgroot/home was not activated. A logical volume of the same name in a group of the same name is active. Recover again with the volumes of this group alone.',
      ],
      [],
    ]);
    const twice = { of: 'vg-name', value: 'vgroot', paths: ['/dev/vdb', '/dev/vdd'], withRecoveryServer: false };
    expect(volumes.map(({ collisions }) => collisions)).toMatchObject([[twice], [twice], []]);
  });

  it.each(['--config', 'a b', 'x"] filter = ["a|.*|"', '$(reboot)', 'a/b', 'a'.repeat(128)])(
    'with the name %j, which LVM does not allow, never reaches the guest',
    async (name) => {
      const { guest, volumes } = await inspect([physicalVolume({ name, uuid: 'u1' })]);
      expect(guest.operations).toEqual(['probe']);
      expect(volumes[0]?.warnings).toEqual([
        expect.stringContaining('was not activated. Its name is not one that LVM allows.'),
      ]);
    },
  );

  /** A group with plain volumes and one of which a segment is of another type: a row a segment. */
  function withHalf(segtype: string): DiskRecording {
    const disk = physicalVolume({ name: 'vgdata', uuid: 'u1' });
    const [home] = disk.lvm.lvs;
    if (home === undefined) throw new Error('a handmade group has a volume');
    disk.lvm.lvs.push(
      { ...home, lv_name: 'safe' },
      { ...home, lv_name: 'half', lv_uuid: 'half' },
      { ...home, lv_name: 'half', lv_uuid: 'half', segtype },
    );
    return disk;
  }

  it.each(['mirror', 'writecache', 'vdo', 'vdo-pool', 'snapshot', 'something-new'])(
    'has its %s volumes left alone, which write for as long as they are active; its plain ones are not kept back',
    async (segtype) => {
      const { guest, volumes } = await inspect([withHalf(segtype)]);
      const { volumeGroups } = guest.calls[1]?.request as { volumeGroups: unknown[] };
      expect(volumeGroups).toEqual([
        { name: 'vgdata', uuid: 'u1', logicalVolumes: ['home', 'safe'], devices: ['/dev/vdb'] },
      ]);
      expect(volumes[0]?.warnings).toEqual([
        `Logical volume vgdata/half is of type ${segtype}, which writes to its disks when it is activated: do that on a clone only. It was not activated.`,
      ]);
    },
  );

  it.each(['raid1', 'raid5_ls', 'raid10', 'thin', 'cache'])(
    'has its %s volumes activated through an overlay, and never among those that are activated on the disks',
    async (segtype) => {
      const { guest } = await inspect([withHalf(segtype)]);
      expect(guest.calls[1]?.request).toMatchObject({
        volumeGroups: [{ logicalVolumes: ['home', 'safe'], overlaid: ['half'] }],
      });
    },
  );

  it.each(['thin-pool', 'cache-pool'])('has no more said of a %s than its place in the tree', async (segtype) => {
    const { guest, volumes } = await inspect([withHalf(segtype)]);
    expect(guest.calls[1]?.request).toMatchObject({ volumeGroups: [{ logicalVolumes: ['home', 'safe'] }] });
    expect(volumes[0]?.warnings).toEqual([]);
  });

  it('that LVM refuses to activate is told with its words, made harmless', async () => {
    const errors = [{ name: 'vgdata', error: 'thin pool needs\n\u001b[31mrepair' }];
    const { volumes } = await inspect([recordingOf('data-lvm')], { activate: { logicalVolumes: [], errors } });
    expect(volumes[0]?.warnings).toEqual([
      'Volume group vgdata could not be activated: thin pool needs \uFFFD[31mrepair',
    ]);
  });
});
