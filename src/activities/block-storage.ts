/** Snapshots, clones and images of the evidence. Only what carries this recovery's id is ever deleted. */
import { cancellationSignal } from '@temporalio/activity';
import { FailureType } from '../contract/failure-types.ts';
import { RECOVERY_METADATA_KEY } from '../contract/identifiers.ts';
import * as snapshots from '../openstack/block-storage/snapshots.ts';
import * as volumes from '../openstack/block-storage/volumes.ts';
import * as servers from '../openstack/compute/servers.ts';
import type { Connection } from '../openstack/connection.ts';
import { OpenStackError } from '../openstack/errors.ts';
import * as images from '../openstack/image/images.ts';
import { pollUntil } from '../openstack/poll.ts';
import type { ActivityDependencies, RecoveryScope } from './dependencies.ts';
import { failure } from './failures.ts';

export type BlockStorageActivities = ReturnType<typeof createBlockStorageActivities>;

/** Copy-on-write takes a second; a backend that copies takes its time by the size. Bounded by the activity's own time-out. */
const COPY_TIMEOUT_MS = 6 * 3_600_000;
const DELETE_TIMEOUT_MS = 600_000;
/** One that is found again may be attached already: to our recovery server, or the attach says so. */
const MADE: ReadonlySet<string> = new Set(['available', 'in-use']);

/** Name of a recovery's resource for one original: the same on every try, so that a retry finds it. */
export const nameFor = (scope: RecoveryScope, what: string, originalId: string): string =>
  `${scope.recoveryId}-${what}-${originalId.slice(0, 8)}`;

const metadataOf = (scope: RecoveryScope): Record<string, string> => ({ [RECOVERY_METADATA_KEY]: scope.recoveryId });

/** @throws ApplicationFailure `NotOurs`: the last line of defence of the evidence. */
function assertOurs(what: string, metadata: Readonly<Record<string, string>>, scope: RecoveryScope): void {
  if (metadata[RECOVERY_METADATA_KEY] !== scope.recoveryId)
    throw failure(FailureType.NotOurs, `${what} was not made by ${scope.recoveryId}; it is not deleted`, false);
}

