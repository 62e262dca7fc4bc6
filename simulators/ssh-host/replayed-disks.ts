/** What the program in a recovery server answers about its disks: recorded from real guests, under other device names. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/**
 * Name of a recording in test/fixtures/disks, which is that of its recipe in lab/disks/recipes. Where a recipe makes
 * several disks, `NAME:2` is the second of them; they must be attached in their order, the first as `vdb`.
 */
export type DiskCase = string;

const Blkid = z.looseObject({ values: z.record(z.string(), z.string()) });
const Node = z.looseObject({
  path: z.string(),
  blkid: Blkid,
  sizeBytes: z.number(),
  readOnly: z.boolean(),
  dirtyJournal: z.boolean().nullish(),
});
const Group = z.looseObject({ vg_name: z.string() });
const LogicalVolume = z.looseObject({
  path: z.string(),
  vgName: z.string(),
  blkid: Blkid,
  dirtyJournal: z.boolean().nullish(),
});
const Volume = z.looseObject({ volumeId: z.string(), device: z.string(), sizeBytes: z.number(), nodes: z.array(Node) });
const Recording = z.object({
  volume: Volume,
  otherVolumes: z.array(Volume).default([]),
  lvm: z.object({ pvs: z.array(Group), vgs: z.array(Group), lvs: z.array(Group), error: z.string() }),
  opened: z.array(z.looseObject({ path: z.string() })).default([]),
  arrays: z.array(z.looseObject({ uuid: z.string() })).default([]),
  arrayErrors: z.array(z.looseObject({ uuid: z.string() })).default([]),
  logicalVolumes: z.array(LogicalVolume),
  errors: z.array(z.looseObject({ name: z.string() })),
  mounts: z.array(z.looseObject({ source: z.string(), target: z.string() })),
});
export type Recording = z.output<typeof Recording>;

export interface AttachedDisk {
  volumeId: string;
  sizeGib: number;
  /** Kernel name, such as `vdb`: the first free letter, whatever Nova guessed. */
  name: string;
  disk: DiskCase;
  /** Its journals were replayed; what came out of them is in no recording. */
  isReplayed?: boolean;
}

const FOLDER = new URL('../../test/fixtures/disks/', import.meta.url);
const GIB = 1024 ** 3;

/** The recording as this guest would give it: its own device name, the volume's id and size. */
export function replay({ volumeId, sizeGib, name, disk, isReplayed = false }: AttachedDisk): Recording {
  const [recipe = '', number = '1'] = disk.split(':');
  const text = readFileSync(new URL(`${recipe}.json`, FOLDER), 'utf8');
  const recorded = number === '1' ? Recording.parse(renamed(text, `/dev/${name}`)) : anotherOf(text, Number(number));
  const found = isReplayed ? imported(recorded, volumeId) : recorded;
  found.volume = { ...found.volume, volumeId, ...resized(found.volume, sizeGib * GIB) };
  if (isReplayed) for (const each of [...found.volume.nodes, ...found.logicalVolumes]) each.dirtyJournal = false;
  return found;
}

/** Its volume groups as `vgimportclone` leaves them: a name and UUIDs of their own. */
export function imported(recording: Recording, clone: string): Recording {
  const ending = clone.slice(0, 8);
  const names = recording.lvm.vgs.map(({ vg_name: name }) => name);
  const mapped = (path: string): string =>
    names.reduce((now, name) => now.replace(`/dev/mapper/${name}-`, `/dev/mapper/${name}--${ending}-`), path);
  const uuid = /^[A-Za-z0-9]{6}(-[A-Za-z0-9]{4}){5}-[A-Za-z0-9]{6}$/;
  return Recording.parse(
    JSON.parse(JSON.stringify(recording), (key, value: unknown) => {
      if (typeof value !== 'string') return value;
      if (names.includes(value)) return `${value}-${ending}`;
      // That of a logical volume stays.
      return uuid.test(value) && !['lv_uuid', 'uuid'].includes(key)
        ? `${ending.slice(0, 6)}${value.slice(6)}`
        : mapped(value);
    }),
  );
}

/** The first brings what was said of all of them. */
function anotherOf(text: string, number: number): Recording {
  const volume = Recording.parse(JSON.parse(text)).otherVolumes[number - 2];
  if (volume === undefined) throw new Error(`the recording has no disk ${number}`);
  const lvm = { pvs: [], vgs: [], lvs: [], error: '' };
  return {
    volume,
    otherVolumes: [],
    lvm,
    opened: [],
    arrays: [],
    arrayErrors: [],
    logicalVolumes: [],
    errors: [],
    mounts: [],
  };
}

/** Paths of the disk and its partitions, and where a program complains of them; not what the disk's own files say. */
function renamed(text: string, device: string): unknown {
  const recorded = Recording.parse(JSON.parse(text)).volume.device;
  const path = new RegExp(`^${recorded}(?=\\d*$)`);
  return JSON.parse(text, (key, value: unknown) => {
    if (typeof value !== 'string') return value;
    return key === 'error' ? value.replaceAll(recorded, device) : value.replace(path, device);
  });
}

/** The disk itself is as large as Cinder says; partitions stay as recorded. */
const resized = (
  { nodes }: Recording['volume'],
  sizeBytes: number,
): Pick<Recording['volume'], 'sizeBytes' | 'nodes'> => ({
  sizeBytes,
  nodes: nodes.map((node, index) => (index === 0 ? { ...node, sizeBytes } : node)),
});
