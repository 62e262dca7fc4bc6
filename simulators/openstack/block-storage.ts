/** Cinder: volumes, clones, snapshots and their dependencies. */
import { limits } from './block-storage/quota.ts';
import { snapshots } from './block-storage/snapshots.ts';
import { volumes } from './block-storage/volumes.ts';
import type { SimulatedCloud } from './cloud.ts';
import type { Routes } from './simulator.ts';

export function blockStorage(cloud: SimulatedCloud, route: Routes): void {
  volumes(cloud, route);
  snapshots(cloud, route);
  limits(cloud, route);
}
