/** Nova flavors: nova api-ref/source/flavors.inc. Sizes: MiB of memory, GiB of disk; disk 0 boots from a volume only. */
import { z } from 'zod';
import type { RequestOptions } from '../http.ts';
import type { ServiceClient } from '../service-client.ts';

export const Flavor = z
  .looseObject({
    id: z.string(),
    name: z.string(),
    vcpus: z.number(),
    ram: z.number(),
    disk: z.number(),
    'OS-FLV-DISABLED:disabled': z.boolean().optional(),
  })
  .transform((wire) => ({
    id: wire.id,
    name: wire.name,
    vcpus: wire.vcpus,
    ramMib: wire.ram,
    diskGib: wire.disk,
    disabled: wire['OS-FLV-DISABLED:disabled'] ?? false,
  }));
export type Flavor = z.output<typeof Flavor>;

export const list = (compute: ServiceClient, options: RequestOptions = {}): Promise<Flavor[]> =>
  compute.list(Flavor, 'flavors', '/flavors/detail', { microversion: '2.79', ...options });
