/** Nova's journal of a server: nova api-ref/source/os-instance-actions.inc. The only place that tells who locked it. */
import { z } from 'zod';
import type { RequestOptions } from '../http.ts';
import type { ServiceClient } from '../service-client.ts';

export const InstanceAction = z
  .looseObject({
    action: z.string(),
    request_id: z.string(),
    user_id: z.string().nullish(),
    project_id: z.string().nullish(),
    start_time: z.string(),
    message: z.string().nullish(),
  })
  .transform((wire) => ({
    action: wire.action,
    requestId: wire.request_id,
    userId: wire.user_id ?? null,
    projectId: wire.project_id ?? null,
    startTime: wire.start_time,
    message: wire.message ?? null,
  }));
export type InstanceAction = z.output<typeof InstanceAction>;

export const list = (
  compute: ServiceClient,
  serverId: string,
  options: RequestOptions = {},
): Promise<InstanceAction[]> =>
  compute.list(InstanceAction, 'instanceActions', `/servers/${encodeURIComponent(serverId)}/os-instance-actions`, {
    microversion: '2.79',
    ...options,
  });
