import { describe, expect, it } from 'vitest';
import type { MdMember } from '../../src/disk/guest-protocol.ts';
import { inspectVolumes } from '../../src/disk/inspect-volumes.ts';
import { wholeDisk } from './handmade-disk.ts';
import { ReplayedGuest, volumeOf } from './replayed-guest.ts';

const MEMBER: MdMember = {
  metadata: '1.2',
  uuid: 'array',
  name: 'host:data',
  features: 0,
  level: 5,
  disks: 3,
  events: 10,
  role: 0,
  dataOffset: 1024 ** 2,
  deviceUuid: 'a',
};

/** A disk for each member; `/dev/vdb`, `/dev/vdc`, … */
async function inspect(...members: Partial<MdMember>[]) {
  const disks = members.map((member, at) => {
    const disk = wholeDisk({
      path: `/dev/vd${'bcde'[at] ?? ''}`,
      volumeId: `aaaaaaaa-0000-4000-8000-00000000000${at}`,
      values: { TYPE: 'linux_raid_member', UUID: 'array', UUID_SUB: `s${at}` },
    });
    for (const node of disk.volume.nodes) node.md = { ...MEMBER, ...member };
    return disk;
  });
  const guest = new ReplayedGuest(disks);
  const volumes = await inspectVolumes(guest, disks.map(volumeOf));
  return { devices: assembledIn(guest), volumes };
}

/** Devices of the array that the guest was asked to start; null for none. */
function assembledIn({ calls }: ReplayedGuest): string[] | null {
  const request = calls.find(({ operation }) => operation === 'assemble')?.request as
    { arrays: { devices: string[] }[] } | undefined;
  return request?.arrays[0]?.devices ?? null;
}

describe('an array', () => {
  it('is started with its members in the order of their slots', async () => {
    const { devices } = await inspect({ role: 2 }, { role: 0 }, { role: 1 });
    expect(devices).toEqual(['/dev/vdc', '/dev/vdd', '/dev/vdb']);
  });

  it('leaves out what is behind by more than one event, a spare, and what is faulty', async () => {
    const { devices, volumes } = await inspect(
      { role: 0 },
      { role: 1, events: 9 },
      { role: 2, events: 8 },
      { role: null },
    );
    expect(devices).toEqual(['/dev/vdb', '/dev/vdc']);
    expect(volumes.map(({ filesystems }) => filesystems[0]?.mount)).toMatchObject([
      { verdict: 'not-a-filesystem' },
      { verdict: 'not-a-filesystem' },
      { reason: expect.stringContaining('behind the others') as string },
      { reason: expect.stringContaining('a spare') as string },
    ]);
  });

  it.each([
    ['raid0', 0, 2],
    ['raid5', 5, 1],
    ['raid6', 6, 0],
  ])(
    'of type %s that lacks too many members is not started, and the missing slots are named',
    async (_, level, here) => {
      const { devices, volumes } = await inspect(
        ...[0, 1].slice(0, Math.max(1, here)).map((role) => ({ role, level, disks: 4 })),
      );
      expect(devices).toBeNull();
      expect(volumes[0]?.warnings).toEqual([expect.stringContaining('Not here: slot')]);
    },
  );

  it.each([
    ['a reshape that is under way', { features: 4 }],
    ['a journal', { features: 512 }],
    ['a level that is not known', { level: 77 }],
    ['metadata that is not known', { metadata: '9.9' }],
  ])('with %s is not started', async (_what, change) => {
    const { devices, volumes } = await inspect(...[0, 1, 2].map((role) => ({ role, ...change })));
    expect(devices).toBeNull();
    expect(volumes[0]?.filesystems).toMatchObject([{ mount: { verdict: 'unsupported' } }]);
  });

  it('of which two devices claim the same place is not started: one may be a copy', async () => {
    const { devices, volumes } = await inspect({ role: 0 }, { role: 1 }, { role: 2 }, { role: 2 });
    expect(devices).toBeNull();
    expect(volumes[3]?.filesystems).toMatchObject([{ mount: { verdict: 'uuid-twice' } }]);
  });
});
