/** Who may decide, how long it holds, and what voids it. */
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import { SERVER_DATA, VOLUME_PART } from '../../simulators/openstack/seed.ts';
import {
  approveUnlockSignal,
  decideUnlockUpdate,
  provideInputSignal,
  rejectUnlockSignal,
} from '../../src/contract/messages.ts';
import type { RecoveryHandle } from '../support/recovery-world.ts';
import { confirm, startAndPlan, SYSADMIN, worldForEach } from '../support/story.ts';

const REQUEST = { serverId: SERVER_DATA, requestedBy: 'analyst@example.org' };
const SECOND = 'second@example.org';

/** What the Temporal UI would show in its form; null when the update was taken. */
async function refusal(handle: RecoveryHandle, payload: unknown): Promise<string | null> {
  try {
    await handle.executeUpdate(decideUnlockUpdate, { args: [payload] });
    return null;
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError)) throw error;
    return error.cause?.message ?? '';
  }
}

describe('with the update', () => {
  const each = worldForEach();

  it('whoever decides is told at once what does not count, and nothing of it is kept', async () => {
    const { world } = each;
    const handle = await startAndPlan(world, REQUEST);
    const by = SYSADMIN;
    expect(await refusal(handle, undefined)).toContain(
      'expected { "decision": "approve" or "reject", "by": "who you are" }, received nothing',
    );
    expect(await refusal(handle, { decision: 'maybe', by })).toContain(
      'expected { "decision": "approve" or "reject" }',
    );
    expect(await refusal(handle, { decision: 'approve' })).toContain('expected { "by": "who you are" }');
    expect(await refusal(handle, { decision: 'approve', by, plan: 'ffffffff' })).toContain('it names plan ffffffff');
    expect(await refusal(handle, { decision: 'approve', by, until: 'soon' })).toContain('expected { "until":');
    expect(await refusal(handle, { decision: 'approve', by, until: '2020-01-01' })).toContain(
      'it held until 2020-01-02',
    );
    expect(await world.status(handle)).toMatchObject({ decision: null, answers: [], otherAnswers: [] });
    expect(await refusal(handle, { decision: 'reject', by, reason: 'not yet' })).toBeNull();
    expect(await world.result(handle)).toMatchObject({ outcome: 'rejected', decision: { by, reason: 'not yet' } });
  });

  it('an approval counts as that of a signal does, and a second one is refused', async () => {
    const { world } = each;
    const handle = await startAndPlan(world, REQUEST);
    const { plan } = await world.status(handle);
    expect(await refusal(handle, { decision: 'approve', by: SYSADMIN, plan: plan?.digest })).toBeNull();
    expect(await refusal(handle, { decision: 'reject', by: SECOND })).toContain(`after the decision of ${SYSADMIN}`);
    world.cloud.cloud.unlock(SERVER_DATA);
    await handle.signal(approveUnlockSignal, { by: SYSADMIN });
    await world.reach(handle, 'handed-over');
    await confirm(world, handle);
  });
});

