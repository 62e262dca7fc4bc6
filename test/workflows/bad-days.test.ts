/** Whatever goes wrong in the cloud, in whatever combination: the evidence is unharmed, and what is left over is named. */
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { SimulatedCloud } from '../../simulators/openstack/cloud.ts';
import { SERVER_BFV, SERVER_DATA, VOLUME_PART, VOLUME_ROOT } from '../../simulators/openstack/seed.ts';
import { confirmRecoveredSignal } from '../../src/contract/messages.ts';
import type { RecoveryRequest } from '../../src/contract/recovery-input.ts';
import { hasEnded, type RecoveryStatus } from '../../src/contract/recovery.ts';
import { type BadDay, badDay } from '../support/bad-days.ts';
import { createWorld, type RecoveryHandle, type World } from '../support/recovery-world.ts';
import { ENGINEER, unlockAndApprove } from '../support/story.ts';
import { createDevServerEnv } from '../support/workflow-env.ts';

/** `BAD_DAYS_SEED=4711 BAD_DAYS=50` draws others, and more of them. */
const SEED = Number(process.env['BAD_DAYS_SEED'] ?? 1);
const DAYS = fc.sample(badDay, { seed: SEED, numRuns: Number(process.env['BAD_DAYS'] ?? 6) });
const UNIT_MS = 5;

let env: TestWorkflowEnvironment;
beforeAll(async () => {
  env = await createDevServerEnv();
});
afterAll(async () => {
  await env.teardown();
});

// Side by side: most of a bad day is waiting for the next try.
describe.concurrent(`bad days of seed ${String(SEED)}`, () => {
  it.each(DAYS.map((day, index) => [index, JSON.stringify(day), day] as const))('%i: %s', async (_i, _text, day) => {
    // One recovery a server: each day has its own.
    const serverId = randomUUID();
    const seeded = day.server === 'data' ? SERVER_DATA : SERVER_BFV;
    const world = await createWorld(
      env,
      { codePath: inject('workflowBundlePath') },
      { unitMs: UNIT_MS, seed: day.seed, arrange: (cloud) => rename(cloud, seeded, serverId) },
    );
    try {
      await survive(world, day, serverId);
    } finally {
      await world.close();
    }
  });
});

function rename(cloud: SimulatedCloud, from: string, to: string): void {
  const server = cloud.server(from);
  cloud.servers.delete(from);
  cloud.servers.set(to, Object.assign(server, { id: to }));
  for (const port of cloud.ports.values()) if (port.deviceId === from) port.deviceId = to;
  for (const { attachments } of cloud.volumes.values())
    for (const attachment of attachments) if (attachment.serverId === from) attachment.serverId = to;
}

async function survive(world: World, day: BadDay, serverId: string): Promise<void> {
  const { auditor, cloud } = world;
  const before = auditor.whereabouts();
  prepare(world, day);
  const handle = await world.start(requestOf(day, serverId));
  const ending = await liveThrough(world, day, handle, serverId);

  const kept = ending.phase === 'recovered' ? ending.volumes.map(({ snapshotId }) => snapshotId) : [];
  const leftOver = auditor.violationsAtTheEnd(kept).filter((each) => each.endsWith('is left over'));
  expect(auditor.violations()).toEqual([]);
  // Each thing that is left has its line among those that people are told.
  expect(ending.left.length, `${leftOver.join('; ')} – told: ${ending.left.join('; ')}`).toBeGreaterThanOrEqual(
    leftOver.length,
  );
  const settled = [...cloud.cloud.volumes.values()].map(({ status }) => status);
  expect(settled.filter((status) => !['available', 'in-use'].includes(status))).toEqual([]);
  if (ending.left.length === 0 && (ending.phase !== 'recovered' || day.returnVolumes))
    expect(auditor.whereabouts()).toEqual(before);
}

function prepare({ cloud }: World, day: BadDay): void {
  const volumeId = day.server === 'data' ? VOLUME_PART : VOLUME_ROOT;
  for (const fault of day.faults) cloud.faults.add(fault);
  cloud.faults.attachReturnsToAvailable(volumeId, day.attachFails);
  cloud.faults.detachRollsBack(volumeId, day.detachRollsBack);
  if (day.noValidHost) cloud.faults.noValidHost();
}

const requestOf = ({ server, strategy, returnVolumes }: BadDay, serverId: string): RecoveryRequest => ({
  serverId,
  options: { returnVolumes },
  ...(server === 'data' ? { volumes: [{ volumeId: VOLUME_PART, strategy }] } : {}),
});

/** Everybody does their part as soon as they are asked, until it is over. */
async function liveThrough(
  world: World,
  day: BadDay,
  handle: RecoveryHandle,
  serverId: string,
): Promise<RecoveryStatus> {
  for (let last: RecoveryStatus['phase'] | null = null; ;) {
    const seen = last;
    const status = await world.until(handle, ({ phase }) => phase !== seen);
    last = status.phase;
    if (hasEnded(status)) return status;
    if (last === day.tokensExpireAt) world.cloud.expireTokens();
    if (last === day.hangs?.from) hang(world.cloud.cloud, day.hangs);
    if (last === 'awaiting-approval') await unlockAndApprove(world, handle, serverId);
    if (last === 'handed-over') await handle.signal(confirmRecoveredSignal, { by: ENGINEER });
  }
}

function hang(cloud: SimulatedCloud, { service, seconds }: NonNullable<BadDay['hangs']>): void {
  cloud.services.hang(service);
  cloud.after(seconds, () => cloud.services.resume(service));
}
