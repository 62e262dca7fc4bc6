/** The update `inspectAgain`: a person has opened an encrypted disk on the recovery server. */
import { expect, it } from 'vitest';
import { SERVER_DATA } from '../../simulators/openstack/seed.ts';
import { confirmRecoveredSignal, inspectAgainUpdate } from '../../src/contract/messages.ts';
import { confirm, recoverUntilHandOver, startAndPlan, SYSADMIN, worldForEach } from '../support/story.ts';

const each = worldForEach({}, 'real');
const options = (): { args: [unknown] } => ({ args: [{ by: SYSADMIN }] });

it('reads the disks again, answers with what is mounted, and keeps no more than who asked', async () => {
  const { world } = each;
  const { handle, status } = await recoverUntilHandOver(world, { serverId: SERVER_DATA });
  const sent = { by: SYSADMIN, passphrase: 'correct horse battery staple' };
  const answer = await handle.executeUpdate(inspectAgainUpdate, { args: [sent] });
  expect(answer).toMatch(/^\d file systems are mounted, nothing new\. The report has the rest\.$/);
  const after = await world.status(handle);
  expect(after.report).toEqual({ ...status.report, survey: after.report?.survey });
  expect(after.timeline.map(({ text }) => text)).toContainEqual(`${SYSADMIN} has the disks read again`);
  expect(JSON.stringify(after)).not.toContain('battery');
  await confirm(world, handle);
});

it('that fails is told, leaves what was mounted, and the recovery goes on to its end', async () => {
  const { world } = each;
  const { handle, status } = await recoverUntilHandOver(world, { serverId: SERVER_DATA });
  for (let attempt = 0; attempt < 3; attempt += 1) world.guests.faults.failNext('probe', 'blkid: Input/output error');
  await expect(handle.executeUpdate(inspectAgainUpdate, options())).rejects.toMatchObject({
    cause: { message: expect.stringContaining('Input/output error. What was mounted before still is') as string },
  });
  expect((await world.status(handle)).report).toEqual(status.report);
  await confirm(world, handle);
});

it('is refused before the hand-over', async () => {
  const { world } = each;
  const handle = await startAndPlan(world, { serverId: SERVER_DATA });
  await expect(handle.executeUpdate(inspectAgainUpdate, options())).rejects.toMatchObject({
    cause: { message: 'inspectAgain: nothing is handed over now' },
  });
  await handle.cancel();
  await expect(world.result(handle)).rejects.toThrow();
});

it('is finished before a confirmation that came meanwhile is acted on', async () => {
  const { world } = each;
  const { handle } = await recoverUntilHandOver(world, { serverId: SERVER_DATA });
  const update = await handle.startUpdate(inspectAgainUpdate, { ...options(), waitForStage: 'ACCEPTED' });
  await handle.signal(confirmRecoveredSignal, { by: SYSADMIN });
  await expect(update.result()).resolves.toContain('file systems are mounted');
  expect(await world.result(handle)).toMatchObject({ outcome: 'recovered', left: [] });
});