describe('where only some may decide, not the requester, and it takes two', () => {
  const each = worldForEach({
    settings: `approval: { approvers: [${SYSADMIN}, ${SECOND}, analyst@example.org], requesterMayApprove: false, approversNeeded: 2 }`,
  });

  it('others are kept and shown, one is not enough, and the second one lets it go on', async () => {
    const { world } = each;
    world.cloud.cloud.lock(SERVER_DATA, 'sysadmin', 'compromised');
    const handle = await startAndPlan(world, REQUEST);
    await handle.signal(approveUnlockSignal, { by: 'stranger@example.org' });
    await handle.signal(approveUnlockSignal, { by: 'analyst@example.org' });
    await handle.signal(approveUnlockSignal, { by: SYSADMIN });
    await handle.signal(approveUnlockSignal, { by: SYSADMIN.toUpperCase() });
    const { decision, answers, otherAnswers, phase } = await world.status(handle);
    expect({ decision, phase }).toEqual({ decision: null, phase: 'awaiting-approval' });
    expect(answers.map(({ by }) => by)).toEqual([SYSADMIN]);
    expect(otherAnswers.map((text) => text.slice(25))).toEqual([
      'The approval by stranger@example.org was not counted: only these may decide: sysadmin@example.org, second@example.org, analyst@example.org (approval.approvers)',
      'The approval by analyst@example.org was not counted: who asks for a recovery may not approve it (approval.requesterMayApprove)',
      'The approval by SYSADMIN@EXAMPLE.ORG was not counted: it came from the same person before, and counts once',
    ]);
    world.cloud.cloud.unlock(SERVER_DATA);
    await handle.signal(approveUnlockSignal, { by: SECOND });
    expect((await world.reach(handle, 'handed-over')).decision?.by).toBe(`${SYSADMIN} and ${SECOND}`);
    await confirm(world, handle);
  });

  it('whoever asks for a recovery has to say so, and may say it later', async () => {
    const { world } = each;
    const handle = await world.start({ serverId: SERVER_DATA });
    const { question } = await world.reach(handle, 'awaiting-input');
    expect(question?.faults.map(({ field, expected }) => `${field}: ${expected}`)).toEqual([
      'requestedBy: who asks for the recovery, since they may not approve it (approval.requesterMayApprove)',
    ]);
    await handle.signal(provideInputSignal, { requestedBy: 'analyst@example.org' });
    await world.reach(handle, 'awaiting-approval');
    await handle.signal(rejectUnlockSignal, { by: SECOND });
    expect(await world.result(handle)).toMatchObject({ outcome: 'rejected' });
  });
});

describe('an approval that holds until a day', () => {
  const each = worldForEach();

  it('is void after it while the server is still locked: it is said, written once, and asked again', async () => {
    const { world } = each;
    const handle = await startAndPlan(world, REQUEST);
    const until = new Date((await each.env.currentTimeMs()) + 3 * 86_400_000).toISOString();
    await handle.signal(approveUnlockSignal, { by: SYSADMIN, until });
    await world.reach(handle, 'awaiting-unlock');
    await each.env.sleep('4 days');
    const { decision, otherAnswers } = await world.reach(handle, 'awaiting-approval');
    expect(decision).toBeNull();
    expect(otherAnswers.join()).toContain(`The approval by ${SYSADMIN} is void: it held until ${until}`);
    const again = world.mails.messages.filter(({ subject }) => subject.includes('Approval wanted again'));
    expect(again).toHaveLength(1);
    expect(again[0]?.text).toContain(`The approval by ${SYSADMIN} does not count any more`);
    expect(world.auditor.serversMade()).toEqual([]);
    await handle.signal(rejectUnlockSignal, { by: SYSADMIN });
    await world.result(handle);
  });
});

