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

const Node = z.object({
  path: text,
  kind: z.enum(['disk', 'part']),
  number: z.number().nullable(),
  sizeBytes: count,
  readOnly: z.boolean(),
  blkid: Blkid,
  /** Null where it can't be told cheaply. */
  dirtyJournal: z.boolean().nullable(),
  signatures: Signatures.default([]),
});
export type ProbedNode = z.output<typeof Node>;

/** What the recovery server had done with a disk by itself. */
const FirstLook = z.object({ mounted: z.array(text), active: z.array(text), swaps: z.array(text) });

export const ProbeAnswer = z.object({
  bootId: text,
  volumes: z.array(
    z.object({
      volumeId: text,
      device: text.nullable(),
      sizeBytes: count,
      nodes: z.array(Node).max(300),
      /** The recovery server itself runs from this disk: it booted the evidence. */
      isOwnRoot: z.boolean(),
      holders: z.array(text),
      serial: text.nullable().default(null),
      appeared: z.boolean().nullable().default(null),
      firstLook: FirstLook.default({ mounted: [], active: [], swaps: [] }),
    }),
  ),
  lvm: z.object({
    pvs: z.array(z.looseObject({ pv_name: text, pv_uuid: text, vg_name: text, vg_uuid: text })),
    vgs: z.array(
      z.looseObject({
        vg_name: text,
        vg_uuid: text,
        vg_missing_pv_count: numeric,
        pv_count: numeric,
        vg_size: numeric.default(0),
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
      }),
    ),
    error: text,
  }),
});
export type ProbeAnswer = z.output<typeof ProbeAnswer>;
export type ProbedVolume = ProbeAnswer['volumes'][number];

export const ActivateAnswer = z.object({
  logicalVolumes: z.array(
    z.object({
      name: text,
      uuid: text,
      vgName: text,
      vgUuid: text,
      path: text,
      sizeBytes: count,
      blkid: Blkid,
      dirtyJournal: z.boolean().nullable(),
    }),
  ),
  errors: z.array(z.object({ name: text, error: text })),
});
export type ActivateAnswer = z.output<typeof ActivateAnswer>;

const Facts = z.object({
  osRelease: z.string().nullable(),
  hostname: z.string().nullable(),
  fstab: z.string().nullable(),
  kernels: z.array(text),
  /** Which of a short list of top folders are there, links followed inside the file system. */
  folders: z.array(text),
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
      }),
    ]),
  ),
});
export type MountAnswer = z.output<typeof MountAnswer>;
export type MountedAnswer = Extract<MountAnswer['mounts'][number], { mounted: true }>;

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
