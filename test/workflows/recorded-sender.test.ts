/** Who Temporal recorded for an answer, beside who it says it is from. */
import { Client } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import { SERVER_DATA } from '../../simulators/openstack/seed.ts';
import { findSenders } from '../../src/activities/senders.ts';
import { approveUnlockSignal, decideUnlockUpdate, rejectUnlockSignal } from '../../src/contract/messages.ts';
import type { Sent } from '../../src/contract/decision.ts';
import type { RecoveryHandle } from '../support/recovery-world.ts';
import { confirm, startAndPlan, SYSADMIN, worldForEach } from '../support/story.ts';

const MALLORY = 'mallory@example.org';
const REQUEST = { serverId: SERVER_DATA };

/** The recovery as somebody sees it who is logged in to the Temporal UI. */
function loggedIn(
  each: ReturnType<typeof worldForEach>,
  identity: string,
  { workflowId }: RecoveryHandle,
): RecoveryHandle {
  const client = new Client({ connection: each.env.connection, identity });
  return client.workflow.getHandle(workflowId);
}

describe('the recorded sender', () => {
  const each = worldForEach();

  it('is kept beside the claim, and another one is said in timeline, mails and report', async () => {
    const { world } = each;
    const handle = await startAndPlan(world, REQUEST);
    world.cloud.cloud.unlock(SERVER_DATA);
    // Signals of other names, and one that does not count, are not mixed up with it.
    await loggedIn(each, 'other@example.org', handle).signal(rejectUnlockSignal, {});
    await loggedIn(each, 'other@example.org', handle).signal(approveUnlockSignal, { by: '' });
    await loggedIn(each, MALLORY, handle).signal(approveUnlockSignal, { by: SYSADMIN });
    const { decision, timeline } = await world.reach(handle, 'handed-over');
    expect(decision?.answers).toMatchObject([{ by: SYSADMIN, sender: { identity: MALLORY, principal: null } }]);
    const words = `says it is by ${SYSADMIN}; Temporal recorded ${MALLORY}`;
    expect(timeline.filter(({ text }) => text.includes(words))).toHaveLength(1);
    await confirm(world, handle);
    const told = world.mails.messages.filter(({ text }) =>
      text.replaceAll(/\s+/g, ' ').includes(`but Temporal recorded ${MALLORY}`),
    );
    expect(told.map(({ subject }) => subject.replace(/^\[.*?\] (\w+).*$/s, '$1'))).toEqual(['Handed', 'Ended']);
  });

  it('that is a program and no account says nothing', async () => {
    const { world } = each;
    const handle = await startAndPlan(world, REQUEST);
    await loggedIn(each, '4242@worker-1', handle).signal(rejectUnlockSignal, { by: SYSADMIN });
    const { decision, timeline } = await world.result(handle);
    expect(decision?.answers[0]?.sender?.identity).toBe('4242@worker-1');
    expect(timeline.some(({ text }) => text.includes('Temporal recorded'))).toBe(false);
  });
});

describe('where it has to be one of a list', () => {
  const each = worldForEach({ settings: `approval: { identities: [${SYSADMIN}] }` });

  it('an approval of another one does not count, whoever it says it is from, and the next one of the list does', async () => {
    const { world } = each;
    const handle = await startAndPlan(world, REQUEST);
    await loggedIn(each, MALLORY, handle).signal(approveUnlockSignal, { by: SYSADMIN });
    const { decision, otherAnswers } = await world.until(handle, (status) => status.otherAnswers.length > 0);
    expect(decision).toBeNull();
    expect(otherAnswers.join()).toContain(`Temporal recorded that ${MALLORY} sent it, who may not decide`);
    await expect(
      handle.executeUpdate(decideUnlockUpdate, { args: [{ decision: 'approve', by: SYSADMIN }] }),
    ).rejects.toThrow();
    expect(world.auditor.serversMade()).toEqual([]);
    world.cloud.cloud.unlock(SERVER_DATA);
    await loggedIn(each, SYSADMIN, handle).signal(approveUnlockSignal, { by: SYSADMIN });
    await world.reach(handle, 'handed-over');
    await confirm(world, handle);
  });

  it('the order of the history decides, though an earlier answer has to be looked up first', async () => {
    const { world } = each;
    const handle = await startAndPlan(world, REQUEST);
    await loggedIn(each, MALLORY, handle).signal(approveUnlockSignal, { by: SYSADMIN });
    await loggedIn(each, SYSADMIN, handle).signal(rejectUnlockSignal, { by: 'the sysadmin' });
    expect(await world.result(handle)).toMatchObject({ outcome: 'rejected', decision: { by: 'the sysadmin' } });
  });
});

describe('reading the history', () => {
  const signaled = (signalName: string, identity: string, principal?: string): object => ({
    workflowExecutionSignaledEventAttributes: { signalName, identity },
    ...(principal === undefined ? {} : { principal: { type: 'jwt', name: principal } }),
  });
  /** Written by the worker that accepts it: the principal is the worker's. */
  const accepted = (updateId: string, identity: string): object => ({
    workflowExecutionUpdateAcceptedEventAttributes: { acceptedRequest: { meta: { updateId, identity } } },
    principal: { type: 'jwt', name: 'worker' },
  });
  const signal = (name: string, number: number): Sent => ({ signal: name, number });
  const pages = [
    [{ workflowExecutionStartedEventAttributes: {} }, signaled('approveUnlock', 'first'), signaled('rejectUnlock', '')],
    [signaled('approveUnlock', 'x'.repeat(5000), MALLORY)],
    [signaled('approveUnlock', 'third'), accepted('u1', 'other'), accepted('u2', SYSADMIN)],
  ];
  let asked = 0;
  const workflowService = {
    getWorkflowExecutionHistory: ({ nextPageToken }: { nextPageToken?: Uint8Array }) => {
      asked += 1;
      const page = nextPageToken?.[0] ?? 0;
      const next = page + 1 < pages.length ? Uint8Array.of(page + 1) : new Uint8Array();
      return Promise.resolve({ history: { events: pages[page] }, nextPageToken: next });
    },
  };
  const client = {
    options: { namespace: 'default' },
    workflowService,
    withAbortSignal: <T>(_signal: AbortSignal, run: () => Promise<T>) => run(),
  } as unknown as Client;
  const find = (...wanted: Sent[]) => new MockActivityEnvironment(undefined, { client }).run(findSenders, wanted);

  it('finds each signal by name and number, and each update by its id, with what the server says of its sender, and nothing endless', async () => {
    expect(
      await find(signal('approveUnlock', 2), signal('rejectUnlock', 1), { updateId: 'u2' }, signal('approveUnlock', 9)),
    ).toEqual([
      { identity: 'x'.repeat(200), principal: MALLORY },
      { identity: null, principal: null },
      { identity: SYSADMIN, principal: null },
      null,
    ]);
  });

  it('reads no further than it has to', async () => {
    asked = 0;
    await find(signal('approveUnlock', 1));
    expect(asked).toBe(1);
  });
});
