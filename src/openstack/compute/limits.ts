/** Nova's quota and usage of the project: nova api-ref/source/limits.inc. -1 on the wire is "no limit". */
import { z } from 'zod';
import type { RequestOptions } from '../http.ts';
import type { ServiceClient } from '../service-client.ts';

/** `max` is null where there is no limit. */
export interface Usage {
  used: number;
  max: number | null;
}

export const usage = (used: number, max: number): Usage => ({ used, max: max < 0 ? null : max });

const Limits = z.looseObject({
  limits: z.looseObject({
    absolute: z.looseObject({
      maxTotalInstances: z.number(),
      totalInstancesUsed: z.number(),
      maxTotalCores: z.number(),
      totalCoresUsed: z.number(),
      maxTotalRAMSize: z.number(),
      totalRAMUsed: z.number(),
    }),
  }),
});

export async function get(
  compute: ServiceClient,
  options: RequestOptions = {},
): Promise<{ instances: Usage; cores: Usage; ramMib: Usage }> {
  const { absolute } = (await compute.parsed(Limits, 'GET', '/limits', { microversion: '2.79', ...options })).limits;
  return {
    instances: usage(absolute.totalInstancesUsed, absolute.maxTotalInstances),
    cores: usage(absolute.totalCoresUsed, absolute.maxTotalCores),
    ramMib: usage(absolute.totalRAMUsed, absolute.maxTotalRAMSize),
  };
}
