/** Nova: servers with their boot course, locks, volume attachments with their real, asynchronous ends. */
import type { SimulatedCloud } from './cloud.ts';
import { flavors } from './compute/flavors.ts';
import { instanceActions } from './compute/instance-actions.ts';
import { keypairs } from './compute/keypairs.ts';
import { limits } from './compute/quota.ts';
import { serverActions } from './compute/server-actions.ts';
import { servers } from './compute/servers.ts';
import { volumeAttachments } from './compute/volume-attachments.ts';
import { adminsOnly } from './admins-only.ts';
import type { Faults } from './faults.ts';
import type { Routes } from './simulator.ts';

export function compute(cloud: SimulatedCloud, faults: Faults, route: Routes): void {
  servers(cloud, faults, route);
  serverActions(cloud, route);
  instanceActions(cloud, route);
  volumeAttachments(cloud, faults, route);
  keypairs(cloud, route);
  flavors(cloud, route);
  limits(cloud, route);
  route('GET', '/os-services', 'compute.services.list', ({ caller }) =>
    adminsOnly(caller, 'os_compute_api:os-services:list'),
  );
}
