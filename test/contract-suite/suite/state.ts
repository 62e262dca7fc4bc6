/** The state of a resource in one line, as courses compare it. */
import { z } from 'zod';
import type { Caller, Service } from './caller.ts';

const Server = z.looseObject({
  status: z.string(),
  'OS-EXT-STS:task_state': z.string().nullable(),
  'OS-EXT-STS:vm_state': z.string(),
});
const Seen = z.union([
  z.object({ snapshot: z.looseObject({ status: z.string() }) }).transform(({ snapshot }) => snapshot.status),
  z
    .object({ volume: z.looseObject({ status: z.string(), attachments: z.array(z.unknown()) }) })
    .transform(({ volume }) => volume.status + (volume.attachments.length > 0 ? ' attached' : '')),
  // Glance wraps nothing around an image.
  z.looseObject({ status: z.string(), visibility: z.string() }).transform(({ status }) => status),
  z
    .object({ server: Server })
    .transform(({ server }) =>
      [server.status, server['OS-EXT-STS:task_state'] ?? 'no-task', server['OS-EXT-STS:vm_state']].join(' '),
    ),
]);

const SERVICES: Readonly<Record<string, Service>> = { servers: 'compute', images: 'image' };

/** @returns `in-use attached`, `BUILD spawning building`, `available`; `404` when it is not there (any more). */
export async function stateOf(caller: Caller, path: string): Promise<string> {
  const service = SERVICES[path.split('/')[1] ?? ''] ?? 'block-storage';
  const { status, body } = await caller.call({ method: 'GET', service, path });
  return status === 404 ? '404' : Seen.parse(body);
}
