/** After the hand-over: a disk's newest changes are in its journal, and somebody wants to see them. */
import { setHandler } from '@temporalio/workflow';
import type { ReplayedFilesystem, VolumeInspection } from '../../contract/inspection.ts';
import { messageFaults } from '../../contract/message-faults.ts';
import { ReplayMessage, replayOnCloneUpdate, UPDATES } from '../../contract/messages.ts';
import type { RecoveryAccess, RecoveryReport } from '../../contract/recovery.ts';
import { plainText } from '../../report/plain-text.ts';
import { volumeToReplay } from '../../report/replayable.ts';
import { nameOfVolume, replayOnClone } from '../phases/replay-on-clone.ts';
import type { Recovery } from '../recovery.ts';
import { reasonOf } from '../undo-list.ts';
import { refusal } from './refusal.ts';

export function listenForReplays(recovery: Recovery): void {
  setHandler(
    replayOnCloneUpdate,
    async (payload: unknown) => {
      const request = read(recovery, payload);
      if (typeof request === 'string') throw refusal('replayOnClone', request);
      const { by, volume, report, access } = request;
      const name = nameOfVolume(recovery, volume);
      recovery.inspecting = true;
      recovery.note(`${by} has the journal of ${name} replayed on a clone`);
      try {
        const told = answerOf(await replayOnClone(recovery, { volume, report, access }));
        recovery.note(`The journal of ${name} was replayed on a clone: ${told}`);
        return `${told} The report shows the clone beside the disk.`;
      } catch (error) {
        const reason = plainText(reasonOf(error), 500);
        recovery.note(`The journal of ${name} could not be replayed: ${reason}`);
        throw refusal('replayOnClone', `${reason}. The disk itself is as it was; to try again, send this again`);
      } finally {
        recovery.inspecting = false;
      }
    },
    {
      description: UPDATES.replayOnClone,
      validator: (payload: unknown) => {
        const request = read(recovery, payload);
        if (typeof request === 'string') throw refusal('replayOnClone', request);
      },
    },
  );
}

interface Request {
  by: string;
  volume: VolumeInspection;
  report: RecoveryReport;
  access: RecoveryAccess;
}

/** @returns what is needed for it, or why it does not count. */
function read({ status, inspecting, confirmation }: Recovery, payload: unknown): Request | string {
  const { data, error } = ReplayMessage.safeParse(payload);
  if (error !== undefined) return messageFaults(error, payload, ['by']);
  if (inspecting) return 'the disks are being read just now';
  if (status.phase !== 'handed-over' || confirmation !== null || status.report?.access == null)
    return 'nothing is handed over now';
  const { report } = status;
  const volume = volumeToReplay(report.volumes, data.volumeId ?? null);
  if ('objection' in volume) return volume.objection;
  return { by: data.by, volume, report, access: status.report.access };
}

function answerOf(replayed: readonly ReplayedFilesystem[]): string {
  if (replayed.length === 0) return 'There was nothing to replay.';
  return replayed
    .slice(0, 10)
    .map(({ path, fstype, error }) => `${fstype} on ${path}: ${error === '' ? 'replayed' : `not replayed (${error})`}.`)
    .join(' ');
}
