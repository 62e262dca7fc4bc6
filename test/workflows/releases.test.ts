/** The whole recovery on a cloud of each release that the clouds run: both compromised servers, to a clean end. */
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { type ReleaseName, RELEASES } from '../../simulators/openstack/releases.ts';
import { SERVER_BFV, SERVER_DATA, VOLUME_LVM, VOLUME_PART, VOLUME_ROOT } from '../../simulators/openstack/seed.ts';
import { rejectUnlockSignal } from '../../src/contract/messages.ts';
import { ServiceClient } from '../../src/openstack/service-client.ts';
import { createWorld, type World } from '../support/recovery-world.ts';
import { confirm, recoverUntilHandOver, startAndPlan, SYSADMIN } from '../support/story.ts';
import { createTimeSkippingEnv } from '../support/workflow-env.ts';

let env: TestWorkflowEnvironment | undefined;
beforeAll(async () => {
  env = await createTimeSkippingEnv();
});
afterAll(async () => {
  await env?.teardown();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** Closing the world fails where the evidence was harmed, or something was asked for that the release doesn't have. */
async function inWorld(release: ReleaseName, use: (world: World) => Promise<void>): Promise<void> {
  if (env === undefined) throw new Error('only inside a test');
  const world = await createWorld(env, { codePath: inject('workflowBundlePath') }, { release });
  try {
    await use(world);
  } finally {
    await world.close();
  }
}

const options = { returnVolumes: true, deleteSnapshots: true };

async function recoverDataVolumes(world: World): Promise<void> {
  const { handle, status } = await recoverUntilHandOver(world, { serverId: SERVER_DATA, options });
  expect(status.report?.volumes).toMatchObject([
    { originalVolumeId: VOLUME_PART, readOnly: true },
    { originalVolumeId: VOLUME_LVM, readOnly: true },
  ]);
  expect(await confirm(world, handle)).toMatchObject({ outcome: 'recovered', left: [] });
}

async function recoverRootVolume(world: World): Promise<void> {
  const { handle, status } = await recoverUntilHandOver(world, { serverId: SERVER_BFV, options });
  expect(status.report?.volumes).toMatchObject([
    { originalVolumeId: VOLUME_ROOT, readOnly: true, operatingSystems: [{ hostname: 'compromised-bfv' }] },
  ]);
  expect(await confirm(world, handle)).toMatchObject({ outcome: 'recovered', left: [] });
}

/** Nothing of ours is left, and each volume is where it was. */
async function leavesAllAsItWas(world: World, recover: (world: World) => Promise<void>): Promise<void> {
  const before = world.auditor.whereabouts();
  await recover(world);
  expect(world.auditor.whereabouts()).toEqual(before);
  expect(world.auditor.violationsAtTheEnd()).toEqual([]);
  expect(world.cloud.calls.filter(({ status }) => status === 406)).toEqual([]);
}

describe.each(Object.keys(RELEASES) as ReleaseName[])('on %s', (release) => {
  it('two data volumes are moved, read and brought back', async () => {
    await inWorld(release, (world) => leavesAllAsItWas(world, recoverDataVolumes));
  });

  it('a root volume is cloned and read', async () => {
    await inWorld(release, (world) => leavesAllAsItWas(world, recoverRootVolume));
  });
});

describe('a server that is to be deleted, and would take its boot volume along', () => {
  const request = { serverId: SERVER_BFV, volumes: [{ volumeId: VOLUME_ROOT, strategy: 'delete-server' as const }] };
  const doom = ({ cloud }: World): void => {
    for (const attachment of cloud.cloud.volume(VOLUME_ROOT).attachments) attachment.deleteOnTermination = true;
  };

  it('is refused on Train, which has no 2.85 to keep the volume with', async () => {
    await inWorld('train', async (world) => {
      doom(world);
      const result = await world.result(await world.start(request));
      expect(result).toMatchObject({ outcome: 'refused', problems: [{ code: 'deletion-would-delete-volume' }] });
    });
  });

  it('is planned on Ussuri, which has', async () => {
    await inWorld('ussuri', async (world) => {
      doom(world);
      const handle = await startAndPlan(world, request);
      await handle.signal(rejectUnlockSignal, { by: SYSADMIN });
      expect(await world.result(handle)).toMatchObject({ outcome: 'rejected', left: [] });
    });
  });
});

/**
 * The product asks for the oldest microversion that has all it needs. Were it to ask for the newest, it would still
 * have to understand the answers: an attach without a word, attachments without an id, flavors with fewer fields.
 */
describe('asking the newest release for the newest of everything', () => {
  it.each([
    ['two data volumes are recovered', recoverDataVolumes],
    ['a root volume is recovered', recoverRootVolume],
  ])('%s', async (_name, recover) => {
    const { compute, blockStorage } = RELEASES.gazpacho;
    const newest = new Map<string, string>([
      ['compute', compute],
      ['block-storage', blockStorage],
    ]);
    vi.spyOn(ServiceClient.prototype, 'microversion').mockImplementation(function (this: ServiceClient) {
      return Promise.resolve(newest.get(this.service) ?? null);
    });
    await inWorld('gazpacho', async (world) => {
      await leavesAllAsItWas(world, recover);
      const attaches = world.cloud.calls.filter(({ operation }) => operation === 'compute.volume-attachments.create');
      expect(new Set(attaches.map(({ status }) => status))).toEqual(new Set([202]));
    });
  });
});
