/** What `seed` made: the ids of the compromised servers and their volumes, as it wrote them down. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

export const LAB = '/opt/lab';
export const CLOUDS_YAML = `${LAB}/clouds.yaml`;
const SEED_FILE = `${LAB}/seed.json`;

/** The reason that `seed.py` locks with. */
export const LOCK_REASON = 'Compromised: SSH brute force seen, ticket 4711';

const Seed = z
  .object({
    project: z.string(),
    user: z.string(),
    server_bfv: z.uuid(),
    server_bfv_root: z.uuid(),
    server_data: z.uuid(),
    volume_part: z.uuid(),
    volume_lvm: z.uuid(),
  })
  .transform((seed) => ({
    projectId: seed.project,
    userId: seed.user,
    servers: {
      /** Volumes in the order in which they were attached. */
      data: { id: seed.server_data, name: 'compromised-data', volumeIds: [seed.volume_part, seed.volume_lvm] },
      bfv: { id: seed.server_bfv, name: 'compromised-bfv', volumeIds: [seed.server_bfv_root] },
    },
  }));
export type Seeded = z.output<typeof Seed>;
export type SeededServer = Seeded['servers']['data'];
export type ServerKey = keyof Seeded['servers'];

export function readSeeded(): Seeded {
  return Seed.parse(JSON.parse(readFileSync(SEED_FILE, 'utf8')));
}

/** The three originals, evidence all of them. */
export const originalVolumes = ({ servers }: Seeded): string[] => [...servers.data.volumeIds, ...servers.bfv.volumeIds];
