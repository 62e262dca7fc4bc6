/** A whole recovery of a volume of our own, and the time of each step. Removes all that it made, however it ends. */
import type { Client } from '@temporalio/client';
import type { CloudSettings, Config } from '../../config.ts';
import { recoveryWorkflowId } from '../../contract/identifiers.ts';
import { type RecoveryStatus, STEPS } from '../../contract/recovery.ts';
import { compare } from './compare.ts';
import * as recovery from './recovery.ts';
import { fill, type Hands, lock, make, nameOfRehearsal, removeAll, serversLeft, unlock } from './stand-in.ts';

export interface Rehearsal {
  cloud: string;
  settings: CloudSettings;
  approval: Config['approval'];
  hands: Hands;
  client: Client;
  /** Who approves and confirms. */
  by: string;
  /** The worker's own, which the recovery server lets in. */
  privateKey: string;
  say: (line: string) => void;
  signal: AbortSignal;
}

const MINUTE_MS = 60_000;

/** @returns why `by` can't approve; null where they may, alone or with another. */
export function whyNobodyMayApprove({ approvers }: Config['approval'], by: string): string | null {
  if (approvers.length === 0 || approvers.includes(by)) return null;
  return `approval.approvers says who may approve: tell which of them you are, --by ${approvers[0] ?? ''}`;
}

/** Where the site wants another person, or an account that we haven't: then somebody has to be waited for. */
const approvesAlone = ({ identities, requesterMayApprove, approversNeeded }: Config['approval']): boolean =>
  identities.length === 0 && requesterMayApprove && approversNeeded === 1;

export async function rehearse(rehearsal: Rehearsal): Promise<void> {
  await removeEarlier(rehearsal);
  const name = nameOfRehearsal();
  const began = Date.now();
  const running: { handle?: recovery.RecoveryHandle } = {};
  try {
    await play(rehearsal, name, running);
  } catch (error) {
    // Whoever interrupts it knows why; what was just going on does not matter.
    rehearsal.signal.throwIfAborted();
    throw error;
  } finally {
    const { handle } = running;
    if (handle !== undefined) await timed(rehearsal, 'recovery cancelled, all undone', () => recovery.cancel(handle));
    await timed(rehearsal, 'server and volume of the rehearsal removed', () => removeAll(rehearsal.hands, name));
  }
  rehearsal.say(`${seconds(Date.now() - began)}  in all: a recovery works here.`);
}

async function play(rehearsal: Rehearsal, name: string, running: { handle?: recovery.RecoveryHandle }): Promise<void> {
  const { cloud, settings, approval, hands, client, by, privateKey, signal } = rehearsal;
  const { recoveryServer: wish } = settings;
  const step = <T>(what: string, act: () => Promise<T>): Promise<T> => timed(rehearsal, what, act);
  const standIn = await step('server and volume asked for', () => make(hands.member, name, wish, signal));
  await step('the guest wrote its files and switched itself off', () =>
    fill(hands.member, standIn, wish.bootTimeout, signal),
  );
  await step('locked', () => lock(hands, standIn, signal));
  const handle = await recovery.start(client, cloud, standIn);
  running.handle = handle;
  const { plan } = await step('recovery planned, mails sent', () =>
    recovery.reach(handle, 'awaiting-approval', 2 * MINUTE_MS, signal),
  );
  if (hands.sysadmin === null) await unlock(hands, standIn.serverId);
  await recovery.approve(handle, by, plan?.digest);
  const alone = approvesAlone(approval);
  if (!alone)
    rehearsal.say(`           this site wants a person's approval too, within the hour: ${handle.workflowId}`);
  const handedOver = await step('approved, recovered, handed over', () =>
    recovery.reach(handle, 'handed-over', 2 * wish.bootTimeout + (alone ? 0 : 60 * MINUTE_MS), signal),
  );
  await step('files compared in the recovery server', () => compare(handedOver, wish, privateKey, signal));
  const ended = await step('confirmed, cleaned up', () => recovery.finish(handle, by, signal));
  delete running.handle;
  for (const line of stepLines(ended)) rehearsal.say(line);
}

/** An earlier one that was killed: its recovery may still run. */
async function removeEarlier({ cloud, hands, client, say }: Rehearsal): Promise<void> {
  for (const serverId of await serversLeft(hands.member))
    await recovery.cancel(client.workflow.getHandle(recoveryWorkflowId(cloud, serverId)));
  for (const removed of await removeAll(hands, null)) say(`         left by an earlier rehearsal, removed: ${removed}`);
}

async function timed<T>({ say }: Pick<Rehearsal, 'say'>, what: string, act: () => Promise<T>): Promise<T> {
  const began = Date.now();
  const result = await act();
  say(`${seconds(Date.now() - began)}  ${what}`);
  return result;
}

/** By the workflow's own clock. */
const stepLines = ({ stepTimes }: RecoveryStatus): string[] =>
  STEPS.flatMap((step) => {
    const time = stepTimes[step];
    if (time?.ended == null) return [];
    return [`           ${seconds(Date.parse(time.ended) - Date.parse(time.began))}  ${step}`];
  });

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`.padStart(9);
