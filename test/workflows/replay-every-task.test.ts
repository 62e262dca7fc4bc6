/** A worker without a workflow cache, as after a restart at every moment: each task begins with the first event. */
import { expect, it } from 'vitest';
import { SERVER_DATA } from '../../simulators/openstack/seed.ts';
import { confirm, recoverUntilHandOver, worldForEach } from '../support/story.ts';

const each = worldForEach({ maxCachedWorkflows: 0 });

it('a recovery whose every task replays from the first event makes one server, and recovers everything', async () => {
  const { world } = each;
  const { handle, status } = await recoverUntilHandOver(world, { serverId: SERVER_DATA });
  expect(status.report?.volumes).toHaveLength(2);
  expect(await confirm(world, handle)).toMatchObject({ outcome: 'recovered', left: [] });
  expect(world.auditor.serversMade()).toHaveLength(1);
});
