/** Cinder: volumes, clones, snapshots and their dependencies. */
import { adminsOnly } from './admins-only.ts';
import { noSuchPath } from './answers.ts';
import { limits } from './block-storage/quota.ts';
import { snapshots } from './block-storage/snapshots.ts';
import { volumeActions } from './block-storage/volume-actions.ts';
import { volumes } from './block-storage/volumes.ts';
import type { SimulatedCloud } from './cloud.ts';
import type { Routes } from './simulator.ts';

export function blockStorage(cloud: SimulatedCloud, route: Routes): void {
  const inProject = projectPaths(cloud, route);
  volumes(cloud, inProject);
  volumeActions(cloud, inProject);
  snapshots(cloud, inProject);
  limits(cloud, inProject);
  inProject('GET', '/os-services', 'block-storage.services.list', ({ caller }) =>
    adminsOnly(caller, 'volume_extension:services:index'),
  );
}

/**
 * Each path with the project in front, and without it where Cinder has 3.67: there the path alone decides, whatever
 * microversion is asked for (cinder/api/openstack/__init__.py, ProjectMapper). Before, such a path leads nowhere.
 */
function projectPaths({ release }: SimulatedCloud, route: Routes): Routes {
  const needsProject = Number(release.blockStorage.split('.')[1]) < 67;
  return (method, path, operation, act) => {
    route(method, `/:project${path}`, operation, act);
    route(method, path, operation, (call) => {
      if (needsProject) throw noSuchPath();
      return act(call);
    });
  };
}
