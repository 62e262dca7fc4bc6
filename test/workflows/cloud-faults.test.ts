/** What a real cloud does on a bad day, and what the recovery makes of it. */
import { expect, it } from 'vitest';
import type { FaultyCall } from '../../simulators/openstack/faults.ts';
import type { Operation } from '../../simulators/openstack/operations.ts';
import { SERVER_BFV, SERVER_DATA, VOLUME_PART } from '../../simulators/openstack/seed.ts';
import {
  confirm,
  failureOf,
  recoverUntilHandOver,
  startAndPlan,
  unlockAndApprove,
  worldForEach,
} from '../support/story.ts';

const each = worldForEach({}, 'real');

const LOST: { operation: Operation; serverId: string }[] = [
  { operation: 'network.security-groups.create', serverId: SERVER_BFV },
  { operation: 'network.security-group-rules.create', serverId: SERVER_BFV },
  { operation: 'compute.keypairs.create', serverId: SERVER_BFV },
  { operation: 'compute.servers.create', serverId: SERVER_BFV },
  { operation: 'block-storage.snapshots.create', serverId: SERVER_BFV },
  { operation: 'block-storage.volumes.create', serverId: SERVER_BFV },
  { operation: 'compute.volume-attachments.create', serverId: SERVER_BFV },
  { operation: 'compute.volume-attachments.delete', serverId: SERVER_DATA },
  { operation: 'compute.servers.delete', serverId: SERVER_BFV },
  { operation: 'block-storage.volumes.delete', serverId: SERVER_BFV },
];

it.each(LOST)(
  'the answer to $operation is lost after the act: nothing is made twice, nothing is left',
  async (fault) => {
    const { world } = each;
    world.cloud.faults.add({ on: fault.operation, when: 'after-effect', answer: 'reset' });
    const { handle, status } = await recoverUntilHandOver(world, { serverId: fault.serverId });
    const kinds = (prefix: string): number =>
      world.cloud.cloud.leftovers('recovery-').filter((name) => name.startsWith(prefix)).length;
    expect(kinds('server')).toBe(1);
    expect(kinds('security group')).toBe(1);
    expect(kinds('snapshot')).toBe(status.plan?.volumes.length);
    expect(await confirm(world, handle)).toMatchObject({ outcome: 'recovered', left: [] });
    expect(kinds('server') + kinds('security group') + kinds('keypair') + kinds('volume')).toBe(0);
  },
);

const BAD_ANSWERS = [
  { what: 'a proxy that answers 502 with a page', answer: { proxyPage: 502 } },
  { what: 'a service that is down (503)', answer: { status: 503, body: {}, headers: { 'retry-after': '0' } } },
  { what: 'throttling (429)', answer: { status: 429, body: {}, headers: { 'retry-after': '0' } } },
  {
    what: 'a 500 of Nova',
    answer: { status: 500, body: { computeFault: { code: 500, message: 'Unexpected API Error.' } } },
  },
] as const;

it.each(BAD_ANSWERS)('$what passes: the recovery tries again', async ({ answer }) => {
  const { world } = each;
  for (const on of ['compute.servers.get', 'compute.servers.create', 'compute.volume-attachments.create'] as const)
    world.cloud.faults.add({ on, answer });
  const { handle } = await recoverUntilHandOver(world, { serverId: SERVER_BFV });
  expect(await confirm(world, handle)).toMatchObject({ outcome: 'recovered', left: [] });
});

it('every token expires in the middle: a new login is made, once, and nobody notices', async () => {
  const { world } = each;
  const handle = await startAndPlan(world, { serverId: SERVER_DATA });
  world.cloud.expireTokens();
  await unlockAndApprove(world, handle, SERVER_DATA);
  await world.reach(handle, 'handed-over');
  expect(await confirm(world, handle)).toMatchObject({ outcome: 'recovered', left: [] });
});

it('an attach that Nova accepts and gives up silently is tried again', async () => {
  const { world } = each;
  world.cloud.faults.attachReturnsToAvailable(VOLUME_PART, 2);
  const { handle } = await recoverUntilHandOver(world, { serverId: SERVER_DATA });
  expect(await confirm(world, handle)).toMatchObject({ outcome: 'recovered', left: [] });
});

it('an attach that never works ends the recovery with its reason, and the volume goes back', async () => {
  const { world } = each;
  const before = world.auditor.whereabouts();
  world.cloud.faults.attachReturnsToAvailable(VOLUME_PART, 5);
  const handle = await startAndPlan(world, { serverId: SERVER_DATA });
  await unlockAndApprove(world, handle, SERVER_DATA);
  expect(await failureOf(handle)).toEqual({
    type: 'AttachFailed',
    message: expect.stringContaining(`Nova accepted the attach of volume ${VOLUME_PART}`) as string,
  });
  expect(world.auditor.whereabouts()).toEqual(before);
  expect(world.cloud.cloud.leftovers('recovery-')).toEqual([]);
});

