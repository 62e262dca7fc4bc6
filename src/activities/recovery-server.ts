/** The throwaway server in which the evidence is read: made, reached, guarded, removed. All of it carries the recovery's id. */
import { cancellationSignal } from '@temporalio/activity';
import { FailureType } from '../contract/failure-types.ts';
import { RECOVERY_METADATA_KEY } from '../contract/identifiers.ts';
import type { RecoveryPlan } from '../contract/recovery.ts';
import { buildUserData } from '../guest/user-data.ts';
import * as volumes from '../openstack/block-storage/volumes.ts';
import * as keypairs from '../openstack/compute/keypairs.ts';
import * as serverActions from '../openstack/compute/server-actions.ts';
import * as servers from '../openstack/compute/servers.ts';
import * as volumeAttachments from '../openstack/compute/volume-attachments.ts';
import type { Connection } from '../openstack/connection.ts';
import { pollUntil } from '../openstack/poll.ts';
import type { ActivityDependencies, RecoveryScope } from './dependencies.ts';
import { failure } from './failures.ts';
import { settingsOf } from './settings.ts';
import { attach, detach } from './volume-moves.ts';

export type RecoveryServerActivities = ReturnType<typeof createRecoveryServerActivities>;

const ACTIVE_TIMEOUT_MS = 1_800_000;
const DELETE_TIMEOUT_MS = 600_000;
const STOP_TIMEOUT_MS = 300_000;

