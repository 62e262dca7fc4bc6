/** What `recovery-guest` (src/guest/recovery-guest.py) answers, checked: it speaks of a hostile disk. */
import { z } from 'zod';
import { plainText } from '../report/plain-text.ts';

const text = z.string().max(4096);
const count = z.number().nonnegative();
/** LVM's JSON has numbers as text; an empty one must not count as zero missing disks. */
const numeric = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number),
]);

const Blkid = z.object({
  /** 0 recognised, 2 nothing there, 8 several contradictory signatures. */
  exit: z.number(),
  values: z.record(z.string(), text),
  error: text,
});
export type Blkid = z.output<typeof Blkid>;

/** What wipefs lists. */
const Signatures = z.array(z.object({ type: text, offset: count })).max(64);

/** The superblock of a member of a software RAID (linux/raid/md_p.h), as the program read it. */
const MdMember = z.object({
  /** `0.90`, `1.0`, `1.1`, `1.2`. */
  metadata: text,
  uuid: text,
  name: text,
  /** Feature map of version 1. */
  features: count,
  level: z.number(),
  /** How many the array has. */
  disks: count,
  events: count,
  /** Its slot; null for a spare, a faulty one, a journal. */
  role: count.nullable(),
  dataOffset: count,
  deviceUuid: text.nullable(),
});
export type MdMember = z.output<typeof MdMember>;

const BtrfsDevice = z.object({
  fsid: text,
  generation: count,
  /** How many the file system has. */
  devices: count,
  deviceId: count,
  deviceUuid: text,
  /** Those whose UUID its system chunks tell, itself included. */
  known: z.array(z.object({ deviceId: count, uuid: text })).max(100),
});

/** What a device holds. Recordings from before these were read have none of them. */
const contents = {
  blkid: Blkid,
  /** Null where it can't be told cheaply. */
  dirtyJournal: z.boolean().nullable(),
  signatures: Signatures.default([]),
  md: MdMember.nullable().default(null),
  btrfs: BtrfsDevice.nullable().default(null),
  xfs: z.object({ version: count, externalLog: z.boolean() }).nullable().default(null),
};

const Node = z.object({
  ...contents,
  path: text,
  kind: z.enum(['disk', 'part', 'md', 'opened']),
  number: z.number().nullable(),
  sizeBytes: count,
  readOnly: z.boolean(),
  /** Devices that an array, or an opened container, lies on. */
  parents: z.array(text).default([]),
});
export type ProbedNode = z.output<typeof Node>;

/** What the recovery server had done with a disk by itself. */
const FirstLook = z.object({ mounted: z.array(text), active: z.array(text), swaps: z.array(text) });

const Lvm = z.object({
  pvs: z.array(
    z.looseObject({ pv_name: text, pv_uuid: text, vg_name: text, vg_uuid: text, pe_start: numeric.optional() }),
  ),
  vgs: z.array(
    z.looseObject({
      vg_name: text,
      vg_uuid: text,
      vg_missing_pv_count: numeric,
      pv_count: numeric,
      vg_size: numeric.default(0),
      vg_extent_size: numeric.optional(),
    }),
  ),
  lvs: z.array(
    z.looseObject({
      lv_name: text,
      lv_uuid: text,
      vg_name: text,
      vg_uuid: text,
      lv_size: numeric,
      lv_attr: text,
      segtype: text,
      /** `/dev/vdb:0-24`, several with blanks between. */
      seg_pe_ranges: text.optional(),
    }),
  ),
  error: text,
});
export type Lvm = z.output<typeof Lvm>;

