/** What the plan takes from the project's quota, and whether it is there. */
import type { Problem, QuotaNeed, RecoveryServerPlan, VolumePlan } from '../contract/recovery.ts';
import type { FlavorFacts, QuotaFacts } from './facts.ts';
import { problem } from './problems.ts';

/** Cinder counts a snapshot's size in `gigabytes` too, unless the operator switched that off. */
export function quotaNeed(
  volumes: readonly VolumePlan[],
  server: Pick<RecoveryServerPlan, 'rootVolumeGib'>,
  flavor: Pick<FlavorFacts, 'vcpus' | 'ramMib'>,
): QuotaNeed {
  const copies = volumes.filter(({ strategy }) => strategy === 'clone' || strategy === 'image');
  const snapshots = volumes.filter((volume) => volume.snapshot);
  const gib = (list: readonly VolumePlan[]): number => list.reduce((sum, volume) => sum + volume.sizeGib, 0);
  return {
    instances: 1,
    cores: flavor.vcpus,
    ramMib: flavor.ramMib,
    volumes: copies.length + (server.rootVolumeGib === null ? 0 : 1),
    gigabytes: gib(copies) + gib(snapshots) + (server.rootVolumeGib ?? 0),
    snapshots: snapshots.length,
  };
}

export function quotaProblems(need: QuotaNeed, quota: QuotaFacts): Problem[] {
  const shortfalls = (Object.keys(need) as (keyof QuotaNeed)[]).flatMap((name) => {
    const free = quota[name];
    return free !== null && need[name] > free ? [`${name}: ${need[name]} needed, ${Math.max(0, free)} free`] : [];
  });
  return shortfalls.length === 0 ? [] : [problem('quota-too-small', shortfalls.join('; '))];
}
