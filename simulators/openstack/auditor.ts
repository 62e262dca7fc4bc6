/** Watches over the evidence: holds what happened in the simulated cloud against what must hold. */
import { type Evidence, INVARIANTS, serversMade } from './invariants.ts';
import type { OpenStackSimulator } from './simulator.ts';

export interface Auditor {
  /** A sentence for each time that an invariant was broken, naming the call; empty when all is well. */
  violations(): string[];
  /**
   * The same once everything is over: then nothing of ours may be left either.
   *
   * @param keptSnapshotIds - evidence snapshots that the plan named.
   */
  violationsAtTheEnd(keptSnapshotIds?: readonly (string | null)[]): string[];
  /** Where each volume that was there first is now, and how: to be compared. */
  whereabouts(): string[];
  /** Names of the servers that were made through the API since, oldest first. */
  serversMade(): string[];
  /** A person approved that this server goes; its volumes stay all the same. */
  approveDeletion(serverId: string): void;
}

/** @param simulator - as it was before anything was recovered: what is there now is evidence, but for what a test adds itself. */
export function audit(simulator: OpenStackSimulator): Auditor {
  const { cloud } = simulator;
  const mayBeDeleted = new Set<string>();
  const before = { ...firstOf(simulator), calls: simulator.calls.length, changes: cloud.journal.length };
  const evidence = (): Evidence => ({
    ...before,
    mayBeDeleted,
    calls: simulator.calls.slice(before.calls),
    changes: cloud.journal.slice(before.changes),
  });
  const violations = (): string[] => INVARIANTS.flatMap((invariant) => invariant(evidence()));
  return {
    violations,
    violationsAtTheEnd(keptSnapshotIds = []) {
      const kept = keptSnapshotIds.map((id) => `snapshot ${cloud.snapshots.get(id ?? '')?.name ?? ''}`);
      const left = cloud.leftovers('recovery-').filter((each) => !kept.includes(each));
      return [...violations(), ...left.map((each) => `${each} is left over`)];
    },
    whereabouts: () => [...before.volumes.keys()].map((id) => whereabouts(simulator, id)),
    serversMade: () => serversMade(evidence().changes).map(({ name }) => name),
    approveDeletion: (serverId) => mayBeDeleted.add(serverId),
  };
}

function firstOf({ cloud }: OpenStackSimulator): Pick<Evidence, 'servers' | 'volumes' | 'ids'> {
  const volumes = [...cloud.volumes.values()];
  const { servers, snapshots, images, securityGroups, keypairs, floatingIps, ports, networks } = cloud;
  const held = [servers, cloud.volumes, snapshots, images, securityGroups, keypairs, floatingIps, ports, networks];
  return {
    servers: new Map([...cloud.servers.values()].map(({ id, name }) => [id, name])),
    volumes: new Map(
      volumes.map(({ id, name, attachments }) => [
        id,
        { name, attachedTo: attachments.map(({ serverId }) => serverId) },
      ]),
    ),
    ids: [
      ...volumes.flatMap(({ attachments }) => attachments.map(({ id }) => id)),
      ...held.flatMap((each) => [...each.keys()]),
    ],
  };
}

function whereabouts({ cloud }: OpenStackSimulator, id: string): string {
  const volume = cloud.volumes.get(id);
  if (volume === undefined) return `volume ${id} is gone`;
  const at = volume.attachments.map(({ serverId, device }) => `${serverId} ${device}`).join(', ');
  return `volume ${id} (${String(volume.size)} GiB) is ${volume.status} at ${at || 'no server'} with ${JSON.stringify(volume.metadata)}`;
}