export const ProbeAnswer = z.object({
  bootId: text,
  volumes: z.array(
    z.object({
      volumeId: text,
      device: text.nullable(),
      /** Several disks that have its serial: then none of them is `device`. */
      candidates: z.array(text).default([]),
      sizeBytes: count,
      nodes: z.array(Node).max(300),
      /** The recovery server itself runs from this disk: it booted the evidence. */
      isOwnRoot: z.boolean(),
      holders: z.array(text),
      serial: text.nullable().default(null),
      /** False for a disk that was there before anything was attached. */
      appeared: z.boolean().nullable().default(null),
      sectorBytes: count.default(512),
      firstLook: FirstLook.default({ mounted: [], active: [], swaps: [] }),
    }),
  ),
  lvm: Lvm,
  /** Encrypted containers that a person has opened. */
  opened: z.array(Node).max(100).default([]),
  /** The recovery server's own devices, with what blkid says of them. */
  own: z.array(z.object({ path: text, values: z.record(z.string(), text) })).default([]),
  ownGroups: z.array(text).default([]),
  /** Disks that came later and are none of the volumes. */
  strangers: z.array(z.object({ path: text, serial: text, sizeBytes: count })).default([]),
});
export type ProbeAnswer = z.output<typeof ProbeAnswer>;
export type ProbedVolume = ProbeAnswer['volumes'][number];

export const AssembleAnswer = z.object({
  arrays: z.array(Node.extend({ uuid: text })).max(300),
  arrayErrors: z.array(z.object({ uuid: text, error: text })),
  /** Again, with the physical volumes on the arrays. */
  lvm: Lvm,
});
export type AssembleAnswer = z.output<typeof AssembleAnswer>;

export const ActivateAnswer = z.object({
  logicalVolumes: z.array(
    z.object({
      ...contents,
      name: text,
      uuid: text,
      vgName: text,
      vgUuid: text,
      path: text,
      sizeBytes: count,
    }),
  ),
  errors: z.array(z.object({ name: text, uuid: text.optional(), error: text })),
});
export type ActivateAnswer = z.output<typeof ActivateAnswer>;

const Facts = z.object({
  osRelease: z.string().nullable(),
  hostname: z.string().nullable(),
  fstab: z.string().nullable(),
  kernels: z.array(text),
  /** Which of a short list of top folders are there, links followed inside the file system. */
  folders: z.array(text),
  /** The subvolume of a btrfs that all of this was read in; empty for the top. */
  below: text.default(''),
});
export type FilesystemFacts = z.output<typeof Facts>;

export const MountAnswer = z.object({
  mounts: z.array(
    z.discriminatedUnion('mounted', [
      z.object({ source: text, target: text, mounted: z.literal(false), error: text }),
      z.object({
        source: text,
        target: text,
        mounted: z.literal(true),
        error: text,
        usedBytes: count,
        listing: z.object({
          entries: z
            .array(
              z.object({
                path: text,
                type: z.enum(['file', 'directory', 'symlink', 'other']),
                size: count,
                mtime: z.number(),
              }),
            )
            .max(200),
          truncated: z.boolean(),
        }),
        facts: Facts,
        /** Of a btrfs, as its root tree has them. */
        subvolumes: z
          .array(z.object({ id: count, path: text }))
          .max(100)
          .default([]),
      }),
    ]),
  ),
});
export type MountAnswer = z.output<typeof MountAnswer>;
export type MountedAnswer = Extract<MountAnswer['mounts'][number], { mounted: true }>;

export const ReplayAnswer = z.object({
  replayed: z.array(z.object({ path: text, fstype: text, error: text })).max(300),
});

/** The program answered JSON of another shape than agreed: not the program of this release, or shaped by the disk. */
export class GuestAnswerError extends Error {
  override readonly name = 'GuestAnswerError';
}

/** @throws GuestAnswerError that names the operation and the place, never the whole answer. */
export function parseAnswer<T>(operation: string, schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.map(String).join('.') ?? '';
  throw new GuestAnswerError(
    `recovery-guest ${operation} answered something unexpected${place === '' ? '' : ` at ${plainText(place, 200)}`}: ${plainText(issue?.message ?? '', 200)}`,
  );
}
