/** Workflows whose histories are recorded: together they pass through every phase and every ending of a recovery. */
import type { WorkflowHandle } from '@temporalio/client';
import { recoveryWorkflowId } from '../../src/contract/identifiers.ts';
import {
  approveServerDeletionSignal,
  approveUnlockSignal,
  confirmRecoveredSignal,
  decideUnlockUpdate,
  extendHandOverSignal,
  inspectAgainUpdate,
  rejectUnlockSignal,
  replayOnCloneUpdate,
  ticketNewsSignal,
} from '../../src/contract/messages.ts';
import { SERVER_BFV, SERVER_DATA, VOLUME_PART, VOLUME_ROOT } from '../../simulators/openstack/seed.ts';
import type { RecoveryStatus } from '../../src/contract/recovery.ts';
import type { World, WorldOptions } from '../support/recovery-world.ts';
import {
  confirm,
  ENGINEER,
  failureOf,
  recoverUntilHandOver,
  startAndPlan,
  SYSADMIN,
  unlockAndApprove,
} from '../support/story.ts';

export interface Scenario {
  /** Real wherever no days have to pass: its histories are what a site has. */
  temporal: 'real' | 'time-skipping';
  /** The name of the event that must end its history. */
  ending: 'COMPLETED' | 'FAILED' | 'CANCELED';
  options?: WorldOptions;
  /** Drives a workflow to its end. */
  drive: (world: World) => Promise<Pick<WorkflowHandle, 'fetchHistory'>>;
}

const OWNER = { name: 'Alice', email: 'alice@example.org', language: 'en' } as const;
const said =
  (words: string) =>
  ({ timeline }: RecoveryStatus): boolean =>
    timeline.some(({ text }) => text.includes(words));