export function createBlockStorageActivities({ openCloud }: ActivityDependencies) {
  const volumeNamed = async (
    connection: Connection,
    name: string,
    scope: RecoveryScope,
  ): Promise<volumes.Volume | undefined> =>
    (await volumes.list(connection.blockStorage, { name }, { signal: cancellationSignal() })).find(
      (volume) => volume.metadata[RECOVERY_METADATA_KEY] === scope.recoveryId,
    );

  const waitForVolume = async (connection: Connection, volumeId: string): Promise<void> => {
    const volume = await pollUntil(
      () => volumes.get(connection.blockStorage, volumeId, { signal: cancellationSignal() }),
      ({ status }) => MADE.has(status) || status.startsWith('error'),
      { timeoutMs: COPY_TIMEOUT_MS, signal: cancellationSignal() },
    );
    if (!MADE.has(volume.status))
      throw failure(
        FailureType.ResourceInError,
        `Volume ${volume.name} (${volumeId}) is in status ${volume.status}`,
        false,
      );
  };

  return {
    /** Idempotent: found again by its name and metadata. @returns the snapshot's id, once it is `available`. */
    async createEvidenceSnapshot(scope: RecoveryScope, volumeId: string): Promise<string> {
      const { blockStorage } = openCloud(scope);
      const signal = cancellationSignal();
      const name = nameFor(scope, 'evidence', volumeId);
      const made = (await snapshots.list(blockStorage, { volumeId }, { signal })).find(
        (snapshot) => snapshot.name === name,
      );
      const { id } =
        made ??
        (await snapshots.create(
          blockStorage,
          {
            volumeId,
            name,
            description: 'Evidence of a compromised server, before its recovery',
            metadata: metadataOf(scope),
          },
          { signal },
        ));
      const snapshot = await pollUntil(
        () => snapshots.get(blockStorage, id, { signal }),
        ({ status }) => status === 'available' || status.startsWith('error'),
        { timeoutMs: COPY_TIMEOUT_MS, signal },
      );
      if (snapshot.status !== 'available')
        throw failure(FailureType.ResourceInError, `Snapshot ${name} (${id}) is in status ${snapshot.status}`, false);
      return id;
    },

    /** Idempotent: gone is done. Cinder takes 202 and changes its mind while a clone depends on it (recorded 21). */
    async deleteEvidenceSnapshot(scope: RecoveryScope, volumeId: string): Promise<void> {
      const { blockStorage } = openCloud(scope);
      const signal = cancellationSignal();
      const name = nameFor(scope, 'evidence', volumeId);
      const find = async (): Promise<snapshots.Snapshot | undefined> =>
        (await snapshots.list(blockStorage, { volumeId }, { signal })).find((snapshot) => snapshot.name === name);
      const snapshot = await find();
      if (snapshot === undefined) return;
      assertOurs(`Snapshot ${name}`, snapshot.metadata, scope);
      await snapshots.remove(blockStorage, snapshot.id, { signal });
      const left = await pollUntil(find, (each) => each?.status !== 'deleting', {
        timeoutMs: DELETE_TIMEOUT_MS,
        signal,
      });
      if (left !== undefined)
        throw failure(
          FailureType.Conflict,
          `Snapshot ${name} is ${left.status} after its deletion: something depends on it`,
          true,
        );
    },

    /** Idempotent. Allowed while the original is attached and its server locked (recorded 22). @returns the clone's id. */
    async cloneVolume(scope: RecoveryScope, volumeId: string): Promise<string> {
      const connection = openCloud(scope);
      const signal = cancellationSignal();
      const name = nameFor(scope, 'clone', volumeId);
      const original = await volumes.get(connection.blockStorage, volumeId, { signal });
      const { id } =
        (await volumeNamed(connection, name, scope)) ??
        (await volumes.create(
          connection.blockStorage,
          { name, sizeGib: original.sizeGib, sourceVolumeId: volumeId, metadata: metadataOf(scope) },
          { signal },
        ));
      await waitForVolume(connection, id);
      return id;
    },

    /**
     * One more copy, to be written to: of the evidence snapshot, where there is one, else of the disk that is read.
     * Idempotent by name. @returns the clone's id.
     */
    async cloneForReplay(scope: RecoveryScope, volumeId: string, snapshotId: string | null): Promise<string> {
      const connection = openCloud(scope);
      const signal = cancellationSignal();
      const name = nameFor(scope, 'replay', volumeId);
      const { sizeGib } = await volumes.get(connection.blockStorage, volumeId, { signal });
      const source = snapshotId === null ? { sourceVolumeId: volumeId } : { snapshotId };
      const { id } =
        (await volumeNamed(connection, name, scope)) ??
        (await volumes.create(
          connection.blockStorage,
          { name, sizeGib, ...source, metadata: metadataOf(scope) },
          { signal },
        ));
      await waitForVolume(connection, id);
      return id;
    },

    /**
     * The own disk of an image-booted server: image snapshot, then a volume from it. Idempotent by name; the lock does
     * not cover createImage (recorded 13). @returns the volume's id.
     */
    async copyRootDisk(
      scope: RecoveryScope,
      serverId: string,
      sizeGib: number,
    ): Promise<{ imageId: string; volumeId: string }> {
      const connection = openCloud(scope);
      const signal = cancellationSignal();
      const name = nameFor(scope, 'disk', serverId);
      const made = (await images.list(connection.image, { name }, { signal })).find((image) => image.name === name);
      const imageId =
        made?.id ??
        (await servers.createImage(connection.compute, serverId, { name, metadata: metadataOf(scope) }, { signal }))
          .imageId;
      const image = await pollUntil(
        () => images.get(connection.image, imageId, { signal }),
        ({ status }) => !['queued', 'saving', 'importing'].includes(status),
        { timeoutMs: COPY_TIMEOUT_MS, signal },
      );
      if (image.status !== 'active')
        throw failure(FailureType.ResourceInError, `Image ${name} (${imageId}) is in status ${image.status}`, false);
      const { id } =
        (await volumeNamed(connection, name, scope)) ??
        (await volumes.create(
          connection.blockStorage,
          { name, sizeGib: Math.max(sizeGib, image.minDiskGib, 1), imageId, metadata: metadataOf(scope) },
          { signal },
        ));
      await waitForVolume(connection, id);
      return { imageId, volumeId: id };
    },

    /** Deletes a clone or copy of ours. Idempotent: gone is done. */
    async deleteCopy(scope: RecoveryScope, what: 'clone' | 'disk' | 'replay', originalId: string): Promise<void> {
      const connection = openCloud(scope);
      const signal = cancellationSignal();
      const volume = await volumeNamed(connection, nameFor(scope, what, originalId), scope);
      if (volume === undefined) return;
      assertOurs(`Volume ${volume.name}`, volume.metadata, scope);
      await pollUntil(
        async () => {
          try {
            // Cinder refuses with 400 for a moment after a detach: ask again until it is gone.
            return await volumes.remove(connection.blockStorage, volume.id, { signal });
          } catch (error) {
            if (OpenStackError.is(error, 'conflict')) return 'busy';
            throw error;
          }
        },
        (answer) => answer === 'gone',
        { timeoutMs: DELETE_TIMEOUT_MS, signal },
      );
    },

    /** Idempotent: gone is done. */
    async deleteRootDiskImage(scope: RecoveryScope, serverId: string): Promise<void> {
      const { image } = openCloud(scope);
      const signal = cancellationSignal();
      const name = nameFor(scope, 'disk', serverId);
      for (const each of (await images.list(image, { name }, { signal })).filter(
        (candidate) => candidate.name === name,
      )) {
        assertOurs(`Image ${name}`, each.properties, scope);
        await images.remove(image, each.id, { signal });
      }
    },
  };
}
