/** What a project may use of Cinder, and what it uses: snapshots count as gigabytes too. */
import { overLimit, policy } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import { quotaSets } from '../quota-sets.ts';
import type { Routes } from '../simulator.ts';

export function limits(cloud: SimulatedCloud, route: Routes): void {
  quotaSets(cloud, route, {
    path: '/os-quota-sets',
    key: 'quota_set',
    read: 'block-storage.quota-sets.get',
    update: 'block-storage.quota-sets.update',
    names: { volumes: 'volumes', gigabytes: 'gigabytes', snapshots: 'snapshots' },
    refusal: () => policy('volume_extension:quotas:update'),
  });
  route('GET', '/limits', 'block-storage.limits.get', () => {
    const { volumes, gigabytes, snapshots } = cloud.quota;
    const used = usage(cloud);
    return {
      status: 200,
      body: {
        limits: {
          rate: [],
          absolute: {
            maxTotalVolumes: volumes,
            totalVolumesUsed: used.volumes,
            maxTotalVolumeGigabytes: gigabytes,
            totalGigabytesUsed: used.gigabytes,
            maxTotalSnapshots: snapshots,
            totalSnapshotsUsed: used.snapshots,
          },
        },
      },
    };
  });
}

export function enforceQuota(cloud: SimulatedCloud, kind: 'volumes' | 'snapshots', size: number): void {
  const { quota } = cloud;
  const used = usage(cloud);
  const what = kind === 'volumes' ? 'Volume' : 'Snapshot';
  if (quota[kind] >= 0 && used[kind] + 1 > quota[kind])
    throw overLimit(
      `${what}LimitExceeded: Maximum number of ${kind} allowed (${String(quota[kind])}) exceeded${kind === 'volumes' ? " for quota 'volumes'." : ''}`,
    );
  if (quota.gigabytes >= 0 && used.gigabytes + size > quota.gigabytes)
    throw overLimit(
      `VolumeSizeExceedsAvailableQuota: Requested volume or snapshot exceeds allowed gigabytes quota. Requested ${String(size)}G, quota is ${String(quota.gigabytes)}G and ${String(used.gigabytes)}G has been consumed.`,
    );
}

function usage(cloud: SimulatedCloud): { volumes: number; gigabytes: number; snapshots: number } {
  const sizes = [...cloud.volumes.values(), ...cloud.snapshots.values()].map(({ size }) => size);
  return {
    volumes: cloud.volumes.size,
    gigabytes: sizes.reduce((sum, size) => sum + size, 0),
    snapshots: cloud.snapshots.size,
  };
}
