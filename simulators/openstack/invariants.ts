/** What must hold at every moment and every ending, whatever went wrong: the evidence is never deleted, booted, or given to a stranger. */
import type { OpenStackSimulator } from './simulator.ts';

export interface EvidenceGuard {
  /** Where each volume that was there first is now, and how: to be compared. */
  whereabouts(): string[];
  /** The sentences that were broken so far; empty when all is well. */
  brokenRules(): string[];
}

/** @param simulator - as it was before anything was recovered: what is there now is evidence, but for what a test adds itself. */
export function guardEvidence({ cloud, calls }: OpenStackSimulator): EvidenceGuard {
  const volumes = [...cloud.volumes.keys()];
  const servers = [...cloud.servers.keys()];
  const evidence = [...volumes, ...servers];
  return {
    whereabouts: () =>
      volumes.map((id) => {
        const volume = cloud.volumes.get(id);
        if (volume === undefined) return `volume ${id} is gone`;
        const at = volume.attachments.map(({ serverId, device }) => `${serverId} ${device}`).join(', ');
        return `volume ${id} (${String(volume.size)} GiB) is ${volume.status} at ${at || 'no server'} with ${JSON.stringify(volume.metadata)}`;
      }),
    brokenRules() {
      const ours = cloud.everCreated.map(({ id }) => id);
      return [
        ...evidence.filter((id) => !cloud.volumes.has(id) && !cloud.servers.has(id)).map((id) => `${id} was deleted`),
        ...cloud.volumeEvents
          .filter(({ volumeId, serverId }) => volumes.includes(volumeId) && serverId !== null)
          .filter(({ serverId }) => !servers.includes(String(serverId)) && !ours.includes(String(serverId)))
          .map(({ volumeId, serverId }) => `${volumeId} was attached to the stranger ${String(serverId)}`),
        ...[...cloud.servers.values()]
          .filter(({ name, status }) => name.startsWith('compromised') && status === 'ACTIVE')
          .map(({ name }) => `${name} was started`),
        ...calls
          .filter(({ method, path }) => method === 'DELETE' && !path.includes('os-volume_attachments'))
          .filter(({ path }) => evidence.some((id) => path.includes(id)))
          .map(({ method, path }) => `${method} ${path} was asked for`),
        ...calls
          .filter(({ status }) => status === 501)
          .map(({ method, path }) => `${method} ${path}: the recovery asked for what is not simulated`),
        ...twice(cloud.everCreated.map(({ name }) => name)).map((name) => `server ${name} was made twice`),
      ];
    },
  };
}

const twice = (names: readonly string[]): string[] => names.filter((name, index) => names.indexOf(name) !== index);
