/** Frees the boot disk of the compromised server by deleting the server: the one act of a recovery that nothing undoes. */
import { cancellationSignal } from '@temporalio/activity';
import { FailureType } from '../contract/failure-types.ts';
import { RECOVERY_METADATA_KEY } from '../contract/identifiers.ts';
import * as snapshots from '../openstack/block-storage/snapshots.ts';
import * as volumes from '../openstack/block-storage/volumes.ts';
import * as servers from '../openstack/compute/servers.ts';
import * as volumeAttachments from '../openstack/compute/volume-attachments.ts';
import type { Connection } from '../openstack/connection.ts';
import { OpenStackError } from '../openstack/errors.ts';
import { pollUntil } from '../openstack/poll.ts';
import type { ActivityDependencies, RecoveryScope } from './dependencies.ts';
import { failure } from './failures.ts';

export type ServerDeletionActivities = ReturnType<typeof createServerDeletionActivities>;

/** What was approved, to be compared with what is there. */
export interface ApprovedDeletion {
  serverId: string;
  serverName: string;
  /** Its boot disk, which the deletion frees. */
  volumeId: string;
  /** Its evidence snapshot. */
  snapshotId: string | null;
  approvedBy: string | null;
}

/** Recorded: 3–4 s. */
const DELETE_TIMEOUT_MS = 600_000;
const TOKEN_LEFT_MS = 900_000;

const refused = (reason: string): Error =>
  failure(FailureType.DeletionRefused, `The compromised server is not deleted: ${reason}`, false);

export function createServerDeletionActivities({ openCloud }: ActivityDependencies) {
  return {
    /**
     * Deletes the server and waits until its boot disk is `available`. Idempotent: a server that is gone is done.
     * Everything that was approved is looked at again first, and every volume is told to stay and read back.
     *
     * @throws ApplicationFailure `DeletionRefused` before anything was deleted, `ServerNotDeleted` when Nova keeps it.
     */
    async deleteCompromisedServer(scope: RecoveryScope, approved: ApprovedDeletion): Promise<void> {
      const connection = openCloud(scope);
      const signal = cancellationSignal();
      await connection.ensureFreshToken(TOKEN_LEFT_MS, { signal });
      const server = await serverOrGone(connection, approved.serverId, signal);
      if (server !== null && server.taskState !== 'deleting') {
        assertApproved(server, approved);
        await assertEvidence(connection, scope, approved, signal);
        await keepVolumes(connection, approved.serverId, signal);
        await servers.remove(connection.compute, approved.serverId, { signal });
      }
      await untilGone(connection, approved.serverId, signal);
      await untilAvailable(connection, approved.volumeId, signal);
    },
  };
}

async function serverOrGone({ compute }: Connection, id: string, signal: AbortSignal): Promise<servers.Server | null> {
  try {
    const server = await servers.get(compute, id, { signal });
    // For half a second after the deletion Nova still shows it (recorded 75).
    return server.status === 'DELETED' ? null : server;
  } catch (error) {
    if (OpenStackError.is(error, 'not-found')) return null;
    throw error;
  }
}

function assertApproved(server: servers.Server, { serverName, approvedBy }: ApprovedDeletion): void {
  if (approvedBy === null) throw refused('nobody has approved it');
  if (server.name !== serverName)
    throw refused(`the approval names ${serverName}, but the server is called ${server.name} now`);
  if (server.status !== 'SHUTOFF' || server.taskState !== null)
    throw refused(
      `it is ${server.status}${server.taskState === null ? '' : `, task ${server.taskState}`}, not SHUTOFF`,
    );
}

/** The snapshot is the proof of how the disk was; besides, Cinder deletes no volume that has one (recorded 23). */
async function assertEvidence(
  { blockStorage }: Connection,
  scope: RecoveryScope,
  { volumeId, snapshotId }: ApprovedDeletion,
  signal: AbortSignal,
): Promise<void> {
  const snapshot = (await snapshots.list(blockStorage, { volumeId }, { signal })).find(({ id }) => id === snapshotId);
  if (snapshot?.metadata[RECOVERY_METADATA_KEY] !== scope.recoveryId)
    throw refused(`volume ${volumeId} has no evidence snapshot of this recovery`);
  if (snapshot.status !== 'available') throw refused(`the evidence snapshot ${snapshot.id} is ${snapshot.status}`);
}

/** Every volume of the server, those that are not recovered too. A member may have set it at any time, lock or not (recorded 14). */
async function keepVolumes({ compute }: Connection, serverId: string, signal: AbortSignal): Promise<void> {
  const doomed = async (): Promise<volumeAttachments.VolumeAttachment[]> =>
    (await volumeAttachments.list(compute, serverId, { signal })).filter(
      ({ deleteOnTermination }) => deleteOnTermination !== false,
    );
  for (const { volumeId } of await doomed())
    await volumeAttachments.keepOnDeletion(compute, serverId, volumeId, { signal });
  const [left] = await doomed();
  if (left !== undefined)
    throw refused(
      `Nova would delete volume ${left.volumeId} with it (delete_on_termination), and can't be told not to`,
    );
}

async function untilGone(connection: Connection, serverId: string, signal: AbortSignal): Promise<void> {
  const server = await pollUntil(
    () => serverOrGone(connection, serverId, signal),
    (each) => each === null || each.status === 'SOFT_DELETED' || each.status === 'ERROR',
    { timeoutMs: DELETE_TIMEOUT_MS, signal },
  );
  if (server !== null)
    throw failure(
      FailureType.ServerNotDeleted,
      `Nova accepted the deletion of server ${serverId}, but it is ${server.status} and still holds its volumes`,
      false,
    );
}

async function untilAvailable({ blockStorage }: Connection, volumeId: string, signal: AbortSignal): Promise<void> {
  const volume = await pollUntil(
    () => volumes.get(blockStorage, volumeId, { signal }),
    ({ status }) => status === 'available' || status.startsWith('error'),
    { timeoutMs: DELETE_TIMEOUT_MS, signal },
  );
  if (volume.status !== 'available')
    throw failure(
      FailureType.ResourceInError,
      `The server is deleted, but its volume ${volumeId} is in status ${volume.status}`,
      false,
    );
}
