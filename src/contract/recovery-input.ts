/** What a recovery works on once its request is understood, and what a person, a script or a ticket system may send. */
import { z } from 'zod';

/** A volume's way to the recovery server; see docs/explanation/strategies.md. */
export const STRATEGIES = ['detach', 'clone', 'image', 'delete-server'] as const;
export type Strategy = (typeof STRATEGIES)[number];

export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

const id = z.uuid();
const text = (max: number) => z.string().trim().min(1).max(max);

export const RecoveryInputSchema = z.strictObject({
  /** The compromised server (Nova's id). */
  serverId: id,
  /** Which cloud of the recovery configuration; its default cloud when left out. */
  cloud: text(64).optional(),
  /** Project (id or name) that owns the server, when the credential may choose its scope. */
  project: text(64).optional(),
  /** The ticket that tells the story. */
  ticket: z
    .strictObject({
      id: text(64),
      url: z
        .url({ protocol: /^https?$/ })
        .max(500)
        .optional(),
      /** Name of the ticket system in the configuration, for notes on the ticket. */
      system: text(64).optional(),
      /** Its id in that system's API, where people call it by another. */
      internalId: text(64).optional(),
    })
    .optional(),
  /** Ids that only the words of a ticket mention: offered to whoever is asked for the server, never acted on. */
  mentioned: z.array(id).max(8).optional(),
  /** Who asks for the recovery. */
  requestedBy: text(200).optional(),
  /** Who confirmed the compromise, and from what. */
  confirmation: z.strictObject({ by: text(200), reason: text(2000) }).optional(),
  /** Who is told; the mail is written in their language. */
  owner: z
    .strictObject({ name: text(200).optional(), email: z.email().max(254), language: z.enum(LANGUAGES).default('en') })
    .optional(),
  /** Only these volumes, or another strategy for some; all volumes by their default strategy when left out. */
  volumes: z
    .array(z.strictObject({ volumeId: id, strategy: z.enum(STRATEGIES).optional() }))
    .min(1)
    .max(20)
    .optional(),
  options: z
    .strictObject({
      /** Snapshot every original before anything is touched. */
      snapshot: z.boolean().default(true),
      /** Also copy the own disk of a server that boots from an image; by default only when it has no volumes. */
      includeRootDisk: z.boolean().optional(),
      /** After the hand-over, attach detached volumes to the compromised server again. */
      returnVolumes: z.boolean().default(false),
      /** Delete the evidence snapshots at the end (they are kept by default). */
      deleteSnapshots: z.boolean().default(false),
    })
    .prefault({}),
});

/** A checked input, defaults filled in. */
export type RecoveryInput = z.output<typeof RecoveryInputSchema>;
/** What a well-behaved caller sends. src/input understands much more. */
export type RecoveryRequest = z.input<typeof RecoveryInputSchema>;

/** One thing that is wrong with a request, in a person's words. Everything in it is bounded, and nothing is trusted. */
export interface InputFault {
  /** Path of the field as it was written, such as `owner.mail`; `input` for the whole. */
  field: string;
  expected: string;
  received: string;
  /** The field or the value that is probably meant. */
  suggestion: string | null;
  /** What exists and could be meant, one line each. */
  candidates: string[];
  /** What would mend it: the field, and its value (null leaves it out). */
  mend: { field: string; value: unknown };
}

/** What a recovery asks the analyst while it waits for its input. */
export interface InputQuestion {
  faults: InputFault[];
  /** How many more there are than are told. */
  more: number;
  /** The JSON that would mend all of it, on one line, to be sent as `provideInput`. */
  mend: string;
}
