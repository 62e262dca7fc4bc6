/** What `seed` made: the compromised servers and their volumes, as it wrote them down. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { LabError } from './lab-error.ts';

export const LAB = '/opt/lab';
export const CLOUDS_YAML = `${LAB}/clouds.yaml`;
export const SEED_FILE = `${LAB}/seed.json`;

/** The reason that the seed locks with (lab/openstack/compromised.py). */
export const LOCK_REASON = 'Compromised: SSH brute force seen, ticket 4711';

const Server = z
  .object({
    id: z.uuid(),
    name: z.string(),
    /** In the order in which they were attached. */
    volumes: z.array(z.uuid()).min(1),
  })
  .transform(({ id, name, volumes }) => ({ id, name, volumeIds: volumes }));
export type SeededServer = z.output<typeof Server>;

/** One recovery's worth: a server with two data volumes, and one that boots from a volume. */
const RecoverySet = z.object({ data: Server, bfv: Server });
export type RecoverySet = z.output<typeof RecoverySet>;
/** `dirty` is the server whose newest files are in journals; it belongs to no set. */
export type ServerKey = keyof RecoverySet | 'dirty';

const Seed = z
  .object({
    version: z.literal(2),
    ...{ project: z.string(), user: z.string() },
    sets: z.array(RecoverySet).min(1),
    dirty: Server.optional(),
  })
  .transform(({ project, user, sets, dirty }) => ({ projectId: project, userId: user, sets, dirty }));
export type Seeded = z.output<typeof Seed>;

/** @throws LabError when nothing was seeded, or by another release. */
export function readSeeded(file = SEED_FILE): Seeded {
  if (!existsSync(file)) throw new LabError('The lab is not seeded: `npm run lab -- seed`.');
  const seed = Seed.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!seed.success)
    throw new LabError(
      `${file} is not of this release: \`npm run lab -- down --purge\` and \`up\` make a new cloud.\n${z.prettifyError(seed.error)}`,
    );
  return seed.data;
}

/** @param number - of a set, from 1. */
export function setOf({ sets }: Seeded, number: number): RecoverySet {
  const set = sets[number - 1];
  if (set === undefined)
    throw new LabError(
      `There is no set ${number}, only ${sets.length}: \`npm run lab -- seed --recoveries ${number}\` makes it.`,
    );
  return set;
}

/** The server with dirty journals. */
export function dirtyServer({ dirty }: Seeded): SeededServer {
  if (dirty === undefined)
    throw new LabError('No server with dirty journals was seeded: `npm run lab -- seed --dirty` makes it.');
  return dirty;
}

export const allServers = ({ sets, dirty }: Seeded): SeededServer[] => [
  ...sets.flatMap(({ data, bfv }) => [data, bfv]),
  ...(dirty === undefined ? [] : [dirty]),
];

/** The originals, evidence all of them. */
export const originalVolumes = ({ data, bfv }: RecoverySet): string[] => [...data.volumeIds, ...bfv.volumeIds];
