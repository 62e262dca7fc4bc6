/** What the program in a recovery server answers about its disks: recorded from real guests, under other device names. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** Recorded cases, and two made from them that no seeded server has. */
export type DiskCase = 'data-part' | 'data-lvm' | 'root-debian' | 'lvm-missing-pv' | 'empty';

const Node = z.looseObject({ path: z.string(), sizeBytes: z.number(), readOnly: z.boolean() });
const Group = z.looseObject({ vg_name: z.string() });
const Recording = z.object({
  volume: z.looseObject({ volumeId: z.string(), device: z.string(), sizeBytes: z.number(), nodes: z.array(Node) }),
  lvm: z.object({ pvs: z.array(Group), vgs: z.array(Group), lvs: z.array(Group) }),
  logicalVolumes: z.array(z.looseObject({ path: z.string(), vgName: z.string() })),
  mounts: z.array(z.looseObject({ source: z.string(), target: z.string() })),
});
export type Recording = z.output<typeof Recording>;

export interface AttachedDisk {
  volumeId: string;
  sizeGib: number;
  /** Kernel name, such as `vdb`: the first free letter, whatever Nova guessed. */
  name: string;
  disk: DiskCase;
}

const FOLDER = new URL('../../test/fixtures/disks/', import.meta.url);
const GIB = 1024 ** 3;

const recorded = (name: string): string => readFileSync(new URL(`${name}.json`, FOLDER), 'utf8');

/** The recording as this guest would give it: its own device name, the volume's id and size. */
export function replay({ volumeId, sizeGib, name, disk }: AttachedDisk): Recording {
  if (disk === 'empty') return empty(volumeId, sizeGib, name);
  const text = recorded(disk === 'lvm-missing-pv' ? 'data-lvm' : disk);
  const { device } = Recording.parse(JSON.parse(text)).volume;
  const found = Recording.parse(JSON.parse(text.replaceAll(device, `/dev/${name}`)));
  found.volume = { ...found.volume, volumeId, ...resized(found.volume, sizeGib * GIB) };
  if (disk === 'lvm-missing-pv')
    for (const group of found.lvm.vgs) Object.assign(group, { vg_missing_pv_count: '1', pv_count: '2' });
  return found;
}

/** The disk itself is as large as Cinder says; partitions stay as recorded. */
const resized = (
  { nodes }: Recording['volume'],
  sizeBytes: number,
): Pick<Recording['volume'], 'sizeBytes' | 'nodes'> => ({
  sizeBytes,
  nodes: nodes.map((node, index) => (index === 0 ? { ...node, sizeBytes } : node)),
});

const empty = (volumeId: string, sizeGib: number, name: string): Recording => ({
  volume: {
    volumeId,
    device: `/dev/${name}`,
    sizeBytes: sizeGib * GIB,
    isOwnRoot: false,
    holders: [],
    nodes: [
      {
        path: `/dev/${name}`,
        kind: 'disk',
        number: null,
        sizeBytes: sizeGib * GIB,
        readOnly: true,
        blkid: { exit: 2, values: {}, error: '' },
        dirtyJournal: null,
      },
    ],
  },
  lvm: { pvs: [], vgs: [], lvs: [] },
  logicalVolumes: [],
  mounts: [],
});
