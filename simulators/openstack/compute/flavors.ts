/** Nova's flavors; those of disk 0 boot from a volume only. */
import type { SimulatedCloud } from '../cloud.ts';
import type { Routes } from '../simulator.ts';

export function flavors(cloud: SimulatedCloud, route: Routes): void {
  route('GET', '/flavors/detail', 'compute.flavors.list', () => ({
    status: 200,
    body: {
      flavors: [...cloud.flavors.values()].map((flavor) => ({
        ...flavor,
        swap: '',
        'OS-FLV-EXT-DATA:ephemeral': 0,
        'OS-FLV-DISABLED:disabled': false,
      })),
    },
  }));
}
