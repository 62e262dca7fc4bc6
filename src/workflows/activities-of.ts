/** Activities whose every call reads as a sentence in the history of the Temporal UI. */
import { type ActivityInterfaceFor, type ActivityOptions, proxyActivities } from '@temporalio/workflow';
import type { createActivities } from '../activities/index.ts';
import type { MailRequest } from '../activities/notification.ts';
import type { TicketNoteRequest } from '../activities/ticket-notes.ts';
import { summaryText } from '../report/summary-text.ts';

type Activities = ReturnType<typeof createActivities>;
type Sentence<K extends keyof Activities> = (about: string, ...args: Parameters<Activities[K]>) => string;

/** One for each activity; `about` is what the call is about, such as a volume's name. */
const SENTENCES: { readonly [K in keyof Activities]: Sentence<K> } = {
  findServer: () => 'Find the server that is meant',
  planRecovery: () => 'Read the cloud and make the plan',
  sendMail: (_, { kind }) => MAILS[kind],
  writeTicketNote: (_, { kind }) => NOTES[kind],
  readLock: () => 'Ask Nova whether the server is unlocked and off',
  liftLock: () => 'Lift the lock with the sysadmin credential',
  restoreLock: () => 'Put the lock back',
  createEvidenceSnapshot: (volume) => `Snapshot ${volume} as evidence`,
  deleteEvidenceSnapshot: (volume) => `Delete the evidence snapshot of ${volume}`,
  cloneVolume: (volume) => `Clone ${volume}`,
  cloneForReplay: (volume) => `Clone ${volume} once more, to replay its journal there`,
  copyRootDisk: (server) => `Copy the own disk of ${server}`,
  deleteCopy: (volume) => `Delete the copy of ${volume}`,
  deleteRootDiskImage: (server) => `Delete the image of ${server}`,
  createSecurityGroup: () => 'Make the security group: ssh in, nothing out',
  deleteSecurityGroup: () => 'Delete the security group',
  importKeypair: () => 'Import the worker’s public key',
  deleteKeypair: () => 'Delete the keypair',
  createRecoveryServer: () => 'Launch the recovery server',
  waitForRecoveryServer: () => 'Wait until Nova says ACTIVE',
  createFloatingIp: () => 'Give it a floating IP, where one is needed',
  deleteFloatingIp: () => 'Release the floating IP',
  waitForHostKeys: () => 'Read its host keys from the console',
  waitForLogin: () => 'Log in, and prove that new disks are read-only',
  detachFromCompromisedServer: (volume) => `Detach ${volume} from the compromised server`,
  returnVolume: (volume) => `Attach ${volume} to the compromised server again`,
  attachToRecoveryServer: (volume) => `Attach ${volume} to the recovery server`,
  detachFromRecoveryServer: (volume) => `Detach ${volume} from the recovery server`,
  guardRecoveryServer: () => 'Lock the recovery server: it must not reboot now',
  unguardRecoveryServer: () => 'Unlock the recovery server',
  stopRecoveryServer: () => 'Switch the recovery server off: it did not let go of a disk',
  deleteRecoveryServer: () => 'Delete the recovery server',
  timetable: () => 'Reckon when people are reminded',
  findSenders: () => 'Read from this history who sent the answers',
  deleteCompromisedServer: (_, __, { serverName }) => `Delete server ${summaryText(serverName, 60)}, as approved`,
  inspectVolumes: () => 'Find the disks by serial, read and mount them',
  replayJournals: (volume) => `Replay the journal on the clone of ${volume}`,
  surveyVolumes: () => 'Look at what lies there: people, data, what may have been left behind',
  releaseVolumes: () => 'Unmount everything',
};

const MAILS: Readonly<Record<MailRequest['kind'], string>> = {
  'owner-received': 'Mail to the owner: what happened to the instance',
  'owner-plan': 'Mail to the owner: the plan',
  'owner-result': 'Mail to the owner: how it ended',
  'team-plan': 'Mail to the cloud team: the plan, and what to answer',
  'team-plan-again': 'Mail to the cloud team: what was told before does not hold any more',
  'team-reminder': 'Mail to the cloud team: a reminder',
  'team-escalation': 'Mail to the second address: nobody answers',
  'team-hand-over': 'Mail to the cloud team: the report',
  'team-ended': 'Mail to the cloud team: how it ended',
};

const NOTES: Readonly<Record<TicketNoteRequest['kind'], string>> = {
  started: 'Note on the ticket: a recovery was started',
  'already-running': 'Note on the ticket: the server is being recovered already',
  asks: 'Note on the ticket: what is asked',
  plan: 'Note on the ticket: the plan',
  'plan-again': 'Note on the ticket: what was told before does not hold any more',
  decision: 'Note on the ticket: the plan is approved',
  'handed-over': 'Note on the ticket: the report',
  closed: 'Note on the ticket: the recovery still runs',
  ended: 'Note on the ticket: how it ended',
};

/**
 * As `proxyActivities`, and each call has its sentence.
 *
 * @param about - untrusted: what these calls are about, where the sentence names something.
 */
export function activitiesOf<A extends Partial<Activities>>(
  options: ActivityOptions,
  about = 'the volume',
): ActivityInterfaceFor<A> {
  const proxied = proxyActivities<Activities>(options);
  return new Proxy({} as ActivityInterfaceFor<A>, {
    get: (_, name) => called(proxied, name as keyof Activities, summaryText(about, 60)),
  });
}

interface CallWithOptions {
  executeWithOptions: (options: ActivityOptions, args: unknown[]) => unknown;
}

const called =
  <K extends keyof Activities>(proxied: ActivityInterfaceFor<Activities>, name: K, about: string) =>
  (...args: Parameters<Activities[K]>): unknown =>
    (proxied[name] as unknown as CallWithOptions).executeWithOptions(
      { summary: SENTENCES[name](about, ...args) },
      args,
    );
