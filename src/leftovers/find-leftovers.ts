/** `leftovers`: what recoveries that are over left behind in a cloud, terminated ones above all. Removes nothing. */
import type { Client } from '@temporalio/client';
import type { Connection } from '../openstack/connection.ts';
import { assess, type LeftoversOfRecovery } from './assess.ts';
import { takeInventory } from './inventory.ts';
import { endedRecoveries, runningRecoveries } from './recoveries.ts';

/**
 * What a running recovery made is never among them: those that run are asked for before the cloud is read and after it,
 * so that neither one that begins nor one that ends meanwhile is taken for over.
 *
 * @param openstackCloud - the entry of `clouds.yaml`, for the command lines.
 */
export async function findLeftovers(
  client: Client,
  connection: Connection,
  openstackCloud: string,
): Promise<LeftoversOfRecovery[]> {
  const before = await runningRecoveries(client);
  const inventory = await takeInventory(connection);
  const after = await runningRecoveries(client);
  return assess(inventory, new Set([...before, ...after]), await endedRecoveries(client), openstackCloud);
}

/** True when something is there that a person has to see to; evidence that was kept is not. */
export const hasLeftovers = (found: readonly LeftoversOfRecovery[]): boolean =>
  found.some(({ leftovers, remarks }) => leftovers.length > 0 || remarks.length > 0);
