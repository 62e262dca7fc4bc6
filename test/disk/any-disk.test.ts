/** Whatever lies on the disks, and whatever the program answers about them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Layer, VolumeInspection } from '../../src/contract/inspection.ts';
import { DeviceNotIdentifiedError } from '../../src/disk/identify.ts';
import { GuestAnswerError } from '../../src/disk/guest-protocol.ts';
import { type Guest, inspectVolumes } from '../../src/disk/inspect-volumes.ts';
import { recordingOf, ReplayedGuest, volumeOf } from './replayed-guest.ts';

const GIB = 1024 ** 3;
/** Few, so that identities meet. */
const uuid = fc.constantFrom('u1', 'u2', 'u3');
const TYPES = ['ext4', 'xfs', 'btrfs', 'swap', 'LVM2_member', 'linux_raid_member', 'crypto_LUKS', 'zfs_member', 'odd'];

const contents = fc.record({
  blkid: fc.record({
    exit: fc.constantFrom(0, 0, 0, 2, 8),
    values: fc.dictionary(
      fc.constantFrom('UUID', 'UUID_SUB', 'LABEL', 'PART_ENTRY_UUID', 'EXT_JOURNAL'),
      fc.oneof(uuid, fc.string({ unit: 'binary', maxLength: 20 })),
    ),
    error: fc.constant(''),
  }),
  type: fc.option(fc.constantFrom(...TYPES)),
  dirtyJournal: fc.option(fc.boolean()),
  signatures: fc.array(fc.record({ type: fc.constantFrom(...TYPES, 'gpt', 'PMBR'), offset: fc.nat() }), {
    maxLength: 3,
  }),
  md: fc.option(
    fc.record({
      metadata: fc.constantFrom('0.90', '1.0', '1.2', '7'),
      uuid,
      name: fc.string({ unit: 'binary', maxLength: 10 }),
      features: fc.constantFrom(0, 1, 4, 0xffffffff),
      level: fc.constantFrom(-1, 0, 1, 5, 6, 10, 99),
      disks: fc.oneof(fc.nat({ max: 4 }), fc.nat({ max: 0xffffffff })),
      events: fc.nat({ max: 3 }),
      role: fc.option(fc.nat({ max: 4 })),
      dataOffset: fc.nat(),
      deviceUuid: fc.option(uuid),
    }),
  ),
  btrfs: fc.option(
    fc.record({
      fsid: uuid,
      generation: fc.nat(),
      devices: fc.oneof(fc.nat({ max: 3 }), fc.nat()),
      deviceId: fc.nat({ max: 3 }),
      deviceUuid: uuid,
      known: fc.array(fc.record({ deviceId: fc.nat({ max: 3 }), uuid }), { maxLength: 3 }),
    }),
  ),
  xfs: fc.option(fc.record({ version: fc.constantFrom(4, 5), externalLog: fc.boolean() })),
});
type Contents = Omit<typeof contents extends fc.Arbitrary<infer T> ? T : never, 'type'>;

/** What is read of a kind of content is there only where blkid sees that kind. */
const content: fc.Arbitrary<Contents> = contents.map(({ type, ...rest }) => ({
  ...rest,
  blkid: { ...rest.blkid, values: { ...rest.blkid.values, ...(type === null ? {} : { TYPE: type }) } },
  md: type === 'linux_raid_member' ? rest.md : null,
  btrfs: type === 'btrfs' ? rest.btrfs : null,
  xfs: type === 'xfs' ? rest.xfs : null,
}));

const node = (path: string, kind: string, number: number | null, parents: string[], held: Contents) => ({
  ...held,
  path,
  kind,
  number,
  sizeBytes: GIB,
  readOnly: true,
  parents,
});

/** One to three disks with up to four partitions, and what might be started on them. */
const machine = fc
  .tuple(
    fc.array(fc.array(content, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 }),
    fc.infiniteStream(content),
    fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
    fc.array(fc.record({ values: fc.record({ TYPE: fc.constantFrom(...TYPES), UUID: uuid, UUID_SUB: uuid }) }), {
      maxLength: 2,
    }),
    fc.subarray(['vg1', 'vg2']),
  )
  .map(([disks, more, coins, own, ownGroups]) => ({ disks, more, coins, own, ownGroups }));

