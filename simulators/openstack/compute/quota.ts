/** What a project may use of Nova, and what it uses. */
import { forbidden, policy } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import { quotaSets } from '../quota-sets.ts';
import type { Flavor } from '../resources.ts';
import type { Routes } from '../simulator.ts';

export function limits(cloud: SimulatedCloud, route: Routes): void {
  quotaSets(cloud, route, {
    path: '/os-quota-sets',
    key: 'quota_set',
    read: 'compute.quota-sets.get',
    update: 'compute.quota-sets.update',
    names: { instances: 'instances', cores: 'cores', ram: 'ram' },
    refusal: () => policy('os_compute_api:os-quota-sets:update'),
  });
  route('GET', '/limits', 'compute.limits.get', () => {
    const used = usage(cloud);
    const { instances, cores, ram } = cloud.quota;
    return {
      status: 200,
      body: {
        limits: {
          rate: [],
          absolute: {
            maxTotalInstances: instances,
            totalInstancesUsed: used.instances,
            maxTotalCores: cores,
            totalCoresUsed: used.cores,
            maxTotalRAMSize: ram,
            totalRAMUsed: used.ram,
          },
        },
      },
    };
  });
}

export function enforceQuota(cloud: SimulatedCloud, flavor: Flavor): void {
  const used = usage(cloud);
  const needed = { instances: 1, cores: flavor.vcpus, ram: flavor.ram };
  for (const name of ['instances', 'cores', 'ram'] as const) {
    const max = cloud.quota[name];
    if (max >= 0 && used[name] + needed[name] > max)
      throw forbidden(
        `Quota exceeded for ${name}: Requested ${String(needed[name])}, but already used ${String(used[name])} of ${String(max)} ${name}`,
      );
  }
  const { ports } = cloud.quota;
  if (ports >= 0 && cloud.ports.size === ports) throw forbidden('Maximum number of ports exceeded');
  if (ports >= 0 && cloud.ports.size > ports)
    throw forbidden(`The number of defined ports: ${String(cloud.ports.size)} is over the limit: ${String(ports)}`);
}

function usage(cloud: SimulatedCloud): { instances: number; cores: number; ram: number } {
  const flavors = [...cloud.servers.values()].map((server) => cloud.flavorNamed(server.flavor));
  return {
    instances: flavors.length,
    cores: flavors.reduce((sum, each) => sum + each.vcpus, 0),
    ram: flavors.reduce((sum, each) => sum + each.ram, 0),
  };
}
