import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { SERVER_BFV, SERVER_DATA, VOLUME_LVM, VOLUME_PART, VOLUME_ROOT } from '../../simulators/openstack/seed.ts';
import { approveUnlockSignal, confirmRecoveredSignal } from '../../src/contract/messages.ts';
import { createWorld, type World } from '../support/recovery-world.ts';
import { createTimeSkippingEnv } from '../support/workflow-env.ts';

let env: TestWorkflowEnvironment;
let world: World;
beforeAll(async () => {
  env = await createTimeSkippingEnv();
});
afterAll(async () => {
  await env.teardown();
});
beforeEach(async () => {
  world = await createWorld(env, { codePath: inject('workflowBundlePath') });
});
afterEach(async () => {
  await world.close();
});

it('two data volumes are detached, read and handed over, and only the snapshots that the plan named stay', async () => {
  const handle = await world.start({ serverId: SERVER_DATA, owner: { email: 'alice@example.org', language: 'fr' } });
  await world.reach(handle, 'awaiting-approval');
  world.cloud.cloud.unlock(SERVER_DATA);
  await handle.signal(approveUnlockSignal, { by: 'sysadmin@example.org' });
  const { report, made } = await world.reach(handle, 'handed-over');
  expect(report?.volumes.map(({ originalVolumeId, readOnly }) => ({ originalVolumeId, readOnly }))).toEqual([
    { originalVolumeId: VOLUME_PART, readOnly: true },
    { originalVolumeId: VOLUME_LVM, readOnly: true },
  ]);
  const filesystems = report?.volumes.flatMap((volume) => volume.filesystems) ?? [];
  expect(filesystems.filter(({ mount }) => mount.status === 'mounted').map(({ fstype }) => fstype)).toEqual([
    'ext4',
    'xfs',
    'ext4',
    'btrfs',
  ]);
  const files = filesystems.flatMap(({ listing }) => listing?.entries.map(({ path }) => path) ?? []);
  expect(files.filter((path) => path.endsWith('thesis.txt')).length).toBeGreaterThan(0);
  expect(made.length).toBeGreaterThan(5);

  await handle.signal(confirmRecoveredSignal, { by: 'engineer@example.org' });
  const result = await world.result(handle);
  expect(result).toMatchObject({ outcome: 'recovered', left: [] });
  expect(result.volumes).toEqual([
    { volumeId: VOLUME_PART, name: 'data-part', where: 'detached', snapshotId: expect.any(String) },
    { volumeId: VOLUME_LVM, name: 'data-lvm', where: 'detached', snapshotId: expect.any(String) },
  ]);
  expect(world.cloud.cloud.leftovers('recovery-')).toEqual([
    expect.stringMatching(/^snapshot /),
    expect.stringMatching(/^snapshot /),
  ]);
});

it('a root volume is cloned: the original stays where it is, locked, and the clone is gone at the end', async () => {
  const before = world.evidence.whereabouts();
  const handle = await world.start({ serverId: SERVER_BFV });
  await world.reach(handle, 'awaiting-approval');
  await handle.signal(approveUnlockSignal, { by: 'sysadmin@example.org' });
  const { report } = await world.reach(handle, 'handed-over');
  expect(report?.volumes[0]).toMatchObject({
    originalVolumeId: VOLUME_ROOT,
    operatingSystems: [{ id: 'debian', hostname: 'compromised-bfv' }],
  });
  await handle.signal(confirmRecoveredSignal, { by: 'engineer@example.org' });
  expect(await world.result(handle)).toMatchObject({ outcome: 'recovered', left: [] });
  expect(world.evidence.whereabouts()).toEqual(before);
  expect(world.cloud.cloud.server(SERVER_BFV).lockedBy).toBe('sysadmin');
  expect(world.cloud.cloud.leftovers('recovery-')).toEqual([expect.stringMatching(/^snapshot /)]);
});