type Machine = typeof machine extends fc.Arbitrary<infer T> ? T : never;

class RandomGuest implements Guest {
  readonly found = new Set<string>();
  readonly mounts: { source: string; target: string; options: string[] }[] = [];
  readonly #machine: Machine;
  #tossed = 0;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  readonly volumes = (): { volumeId: string; originalVolumeId: null; sizeBytes: number }[] =>
    this.#machine.disks.map((_, index) => ({ volumeId: `volume-${index}`, originalVolumeId: null, sizeBytes: GIB }));

  #heads(): boolean {
    this.#tossed += 1;
    return this.#machine.coins[this.#tossed % this.#machine.coins.length] ?? false;
  }

  #more(path: string): Contents {
    this.found.add(path);
    const next: IteratorResult<Contents, unknown> = this.#machine.more.next();
    if (next.done === true) throw new RangeError('the stream is infinite');
    return next.value;
  }

  call(operation: string, request: unknown): Promise<unknown> {
    return Promise.resolve(this.#answer(operation, request as never));
  }

  #answer(operation: string, request: never): unknown {
    switch (operation) {
      case 'probe':
        return this.#probe();
      case 'assemble':
        return this.#assemble(request);
      case 'activate':
        return this.#activate(request);
      default:
        return this.#mount(request);
    }
  }

  #probe(): unknown {
    const volumes = this.#machine.disks.map(([whole, ...parts], index) => {
      const device = `/dev/vd${'bcd'[index] ?? ''}`;
      const nodes = [
        ...(whole === undefined ? [] : [node(device, 'disk', null, [], whole)]),
        ...parts.map((part, at) => node(`${device}${at + 1}`, 'part', at + 1, [], part)),
      ];
      for (const { path } of nodes) this.found.add(path);
      return { volumeId: `volume-${index}`, device, sizeBytes: GIB, nodes, isOwnRoot: false, holders: [] };
    });
    const opened = volumes
      .flatMap(({ nodes }) => nodes)
      .filter(({ blkid }) => blkid.values['TYPE'] === 'crypto_LUKS' && this.#heads())
      .map(({ path }, at) =>
        node(`/dev/mapper/opened${at}`, 'opened', null, [path], this.#more(`/dev/mapper/opened${at}`)),
      );
    const own = this.#machine.own.map(({ values }, at) => ({ path: `/dev/vda${at + 1}`, values }));
    return {
      bootId: '',
      volumes,
      opened,
      own,
      ownGroups: this.#machine.ownGroups,
      lvm: this.#lvm([...volumes.flatMap(({ nodes }) => nodes), ...opened]),
    };
  }

  /** Each physical volume is in one of two groups, which may have the same name. */
  #lvm(nodes: readonly { path: string; blkid: Contents['blkid'] }[]): unknown {
    const pvs = nodes
      .filter(({ blkid }) => blkid.values['TYPE'] === 'LVM2_member')
      .map(({ path }, at) => ({ pv_name: path, pv_uuid: `pv${at}`, vg_name: `vg${at % 2}`, vg_uuid: `g${at % 2}` }));
    const groups = [...new Set(pvs.map(({ vg_uuid: group }) => group))];
    return {
      pvs,
      vgs: groups.map((group) => ({
        vg_name: 'vg1',
        vg_uuid: group,
        vg_missing_pv_count: this.#heads() ? '1' : '0',
        pv_count: '2',
      })),
      lvs: groups.flatMap((group) =>
        ['home', 'thin'].map((name) => ({
          lv_name: name,
          lv_uuid: `${group}-${name}`,
          vg_name: 'vg1',
          vg_uuid: group,
          lv_size: '4096',
          lv_attr: '',
          segtype: name === 'home' ? 'linear' : 'thin',
        })),
      ),
      error: '',
    };
  }

  #assemble({ arrays }: { arrays: { uuid: string; devices: string[] }[] }): unknown {
    for (const path of arrays.flatMap(({ devices }) => devices)) expect(this.found).toContain(path);
    const nodes = arrays.flatMap((array, at) =>
      this.#heads()
        ? [{ ...node(`/dev/md90${at}`, 'md', null, array.devices, this.#more(`/dev/md90${at}`)), uuid: array.uuid }]
        : [],
    );
    const arrayErrors = arrays
      .filter(({ uuid: id }) => !nodes.some((each) => each.uuid === id))
      .map(({ uuid: id }) => ({ uuid: id, error: 'no' }));
    return { arrays: nodes, arrayErrors, lvm: this.#lvm(nodes) };
  }

  #activate({
    volumeGroups,
  }: {
    volumeGroups: { name: string; uuid: string; logicalVolumes: string[]; devices: string[] }[];
  }): unknown {
    for (const path of volumeGroups.flatMap(({ devices }) => devices)) expect(this.found).toContain(path);
    const logicalVolumes = volumeGroups.flatMap(({ name, uuid: vgUuid, logicalVolumes: names }) =>
      names.map((each) => {
        const path = `/dev/mapper/${name}-${each}`;
        return {
          ...this.#more(path),
          name: each,
          uuid: `${vgUuid}-${each}`,
          vgName: name,
          vgUuid,
          path,
          sizeBytes: 4096,
        };
      }),
    );
    return { logicalVolumes, errors: [] };
  }

  #mount({ mounts }: { mounts: RandomGuest['mounts'] }): unknown {
    this.mounts.push(...mounts);
    return { mounts: mounts.map(({ source, target }) => ({ source, target, mounted: false, error: 'not today' })) };
  }
}

