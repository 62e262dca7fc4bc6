/** The history reads as sentences: every activity and every timer has a summary, and nothing of others acts in it. */
import { defaultPayloadConverter } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { expect, it } from 'vitest';
import { SERVER_BFV, SERVER_DATA, VOLUME_PART } from '../../simulators/openstack/seed.ts';
import { waitFor } from '../support/recovery-world.ts';
import { confirm, recoverUntilHandOver, startAndPlan, unlockAndApprove, worldForEach } from '../support/story.ts';

const each = worldForEach({}, 'real');

const WAITS = 'Wait for the approval, then look at the cloud again';

const summaryOf = ({ userMetadata }: temporal.api.history.v1.IHistoryEvent): unknown =>
  userMetadata?.summary == null ? null : defaultPayloadConverter.fromPayload(userMetadata.summary);

/** Of every activity and timer, in order. */
async function summaries(handle: Awaited<ReturnType<typeof startAndPlan>>): Promise<unknown[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? [])
    .filter((event) => event.activityTaskScheduledEventAttributes != null || event.timerStartedEventAttributes != null)
    .map(summaryOf);
}

it.each([SERVER_DATA, SERVER_BFV])('of a recovery of %s, from the plan to the clean-up', async (serverId) => {
  const { world } = each;
  const handle = await startAndPlan(world, { serverId, owner: { email: 'alice@example.org' } });
  // Whoever approves sooner spares the wait.
  await waitFor(
    () => summaries(handle),
    (told) => told.includes(WAITS),
    (told) => `“${WAITS}” among ${told.join(', ')}`,
  );
  await unlockAndApprove(world, handle, serverId);
  await world.reach(handle, 'handed-over');
  await confirm(world, handle);
  const told = await summaries(handle);
  expect(told.filter((summary) => typeof summary !== 'string' || summary === '')).toEqual([]);
  expect(told).toContain('Read the cloud and make the plan');
  expect(told).toContain('Delete the recovery server');
});

it('names volumes, and reads no markup in their names', async () => {
  const { world } = each;
  const volume = world.cloud.cloud.volumes.get(VOLUME_PART);
  if (volume !== undefined) volume.name = '[a](http://evil.example) `b` {workflowId}';
  const { handle } = await recoverUntilHandOver(world, { serverId: SERVER_DATA });
  await confirm(world, handle);
  const told = await summaries(handle);
  expect(told).toContain('Detach data-lvm from the compromised server');
  expect(told).toContain('Detach a http evil.example b workflowId from the compromised server');
});