describe('when the cloud changes', () => {
  const each = worldForEach();
  const grow = (): void => {
    const volume = each.world.cloud.cloud.volume(VOLUME_PART);
    volume.size += 10;
  };

  it('while nobody has decided, a fresh plan is shown, and an answer to the old one does not count', async () => {
    const { world } = each;
    const handle = await startAndPlan(world, { ...REQUEST, owner: { email: 'alice@example.org' } });
    const before = (await world.status(handle)).plan?.digest;
    grow();
    await each.env.sleep('20 minutes');
    const { plan } = await world.until(handle, (status) => status.plan?.digest !== before);
    await handle.signal(approveUnlockSignal, { by: SYSADMIN, plan: before });
    const { decision, otherAnswers } = await world.status(handle);
    expect(decision).toBeNull();
    expect(otherAnswers.join()).toContain(`it names plan ${String(before)}, but the plan is ${String(plan?.digest)}`);
    await handle.signal(rejectUnlockSignal, { by: SYSADMIN, plan: plan?.digest });
    await world.result(handle);
    const told = world.mails.messages.map(({ to, subject }) => `${to.join()} ${subject}`);
    expect(told.filter((text) => text.includes('Approval wanted again'))).toHaveLength(1);
    expect(told.filter((text) => text.startsWith('alice@example.org Plan to recover'))).toHaveLength(2);
  });

  it('an approval of the plan as it was is void, whether it named it or not, and nothing is touched', async () => {
    const { world } = each;
    const handle = await startAndPlan(world, REQUEST);
    grow();
    await handle.signal(approveUnlockSignal, { by: SYSADMIN });
    const { plan, phase, answers } = await world.until(handle, ({ otherAnswers }) => otherAnswers.length > 0);
    expect({ phase, answers }).toEqual({ phase: 'awaiting-approval', answers: [] });
    expect(world.auditor.serversMade()).toEqual([]);
    const mail = await world.until(handle, ({ timeline }) =>
      timeline.some(({ text }) => text === 'Mail team-plan-again sent'),
    );
    expect(mail.otherAnswers.join()).toContain(`The approval by ${SYSADMIN} is void: the plan was`);
    world.cloud.cloud.unlock(SERVER_DATA);
    await handle.signal(approveUnlockSignal, { by: SYSADMIN, plan: plan?.digest });
    await world.reach(handle, 'handed-over');
    await confirm(world, handle);
  });

  it('while the unlock is awaited, the plan is made again before anything is done', async () => {
    const { world } = each;
    const handle = await startAndPlan(world, REQUEST);
    await handle.signal(approveUnlockSignal, { by: SYSADMIN });
    await world.reach(handle, 'awaiting-unlock');
    await each.env.sleep('2 hours');
    grow();
    world.cloud.cloud.unlock(SERVER_DATA);
    await handle.signal(approveUnlockSignal, { by: SYSADMIN });
    const { otherAnswers } = await world.reach(handle, 'awaiting-approval');
    expect(otherAnswers.join()).toContain('is void: the plan was');
    expect(world.auditor.serversMade()).toEqual([]);
    await handle.signal(rejectUnlockSignal, { by: SYSADMIN });
    await world.result(handle);
  });

  it('what only stands in the way for now is shown meanwhile, and passes', async () => {
    const { world } = each;
    const handle = await startAndPlan(world, REQUEST);
    const server = world.cloud.cloud.server(SERVER_DATA);
    server.taskState = 'powering-off';
    await each.env.sleep('20 minutes');
    const { phase, problems } = await world.until(handle, (status) => status.problems.length > 0);
    expect({ phase, code: problems[0]?.code }).toEqual({ phase: 'awaiting-approval', code: 'server-busy' });
    server.taskState = null;
    await each.env.sleep('1 hour');
    await world.until(handle, (status) => status.problems.length === 0);
    await handle.signal(rejectUnlockSignal, { by: SYSADMIN });
    await world.result(handle);
  });
});

describe('with the sysadmin credential', () => {
  const each = worldForEach({ cloudSettings: ['sysadminCloud: sysadmin'] });

  it('the lock that was lifted for an approval is back when that is void', async () => {
    const { world } = each;
    const server = world.cloud.cloud.server(SERVER_DATA);
    // Somebody starts the server just as it is unlocked.
    world.cloud.faults.add({
      on: ({ operation }) => {
        if (operation === 'compute.servers.action') server.status = 'ACTIVE';
        return false;
      },
      answer: { status: 500 },
    });
    const handle = await startAndPlan(world, REQUEST);
    const until = new Date((await each.env.currentTimeMs()) + 86_400_000).toISOString();
    await handle.signal(approveUnlockSignal, { by: SYSADMIN, until });
    await world.until(handle, ({ timeline }) => timeline.some(({ text }) => text.includes('server is running')));
    expect(server.lockedBy).toBeNull();
    await each.env.sleep('2 days');
    await world.reach(handle, 'awaiting-approval');
    expect(server.lockedBy).toBe('sysadmin');
    server.status = 'SHUTOFF';
    await handle.signal(rejectUnlockSignal, { by: SYSADMIN });
    expect(await world.result(handle)).toMatchObject({ outcome: 'rejected', left: [] });
  });
});