export function createRecoveryServerActivities({
  config,
  openCloud,
  sshKey,
  guestProgram,
  surveyProgram,
}: ActivityDependencies) {
  /** The server of this recovery, found by name and metadata: a lost answer to a create is looked up, never repeated. */
  const find = async ({ compute }: Connection, scope: RecoveryScope): Promise<servers.Server | undefined> =>
    (await servers.list(compute, { name: scope.recoveryId }, { signal: cancellationSignal() })).find(
      (server) => server.name === scope.recoveryId && server.metadata[RECOVERY_METADATA_KEY] === scope.recoveryId,
    );

  return {
    /** Idempotent by name. Keypairs belong to the credential's user, so the name carries the recovery. */
    async importKeypair(scope: RecoveryScope): Promise<void> {
      const { compute } = openCloud(scope);
      const signal = cancellationSignal();
      if ((await keypairs.get(compute, scope.recoveryId, { signal })) !== null) return;
      await keypairs.create(compute, { name: scope.recoveryId, publicKey: sshKey.publicKey }, { signal });
    },

    /** Idempotent: gone is done. */
    async deleteKeypair(scope: RecoveryScope): Promise<void> {
      await keypairs.remove(openCloud(scope).compute, scope.recoveryId, { signal: cancellationSignal() });
    },

    /**
     * Launches the recovery server; doesn't wait. Idempotent by name and metadata. Its root volume, where the flavor
     * has no disk, is Nova's to delete with it.
     */
    async createRecoveryServer(scope: RecoveryScope, plan: RecoveryPlan, securityGroupId: string): Promise<string> {
      const connection = openCloud(scope);
      const made = await find(connection, scope);
      if (made !== undefined) return made.id;
      const { image, flavor, rootVolumeGib, network } = plan.recoveryServer;
      const settings = settingsOf(config, scope.cloud).recoveryServer;
      const { id } = await servers.create(
        connection.compute,
        {
          name: scope.recoveryId,
          ...(rootVolumeGib === null
            ? { imageId: image.id }
            : { rootVolume: { imageId: image.id, sizeGib: rootVolumeGib } }),
          flavorId: flavor.id,
          networkId: network.id,
          securityGroupId,
          keyName: scope.recoveryId,
          userData: buildUserData({
            authorizedKeys: [sshKey.publicKey, ...settings.authorizedKeys],
            guestProgram,
            surveyProgram,
            recoveryId: scope.recoveryId,
          }),
          configDrive: true,
          metadata: { [RECOVERY_METADATA_KEY]: scope.recoveryId, compromised_server: plan.server.id },
        },
        { signal: cancellationSignal() },
      );
      return id;
    },

    /** Read-only. @returns the fixed address, once Nova says ACTIVE. */
    async waitForRecoveryServer(scope: RecoveryScope, serverId: string, network: string): Promise<string> {
      const { compute } = openCloud(scope);
      const signal = cancellationSignal();
      const server = await pollUntil(
        () => servers.get(compute, serverId, { signal }),
        ({ status }) => status === 'ACTIVE' || status === 'ERROR',
        { timeoutMs: ACTIVE_TIMEOUT_MS, signal },
      );
      if (server.status === 'ERROR')
        throw failure(
          FailureType.RecoveryServerFailed,
          `Nova could not make the recovery server: ${server.fault?.message ?? 'no reason given'}`,
          false,
        );
      const fixed = server.addresses.filter(({ type }) => type === 'fixed');
      // IPv4 first: that is what ssh rules and jump hosts of most sites are made for.
      const address =
        fixed.find(({ network: name, version }) => name === network && version === 4) ??
        fixed.find(({ version }) => version === 4) ??
        fixed[0];
      if (address === undefined)
        throw failure(FailureType.RecoveryServerFailed, 'Nova gave the recovery server no address', false);
      return address.address;
    },

    /** Idempotent. The slot is busy for a second after the attach before; the retry policy waits. */
    async attachToRecoveryServer(scope: RecoveryScope, serverId: string, volumeId: string): Promise<void> {
      await attach(openCloud(scope), { serverId, volumeId }, cancellationSignal());
    },

    /** Idempotent. */
    async detachFromRecoveryServer(scope: RecoveryScope, volumeId: string): Promise<void> {
      const connection = openCloud(scope);
      const server = await find(connection, scope);
      if (server !== undefined) await detach(connection, { serverId: server.id, volumeId }, cancellationSignal());
    },

    /** A guest that doesn't answer never lets go of a disk; a server that is off does at once (recorded 76). */
    async stopRecoveryServer(scope: RecoveryScope): Promise<void> {
      const connection = openCloud(scope);
      const signal = cancellationSignal();
      const server = await find(connection, scope);
      if (server === undefined || server.status === 'SHUTOFF') return;
      await serverActions.stop(connection.compute, server.id, { signal });
      await pollUntil(
        () => servers.get(connection.compute, server.id, { signal }),
        ({ status }) => status === 'SHUTOFF',
        { timeoutMs: STOP_TIMEOUT_MS, signal },
      );
    },

    /** While evidence is attached nobody may reboot it: it could boot the evidence. Nova's lock says so to everybody. */
    async guardRecoveryServer(scope: RecoveryScope, serverId: string): Promise<void> {
      await serverActions.lock(
        openCloud(scope).compute,
        serverId,
        'Evidence is attached: do not reboot, it could boot from it',
        { signal: cancellationSignal() },
      );
    },

    async unguardRecoveryServer(scope: RecoveryScope): Promise<void> {
      const connection = openCloud(scope);
      const server = await find(connection, scope);
      if (server !== undefined)
        await serverActions.unlock(connection.compute, server.id, { signal: cancellationSignal() });
    },

    /**
     * Idempotent: gone is done. Refuses while a volume is attached that Nova would delete with the server, or that is
     * not ours at all: then the evidence has not been detached yet.
     */
    async deleteRecoveryServer(scope: RecoveryScope): Promise<void> {
      const connection = openCloud(scope);
      const signal = cancellationSignal();
      const server = await find(connection, scope);
      if (server === undefined) return;
      await assertNoEvidenceAttached(connection, server.id, scope, signal);
      await servers.remove(connection.compute, server.id, { signal });
      await pollUntil(
        () => find(connection, scope),
        (each) => each === undefined,
        { timeoutMs: DELETE_TIMEOUT_MS, signal },
      );
    },
  };
}

/** The recovery server's own root volume has delete_on_termination and is made by Nova in the same act; nothing else may be there. */
async function assertNoEvidenceAttached(
  { compute, blockStorage }: Connection,
  serverId: string,
  scope: RecoveryScope,
  signal: AbortSignal,
): Promise<void> {
  const attachments = await volumeAttachments.list(compute, serverId, { signal });
  const [root] = attachments.toSorted((a, b) => (a.device ?? '').localeCompare(b.device ?? ''));
  for (const attachment of attachments) {
    const volume = await volumes.get(blockStorage, attachment.volumeId, { signal });
    const isOwnRoot = attachment === root && /da$/.test(attachment.device ?? '') && volume.bootable;
    if (!isOwnRoot && volume.metadata[RECOVERY_METADATA_KEY] !== scope.recoveryId)
      throw failure(
        FailureType.NotOurs,
        `Volume ${attachment.volumeId} is still attached to the recovery server; the server is not deleted`,
        true,
      );
  }
}
