/** What the plan takes from the project's quota, and whether it is there. */
import type { Problem, RecoveryServerPlan, VolumePlan } from '../contract/recovery.ts';
import type { FlavorFacts, QuotaFacts } from './facts.ts';
import { problem } from './problems.ts';

/** Cinder counts a snapshot's size in `gigabytes` too, unless the operator switched that off. */
export function quotaProblems(
  volumes: readonly VolumePlan[],
  server: RecoveryServerPlan,
  flavor: FlavorFacts,
  quota: QuotaFacts,
): Problem[] {
  const copies = volumes.filter((volume) => volume.strategy !== 'detach');
  const snapshots = volumes.filter((volume) => volume.snapshot);
  const gib = (list: readonly VolumePlan[]): number => list.reduce((sum, volume) => sum + volume.sizeGib, 0);
  const needed: Record<keyof QuotaFacts, number> = {
    instances: 1,
    cores: flavor.vcpus,
    ramMib: flavor.ramMib,
    volumes: copies.length + (server.rootVolumeGib === null ? 0 : 1),
    gigabytes: gib(copies) + gib(snapshots) + (server.rootVolumeGib ?? 0),
    snapshots: snapshots.length,
  };
  const shortfalls = (Object.keys(needed) as (keyof QuotaFacts)[]).flatMap((name) => {
    const free = quota[name];
    return free !== null && needed[name] > free ? [`${name}: ${needed[name]} needed, ${Math.max(0, free)} free`] : [];
  });
  return shortfalls.length === 0 ? [] : [problem('quota-too-small', shortfalls.join('; '))];
}
