/** What an interrupted rehearsal left behind; told only where there is something. */
import type { Connection } from '../../openstack/connection.ts';
import { type Looked, warn } from '../check.ts';
import { serversLeft, volumesLeft } from '../rehearsal/stand-in.ts';

export async function rehearsalLeft(connection: Connection): Promise<Looked[]> {
  const [servers, volumes] = await Promise.all([serversLeft(connection), volumesLeft(connection)]);
  if (servers.length + volumes.length === 0) return [];
  return [
    warn(
      'rehearsal',
      `an earlier one left ${[...servers, ...volumes].join(', ')}`,
      'If none runs now, the next rehearsal removes it: npm run doctor -- --rehearse',
    ),
  ];
}
