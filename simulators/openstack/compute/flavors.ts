/** Nova's flavors, by microversion; those of disk 0 boot from a volume only. */
import { badRequest } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import { paged } from '../pages.ts';
import type { Routes } from '../simulator.ts';

/** nova/api/openstack/compute/views/flavors.py, and rest_api_version_history.rst for 2.55, 2.61, 2.75 and 2.102. */
export function flavors(cloud: SimulatedCloud, route: Routes): void {
  route('GET', '/flavors/detail', 'compute.flavors.list', ({ minor, query, baseUrl }) => ({
    status: 200,
    body: paged([...cloud.flavors.values()], {
      key: 'flavors',
      query,
      url: `${baseUrl}/flavors/detail`,
      unknownMarker: (marker) => badRequest(`marker [${marker}] not found`),
      shown: (flavor) => ({
        ...flavor,
        swap: minor >= 75 ? 0 : '',
        'OS-FLV-EXT-DATA:ephemeral': 0,
        ...(minor >= 55 ? { description: null } : {}),
        ...(minor >= 61 ? { extra_specs: {} } : {}),
        ...(minor >= 102 ? {} : { 'OS-FLV-DISABLED:disabled': false }),
      }),
    }),
  }));
}