it('no host for the recovery server: the recovery fails with that sentence, and the evidence never moved', async () => {
  const { world } = each;
  const before = world.auditor.whereabouts();
  world.cloud.faults.noValidHost();
  const handle = await startAndPlan(world, { serverId: SERVER_DATA, owner: { email: 'alice@example.org' } });
  await unlockAndApprove(world, handle, SERVER_DATA);
  expect(await failureOf(handle)).toEqual({
    type: 'RecoveryServerFailed',
    message: 'Nova could not make the recovery server: No valid host was found. ',
  });
  expect(world.auditor.whereabouts()).toEqual(before);
  expect(world.cloud.cloud.leftovers('recovery-')).toEqual([]);
  expect(world.mails.messages.filter(({ to }) => to.includes('alice@example.org')).length).toBe(3);
});

it('a guest that does not let go of a disk is switched off, and the disk goes free', async () => {
  const { world } = each;
  const { handle } = await recoverUntilHandOver(world, { serverId: SERVER_DATA });
  world.cloud.faults.detachRollsBack(VOLUME_PART, 2);
  expect(await confirm(world, handle)).toMatchObject({ outcome: 'recovered', left: [] });
  expect(world.cloud.cloud.volume(VOLUME_PART)).toMatchObject({ status: 'available', attachments: [] });
});

it('what cannot be removed is named in the result, and the rest is removed all the same', async () => {
  const { world } = each;
  const { handle } = await recoverUntilHandOver(world, { serverId: SERVER_BFV });
  world.cloud.faults.add({
    on: 'compute.keypairs.delete',
    hits: { every: 1 },
    answer: { status: 403, body: { forbidden: { code: 403, message: "Policy doesn't allow it" } } },
  });
  const result = await confirm(world, handle);
  expect(result.left).toEqual([expect.stringMatching(/^keypair recovery-.*Policy doesn't allow it/)]);
  expect(result.summary).toContain('confirmed');
  expect(world.cloud.cloud.leftovers('recovery-').filter((name) => !/^(snapshot|keypair)/.test(name))).toEqual([]);
});

it('a server that cannot be removed is named at once, with what it holds', async () => {
  const { world } = each;
  const { handle } = await recoverUntilHandOver(world, { serverId: SERVER_BFV });
  world.cloud.faults.add({ on: 'compute.servers.delete', hits: { every: 1 }, answer: { status: 403 } });
  const { left } = await confirm(world, handle);
  expect(left).toEqual([
    expect.stringMatching(/^server recovery-/),
    expect.stringMatching(/^security group recovery-.*: not tried, because of what is left over: server recovery-/),
  ]);
  expect(world.cloud.cloud.leftovers('recovery-').map((each) => each.replace(/ .*/, ''))).toEqual([
    'server',
    'snapshot',
    'security',
  ]);
});

it('evidence that cannot be detached keeps its server, and both are named at once', async () => {
  const { world } = each;
  const { handle } = await recoverUntilHandOver(world, { serverId: SERVER_DATA, options: { returnVolumes: true } });
  const detach = 'compute.volume-attachments.delete';
  world.cloud.faults.add({ on: detach, hits: { every: 1 }, answer: { status: 403 } });
  const { left, volumes } = await confirm(world, handle);
  expect(left.map((each) => each.replace(/^(\w+)(?:.*(not tried))?.*$/, '$1 $2').trim())).toEqual([
    ...['attachment', 'attachment', 'volume not tried', 'volume not tried'],
    ...['server not tried', 'security not tried'],
  ]);
  expect(volumes.map(({ where }) => where)).toEqual(['detached', 'detached']);
});

it('nova-compute hangs over a minute during the attach: an operator is asked for, and all goes back when he has mended it', async () => {
  const { world } = each;
  const { cloud, calls, faults } = world.cloud;
  const before = world.auditor.whereabouts();
  // Just as the first attach is asked for: the detaches before it are done.
  const hangAtAttach = ({ operation }: FaultyCall): boolean => {
    if (operation === 'compute.volume-attachments.create' && !calls.some(({ status }) => status === 500))
      cloud.services.hang('nova-compute');
    return false;
  };
  faults.add({ on: hangAtAttach, answer: 'reset' });
  const handle = await startAndPlan(world, { serverId: SERVER_DATA });
  await unlockAndApprove(world, handle, SERVER_DATA);
  await world.until(handle, () => calls.some(({ status }) => status === 500));
  cloud.services.resume('nova-compute');
  const { timeline } = await world.reach(handle, 'cleaning-up');
  expect(timeline.map(({ text }) => text).join()).toContain("an operator must remove Nova's left-over attachment");
  for (const server of cloud.servers.values()) server.ghosts = [];
  expect(await failureOf(handle)).toMatchObject({ type: 'VolumeInconsistent' });
  expect(world.auditor.whereabouts()).toEqual(before);
  expect(world.auditor.violationsAtTheEnd()).toEqual([]);
});
