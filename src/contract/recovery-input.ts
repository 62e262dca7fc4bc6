/** What a person, a script or a ticket system hands in to start a recovery. */
import { z } from 'zod';
import { received } from './received.ts';

/** Of a wrong value, as much as is told. */
const SHOWN = 80;

/** A volume's way to the recovery server; see docs/explanation/strategies.md. */
export const STRATEGIES = ['detach', 'clone', 'image', 'delete-server'] as const;
export type Strategy = (typeof STRATEGIES)[number];

export const LANGUAGES = ['en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

const id = z.uuid({
  error: (issue) =>
    `expected a UUID such as 0a2ef1aa-5f8d-4b28-b6b2-175ad7366afa, received ${received(issue.input, SHOWN)}`,
});
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
    })
    .optional(),
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
/** What callers may send. */
export type RecoveryRequest = z.input<typeof RecoveryInputSchema>;

/** One thing wrong with an input, in a person's words. */
export interface InputFault {
  /** Path of the field, such as `owner.email`; `input` for the whole. */
  field: string;
  expected: string;
  received: string;
}

export type ParsedInput = { ok: true; input: RecoveryInput } | { ok: false; faults: InputFault[] };

/**
 * Checks an untrusted input. Never throws: wrong input is an outcome that names each field, what was expected and
 * what came, all faults at once.
 */
export function parseRecoveryInput(value: unknown): ParsedInput {
  const result = RecoveryInputSchema.safeParse(value);
  if (result.success) return { ok: true, input: result.data };
  return { ok: false, faults: result.error.issues.flatMap((issue) => faultsOf(issue, value)) };
}

/** The faults as one line a person can act on. */
export const describeFaults = (faults: readonly InputFault[]): string =>
  faults.map(({ field, expected, received }) => `${field}: expected ${expected}, received ${received}`).join('; ');

function faultsOf(issue: z.core.$ZodIssue, root: unknown): InputFault[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      field: [...path, key].join('.'),
      expected: 'no such field (is it misspelt?)',
      received: received(at(root, [...path, key]), SHOWN),
    }));
  const field = path.length > 0 ? path.join('.') : 'input';
  return [{ field, expected: expectation(issue), received: received(at(root, path), SHOWN) }];
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'object' ? 'a JSON object' : issue.expected;
    case 'invalid_value':
      return `one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'too_big':
      return `at most ${String(issue.maximum)} ${issue.origin === 'array' ? 'entries' : 'characters'}`;
    case 'too_small':
      return `at least ${String(issue.minimum)} ${issue.origin === 'array' ? 'entry' : 'character'}`;
    case 'invalid_format':
      if (issue.format === 'uuid') return 'a UUID such as 0a2ef1aa-5f8d-4b28-b6b2-175ad7366afa';
      if (issue.format === 'email') return 'an e-mail address';
      return issue.format === 'url' ? 'an http or https address' : issue.format;
    default:
      return issue.message;
  }
}

const at = (root: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
    root,
  );
