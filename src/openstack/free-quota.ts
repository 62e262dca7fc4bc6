/** What is still free of a project's quota in Nova and Cinder; null is unlimited. */
import * as blockStorageLimits from './block-storage/limits.ts';
import * as computeLimits from './compute/limits.ts';
import type { Usage } from './compute/limits.ts';
import type { Connection } from './connection.ts';
import type { RequestOptions } from './http.ts';

const free = ({ used, max }: Usage): number | null => (max === null ? null : max - used);

export async function readFreeQuota(
  { compute, blockStorage }: Pick<Connection, 'compute' | 'blockStorage'>,
  options: RequestOptions = {},
): Promise<Record<'instances' | 'cores' | 'ramMib' | 'volumes' | 'gigabytes' | 'snapshots', number | null>> {
  const [{ instances, cores, ramMib }, storage] = await Promise.all([
    computeLimits.get(compute, options),
    blockStorageLimits.get(blockStorage, options),
  ]);
  return {
    instances: free(instances),
    cores: free(cores),
    ramMib: free(ramMib),
    volumes: free(storage.volumes),
    gigabytes: free(storage.gigabytes),
    snapshots: free(storage.snapshots),
  };
}
