/** After the hand-over: somebody has opened an encrypted disk on the recovery server, and wants to see what is in it. */
import { setHandler } from '@temporalio/workflow';
import type { VolumeInspection } from '../../contract/inspection.ts';
import { messageFaults } from '../../contract/message-faults.ts';
import { InspectAgainMessage, inspectAgainUpdate, UPDATES } from '../../contract/messages.ts';
import type { RecoveryAccess, RecoveryReport } from '../../contract/recovery.ts';
import { plainText } from '../../report/plain-text.ts';
import { inspectAgain } from '../phases/inspect.ts';
import type { Recovery } from '../recovery.ts';
import { reasonOf } from '../undo-list.ts';
import { refusal } from './refusal.ts';

export function listenForInspections(recovery: Recovery): void {
  setHandler(
    inspectAgainUpdate,
    async (payload: unknown) => {
      const request = read(recovery, payload);
      if (typeof request === 'string') throw refusal('inspectAgain', request);
      const { by, report, access } = request;
      recovery.inspecting = true;
      recovery.note(`${by} has the disks read again`);
      try {
        await inspectAgain(recovery, report, access);
      } catch (error) {
        const reason = plainText(reasonOf(error), 500);
        recovery.note(`The disks could not be read again: ${reason}`);
        throw refusal('inspectAgain', `${reason}. What was mounted before still is`);
      } finally {
        recovery.inspecting = false;
      }
      const told = whatIsNew(report.volumes, recovery.status.report?.volumes ?? []);
      recovery.note(`The disks were read again: ${told}`);
      return `${told} The report has the rest.`;
    },
    {
      description: UPDATES.inspectAgain,
      validator: (payload: unknown) => {
        const request = read(recovery, payload);
        if (typeof request === 'string') throw refusal('inspectAgain', request);
      },
    },
  );
}

/** @returns what is needed for it, or why it does not count. */
function read(
  { status, inspecting, confirmation }: Recovery,
  payload: unknown,
): { by: string; report: RecoveryReport; access: RecoveryAccess } | string {
  const { data, error } = InspectAgainMessage.safeParse(payload);
  if (error !== undefined) return messageFaults(error, payload, ['by']);
  if (inspecting) return 'the disks are being read again already';
  if (status.phase !== 'handed-over' || confirmation !== null || status.report?.access == null)
    return 'nothing is handed over now';
  return { by: data.by, report: status.report, access: status.report.access };
}

function whatIsNew(before: readonly VolumeInspection[], after: readonly VolumeInspection[]): string {
  const known = new Set(mountedIn(before));
  const mounted = mountedIn(after);
  const added = mounted.filter((path) => !known.has(path));
  const news = added.length === 0 ? 'nothing new' : `new: ${added.slice(0, 10).join(', ')}`;
  return `${mounted.length} file systems are mounted, ${news}.`;
}

const mountedIn = (volumes: readonly VolumeInspection[]): string[] =>
  volumes.flatMap(({ filesystems }) =>
    filesystems.flatMap(({ path, mount }) => (mount.status === 'mounted' ? [plainText(path, 100)] : [])),
  );
