/**
 * Attach and detach, each to its real end. Nova answers before the act is done, and a failed one only shows in that
 * the volume goes back to where it was (recorded: attach returns to `available`, detach rolls back to `in-use`
 * after 201 s); so the volume's own course decides.
 */
import { activityInfo } from '@temporalio/activity';
import { FailureType } from '../contract/failure-types.ts';
import * as volumes from '../openstack/block-storage/volumes.ts';
import type { Volume } from '../openstack/block-storage/volumes.ts';
import * as volumeAttachments from '../openstack/compute/volume-attachments.ts';
import type { Connection } from '../openstack/connection.ts';
import { OpenStackError } from '../openstack/errors.ts';
import { pollUntil } from '../openstack/poll.ts';
import { failure } from './failures.ts';

interface Move {
  serverId: string;
  volumeId: string;
}

/** Recorded: 1–2 s. A busy cloud takes longer; an attach that takes minutes has failed. */
const ATTACH_TIMEOUT_MS = 180_000;
/** A guest that doesn't answer makes Nova try for 201 s before it rolls back (recorded). */
const DETACH_TIMEOUT_MS = 300_000;
/** A host that fails an attach once may do it a second later; one that fails five times won't. */
const ATTACH_TRIES = 5;
/** Each costs 201 s; switching the guest off is the better second try. */
const DETACH_TRIES = 2;
/** Nova and Cinder reuse our token for the whole act, even after it expired. */
const TOKEN_LEFT_MS = 600_000;

const isAttachedTo = (volume: Volume, serverId: string): boolean =>
  volume.attachments.some((attachment) => attachment.serverId === serverId);

/** Idempotent: looks first, then asks, then waits for `in-use` at that server. */
export async function attach(connection: Connection, { serverId, volumeId }: Move, signal: AbortSignal): Promise<void> {
  const { compute, blockStorage } = connection;
  await connection.ensureFreshToken(TOKEN_LEFT_MS, { signal });
  const read = (): Promise<Volume> => volumes.get(blockStorage, volumeId, { signal });
  const before = await pollUntil(read, (volume) => !['reserved', 'attaching', 'detaching'].includes(volume.status), {
    timeoutMs: ATTACH_TIMEOUT_MS,
    signal,
  });
  if (before.status === 'in-use' && isAttachedTo(before, serverId)) return;
  if (before.status !== 'available')
    throw failure(FailureType.Conflict, `Volume ${volumeId} is ${before.status}, expected available`, true);
  await refuseGhost(connection, { serverId, volumeId }, signal);
  await volumeAttachments.create(compute, serverId, volumeId, { signal });
  const after = await pollUntil(read, (volume) => !['reserved', 'attaching'].includes(volume.status), {
    timeoutMs: ATTACH_TIMEOUT_MS,
    signal,
  });
  if (after.status === 'in-use' && isAttachedTo(after, serverId)) return;
  throw failure(
    FailureType.AttachFailed,
    `Nova accepted the attach of volume ${volumeId} to server ${serverId}, but the volume is ${after.status}`,
    activityInfo().attempt < ATTACH_TRIES,
  );
}

/** After nova-compute hung, Nova may list an attachment that Cinder does not know (recorded 78): only an operator can mend it. */
async function refuseGhost({ compute }: Connection, { serverId, volumeId }: Move, signal: AbortSignal): Promise<void> {
  const listed = await volumeAttachments.list(compute, serverId, { signal });
  if (listed.some((attachment) => attachment.volumeId === volumeId))
    throw failure(
      FailureType.VolumeInconsistent,
      `Nova lists volume ${volumeId} on server ${serverId}, Cinder says it is available: an operator must remove Nova's left-over attachment`,
      false,
    );
}

/** Idempotent: a volume that is not at that server is detached; then waits for `available`. */
export async function detach(connection: Connection, { serverId, volumeId }: Move, signal: AbortSignal): Promise<void> {
  const { compute, blockStorage } = connection;
  await connection.ensureFreshToken(TOKEN_LEFT_MS, { signal });
  const read = (): Promise<Volume> => volumes.get(blockStorage, volumeId, { signal });
  const settled = (volume: Volume): boolean => !['detaching', 'attaching', 'reserved'].includes(volume.status);
  const before = await pollUntil(read, settled, { timeoutMs: DETACH_TIMEOUT_MS, signal });
  if (!isAttachedTo(before, serverId)) return;
  await request(connection, { serverId, volumeId }, signal);
  const after = await pollUntil(read, settled, { timeoutMs: DETACH_TIMEOUT_MS, signal });
  if (isAttachedTo(after, serverId))
    throw failure(
      FailureType.DetachFailed,
      `Nova accepted the detach of volume ${volumeId} from server ${serverId}, but it is ${after.status} there again: the guest did not let go of it`,
      activityInfo().attempt < DETACH_TRIES,
    );
  // Cinder is ahead of Nova: the next attach would still be refused while Nova lists the old attachment.
  await pollUntil(
    () => volumeAttachments.list(compute, serverId, { signal }),
    (listed) => !listed.some((attachment) => attachment.volumeId === volumeId),
    { timeoutMs: ATTACH_TIMEOUT_MS, signal },
  );
}

/** "Already detaching" (400) and "not attached" (404) are what an earlier try left: the poll that follows decides. */
async function request({ compute }: Connection, { serverId, volumeId }: Move, signal: AbortSignal): Promise<void> {
  try {
    await volumeAttachments.remove(compute, serverId, volumeId, { signal });
  } catch (error) {
    if (!OpenStackError.is(error, 'conflict')) throw error;
  }
}
