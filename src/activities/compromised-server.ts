/** Acts on the compromised server. It is never started, and its disks are never written; see server-deletion.ts for its end. */
import { cancellationSignal } from '@temporalio/activity';
import { FailureType } from '../contract/failure-types.ts';
import * as volumes from '../openstack/block-storage/volumes.ts';
import * as serverActions from '../openstack/compute/server-actions.ts';
import * as servers from '../openstack/compute/servers.ts';
import type { ActivityDependencies, RecoveryScope } from './dependencies.ts';
import { failure } from './failures.ts';
import { attach, detach } from './volume-moves.ts';

export type CompromisedServerActivities = ReturnType<typeof createCompromisedServerActivities>;

export interface LockState {
  status: string;
  locked: boolean;
  lockedReason: string | null;
}

export function createCompromisedServerActivities({ openCloud, openSysadminCloud }: ActivityDependencies) {
  const sysadmin = (cloud: string) => {
    const connection = openSysadminCloud(cloud);
    if (connection === null)
      throw failure(FailureType.Misconfigured, `No sysadminCloud is configured for cloud ${cloud}`, false);
    return connection;
  };

  return {
    /** Read-only. An approval is a claim; this is the fact. */
    async readLock(scope: RecoveryScope, serverId: string): Promise<LockState> {
      const { compute } = openCloud(scope);
      const { status, locked, lockedReason } = await servers.get(compute, serverId, { signal: cancellationSignal() });
      return { status, locked: locked ?? false, lockedReason };
    },

    /** Idempotent: unlocking an unlocked server answers 202 too (recorded). */
    async liftLock(scope: RecoveryScope, serverId: string): Promise<void> {
      await serverActions.unlock(sysadmin(scope.cloud).compute, serverId, { signal: cancellationSignal() });
    },

    /** Idempotent: locking again changes nothing. */
    async restoreLock(scope: RecoveryScope, serverId: string, reason: string | null): Promise<void> {
      await serverActions.lock(sysadmin(scope.cloud).compute, serverId, reason ?? undefined, {
        signal: cancellationSignal(),
      });
    },

    /**
     * Detaches a data volume and waits until Cinder says `available`. Idempotent: what is detached already is done;
     * it is never detached from another server than the one named.
     */
    async detachFromCompromisedServer(scope: RecoveryScope, serverId: string, volumeId: string): Promise<void> {
      const connection = openCloud(scope);
      const server = await servers.get(connection.compute, serverId, { signal: cancellationSignal() });
      if (server.status !== 'SHUTOFF')
        throw failure(
          FailureType.Conflict,
          `The compromised server is ${server.status}, not SHUTOFF: its disk may be changing`,
          true,
        );
      await detach(connection, { serverId, volumeId }, cancellationSignal());
    },

    /** Attaches a volume where it was. Idempotent: what is attached there already is done. */
    async returnVolume(scope: RecoveryScope, serverId: string, volumeId: string): Promise<void> {
      const connection = openCloud(scope);
      const volume = await volumes.get(connection.blockStorage, volumeId, { signal: cancellationSignal() });
      const elsewhere = volume.attachments.find((attachment) => attachment.serverId !== serverId);
      if (elsewhere !== undefined)
        throw failure(
          FailureType.Conflict,
          `Volume ${volumeId} is attached to server ${elsewhere.serverId}; detach it there first`,
          true,
        );
      await attach(connection, { serverId, volumeId }, cancellationSignal());
    },
  };
}