export const SCENARIOS: Record<string, Scenario> = {
  /** Two volumes, side by side; everything is put back. */
  'recovered-data': {
    temporal: 'real',
    ending: 'COMPLETED',
    async drive(world) {
      const { handle } = await recoverUntilHandOver(world, {
        serverId: SERVER_DATA,
        owner: OWNER,
        ticket: { id: '4711' },
        options: { returnVolumes: true, deleteSnapshots: true },
      });
      await handle.signal(extendHandOverSignal, { by: ENGINEER, days: 3 });
      await confirm(world, handle);
      return handle;
    },
  },

  /** Somebody has the disks read again; the confirmation comes while they are. */
  'inspected-again': {
    temporal: 'real',
    ending: 'COMPLETED',
    async drive(world) {
      const { handle } = await recoverUntilHandOver(world, { serverId: SERVER_DATA });
      const options = (): { args: [unknown] } => ({ args: [{ by: ENGINEER }] });
      await handle.executeUpdate(inspectAgainUpdate, options());
      const update = await handle.startUpdate(inspectAgainUpdate, { ...options(), waitForStage: 'ACCEPTED' });
      await confirm(world, handle);
      await update.result();
      return handle;
    },
  },

  /** A journal is replayed on a clone: at the first try in vain; then the disks are read again, with the clone. */
  'replayed-on-clone': {
    temporal: 'real',
    ending: 'COMPLETED',
    async drive(world) {
      world.guests.setDisk(VOLUME_PART, 'dirty-ext4');
      const { handle } = await recoverUntilHandOver(world, { serverId: SERVER_DATA });
      const options = (): { args: [unknown] } => ({ args: [{ by: ENGINEER }] });
      for (let attempt = 0; attempt < 3; attempt += 1) world.guests.faults.failNext('replay', 'mount: not now');
      await handle.executeUpdate(replayOnCloneUpdate, options()).catch(() => undefined);
      await handle.executeUpdate(replayOnCloneUpdate, options());
      await handle.executeUpdate(inspectAgainUpdate, options());
      await confirm(world, handle);
      return handle;
    },
  },

  /** A root volume, which needs no unlock; nobody confirms, so reminders and the deadline end the hand-over. */
  'recovered-clone': {
    temporal: 'time-skipping',
    ending: 'COMPLETED',
    async drive(world) {
      const { handle } = await recoverUntilHandOver(world, { serverId: SERVER_BFV });
      await world.result(handle);
      return handle;
    },
  },

  /** The cloud is not ready at first. Whoever mends it nudges the recovery; the plan is then rejected. */
  rejected: {
    temporal: 'real',
    ending: 'COMPLETED',
    async drive(world) {
      world.cloud.cloud.unlock(SERVER_DATA);
      const handle = await world.start({ serverId: SERVER_DATA, owner: OWNER });
      await world.reach(handle, 'waiting-for-cloud');
      world.cloud.cloud.lock(SERVER_DATA, 'sysadmin', 'compromised');
      await handle.signal(confirmRecoveredSignal, { by: ENGINEER });
      await world.reach(handle, 'awaiting-approval');
      await handle.signal(rejectUnlockSignal, { by: SYSADMIN, reason: 'image the disk first' });
      await world.result(handle);
      return handle;
    },
  },

  'expired-with-reminders': {
    temporal: 'time-skipping',
    ending: 'COMPLETED',
    async drive(world) {
      const handle = await startAndPlan(world, { serverId: SERVER_DATA });
      await world.result(handle);
      return handle;
    },
  },

  /** The lock was lifted by the recovery itself, so that the undo list is as long as it gets. */
  'cancelled-while-handed-over': {
    temporal: 'real',
    ending: 'CANCELED',
    options: { cloudSettings: ['sysadminCloud: sysadmin'] },
    async drive(world) {
      const handle = await startAndPlan(world, { serverId: SERVER_DATA });
      await handle.signal(approveUnlockSignal, { by: SYSADMIN });
      await world.reach(handle, 'handed-over');
      await handle.cancel();
      await failureOf(handle);
      return handle;
    },
  },

  /** Approved before the unlock, and locked again while the recovery server boots: the unlock is asked for twice. */
  'locked-again': {
    temporal: 'real',
    ending: 'COMPLETED',
    options: { unitMs: 15 },
    async drive(world) {
      const { cloud } = world.cloud;
      const handle = await startAndPlan(world, { serverId: SERVER_DATA });
      await handle.signal(approveUnlockSignal, { by: SYSADMIN });
      await world.until(handle, said('still locked'));
      await unlockAndApprove(world, handle, SERVER_DATA);
      await world.until(handle, said('its system boots'));
      cloud.lock(SERVER_DATA, 'sysadmin', 'compromised');
      await world.reach(handle, 'awaiting-unlock');
      await unlockAndApprove(world, handle, SERVER_DATA);
      await world.reach(handle, 'handed-over');
      await confirm(world, handle);
      return handle;
    },
  },

  /** The cloud changes before the approval comes, so that it is void and asked for again, by the update. */
  'approved-again': {
    temporal: 'real',
    ending: 'COMPLETED',
    async drive(world) {
      const handle = await startAndPlan(world, { serverId: SERVER_DATA, owner: OWNER });
      world.cloud.cloud.volume(VOLUME_PART).size += 10;
      await unlockAndApprove(world, handle, SERVER_DATA);
      const { plan } = await world.until(handle, ({ otherAnswers }) => otherAnswers.length > 0);
      const decision = { decision: 'approve', by: SYSADMIN, plan: plan?.digest };
      await handle.executeUpdate(decideUnlockUpdate, { args: [decision] });
      await world.reach(handle, 'handed-over');
      await confirm(world, handle);
      return handle;
    },
  },

  /** The same with a ticket: every note, and those that a changed plan and a second decision make. */
  'told-on-the-ticket': {
    temporal: 'real',
    ending: 'COMPLETED',
    async drive(world) {
      const handle = await startAndPlan(world, { serverId: SERVER_DATA, ticket: { id: '4711', system: 'helpdesk' } });
      world.cloud.cloud.volume(VOLUME_PART).size += 10;
      await unlockAndApprove(world, handle, SERVER_DATA);
      await world.until(handle, ({ otherAnswers }) => otherAnswers.length > 0);
      await handle.signal(ticketNewsSignal, { kind: 'closed', by: 'support@example.org' });
      await handle.signal(approveUnlockSignal, { by: SYSADMIN });
      await world.reach(handle, 'handed-over');
      await confirm(world, handle);
      return handle;
    },
  },

  /** A ticket's own workflow: it starts a recovery and tells it what happens. Nobody waits 90 days for its end here. */
  'ticket-followed': {
    temporal: 'real',
    ending: 'CANCELED',
    async drive(world) {
      const ticket = { system: 'helpdesk', id: '81', number: '10081', url: null };
      const news = { by: null, words: null, request: { server: SERVER_DATA } };
      const followed = await world.tellTicket(ticket, { ...news, deliveryId: 'a', kind: 'created' });
      const recovery = recoveryWorkflowId('research', SERVER_DATA);
      await world.reachStarted(recovery, 'awaiting-approval');
      await world.tellTicket(ticket, { ...news, deliveryId: 'b', kind: 'replied', words: 'Please keep /data' });
      await world.tellTicket(ticket, { ...news, deliveryId: 'c', kind: 'closed' });
      await world.until(world.recovery(recovery), said('closed the ticket'));
      await world.recovery(recovery).signal(rejectUnlockSignal, { by: SYSADMIN });
      await world.result(world.recovery(recovery));
      await followed.cancel();
      await failureOf(followed);
      return followed;
    },
  },

  /** The boot disk itself, freed by deleting its server, which takes a second approval. */
  'server-deleted': {
    temporal: 'real',
    ending: 'COMPLETED',
    async drive(world) {
      const volumes = [{ volumeId: VOLUME_ROOT, strategy: 'delete-server' as const }];
      const handle = await startAndPlan(world, { serverId: SERVER_BFV, volumes });
      world.auditor.approveDeletion(SERVER_BFV);
      const serverName = world.cloud.cloud.server(SERVER_BFV).name;
      await handle.signal(approveServerDeletionSignal, { by: SYSADMIN, serverName });
      await unlockAndApprove(world, handle, SERVER_BFV);
      await world.reach(handle, 'handed-over');
      await confirm(world, handle);
      return handle;
    },
  },

  /** No host for the recovery server: its sibling, the snapshots, is stopped, and everything is undone. */
  failed: {
    temporal: 'real',
    ending: 'FAILED',
    async drive(world) {
      world.cloud.faults.noValidHost();
      const handle = await startAndPlan(world, { serverId: SERVER_DATA });
      await unlockAndApprove(world, handle, SERVER_DATA);
      await failureOf(handle);
      return handle;
    },
  },
};
