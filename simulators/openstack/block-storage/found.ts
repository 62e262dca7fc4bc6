/** The volume or snapshot that somebody names, as far as he sees it. */
import { notFound } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Snapshot, Volume } from '../resources.ts';
import type { Caller } from '../simulator.ts';
import { sees } from '../visible.ts';

export function foundVolume(cloud: SimulatedCloud, id: string, caller: Caller): Volume {
  const volume = cloud.volumes.get(id);
  if (volume === undefined || !sees(caller)) throw notFound(`Volume ${id} could not be found.`);
  return volume;
}

export function foundSnapshot(cloud: SimulatedCloud, id: string, caller: Caller): Snapshot {
  const snapshot = cloud.snapshots.get(id);
  if (snapshot === undefined || !sees(caller)) throw notFound(`Snapshot ${id} could not be found.`);
  return snapshot;
}
