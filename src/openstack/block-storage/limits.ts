/** Cinder's quota and usage of the project: cinder api-ref/source/v3/limits.inc. */
import { z } from 'zod';
import { type Usage, usage } from '../compute/limits.ts';
import type { RequestOptions } from '../http.ts';
import type { ServiceClient } from '../service-client.ts';

const Limits = z.looseObject({
  limits: z.looseObject({
    absolute: z.looseObject({
      maxTotalVolumes: z.number(),
      totalVolumesUsed: z.number(),
      maxTotalVolumeGigabytes: z.number(),
      totalGigabytesUsed: z.number(),
      maxTotalSnapshots: z.number(),
      totalSnapshotsUsed: z.number(),
    }),
  }),
});

export async function get(
  cinder: ServiceClient,
  options: RequestOptions = {},
): Promise<{ volumes: Usage; gigabytes: Usage; snapshots: Usage }> {
  const { absolute } = (await cinder.parsed(Limits, 'GET', '/limits', { ...options })).limits;
  return {
    volumes: usage(absolute.totalVolumesUsed, absolute.maxTotalVolumes),
    gigabytes: usage(absolute.totalGigabytesUsed, absolute.maxTotalVolumeGigabytes),
    snapshots: usage(absolute.totalSnapshotsUsed, absolute.maxTotalSnapshots),
  };
}