const pathsIn = (layer: Layer): string[] => [
  ...(layer.path === null ? [] : [layer.path]),
  ...layer.children.flatMap(pathsIn),
];

describe('any tree of devices', () => {
  it('gives mounts that are in order, read-only, each of its own, and on devices that were found', async () => {
    await fc.assert(
      fc.asyncProperty(machine, async (any) => {
        const guest = new RandomGuest(any);
        const volumes: VolumeInspection[] = await inspectVolumes(guest, guest.volumes());
        expect(guest.mounts.map(({ target }) => target)).toEqual(guest.mounts.map((_, at) => `/recovery/m${at}`));
        expect(new Set(guest.mounts.map(({ source }) => source)).size).toBe(guest.mounts.length);
        for (const { source, options } of guest.mounts) {
          expect(options[0]).toBe('ro');
          expect(options).toEqual(expect.arrayContaining(['nosuid', 'nodev', 'noexec']));
          expect(guest.found).toContain(source);
        }
        const told = volumes.flatMap(({ filesystems }) => filesystems.map(({ path }) => path));
        expect(new Set(told).size).toBe(told.length);
        for (const path of [...told, ...volumes.flatMap(({ layers }) => (layers === null ? [] : pathsIn(layers)))])
          expect(guest.found).toContain(path);
      }),
      { numRuns: 300 },
    );
  });
});

describe('any answer', () => {
  /** Replaces one thing in it, at any depth, by any other. */
  const changed = (answer: unknown, at: number, by: unknown): unknown => {
    let left = at;
    const walk = (value: unknown): unknown => {
      left -= 1;
      if (left === 0) return by;
      if (Array.isArray(value)) return value.map(walk);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, walk(each)]));
    };
    return walk(answer);
  };

  it.each(['data-part', 'data-lvm', 'md-raid1-half', 'btrfs-raid1-half'])(
    'about %s is understood, or refused as an answer that was not agreed',
    async (name) => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom('probe', 'activate', 'assemble', 'mount'),
          fc.nat({ max: 200 }),
          fc.jsonValue(),
          async (operation, at, by) => {
            const disk = recordingOf(name);
            const real = new ReplayedGuest([disk]);
            const guest: Guest = {
              call: async (called, request) => {
                const answer = await real.call(called, request);
                return called === operation ? changed(answer, at, by) : answer;
              },
            };
            await inspectVolumes(guest, [volumeOf(disk)]).catch((error: unknown) => {
              if (error instanceof GuestAnswerError || error instanceof DeviceNotIdentifiedError) return;
              throw error;
            });
          },
        ),
        { numRuns: 150 },
      );
    },
  );
});
