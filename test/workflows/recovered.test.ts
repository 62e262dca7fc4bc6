import { expect, it } from 'vitest';
import {
  SERVER_BFV,
  SERVER_DATA,
  SERVER_HEALTHY,
  VOLUME_LVM,
  VOLUME_PART,
  VOLUME_ROOT,
} from '../../simulators/openstack/seed.ts';
import { confirm, recoverUntilHandOver, startAndPlan, SYSADMIN, worldForEach } from '../support/story.ts';
import { approveUnlockSignal } from '../../src/contract/messages.ts';

const each = worldForEach();
const snapshotOnly = expect.stringMatching(/^snapshot /) as string;

it('two data volumes are detached, read and handed over, and only the snapshots that the plan named stay', async () => {
  const { world } = each;
  const { handle, status } = await recoverUntilHandOver(world, { serverId: SERVER_DATA });
  expect(status.report?.volumes).toMatchObject([
    { originalVolumeId: VOLUME_PART, readOnly: true, partitionTable: 'gpt' },
    { originalVolumeId: VOLUME_LVM, readOnly: true, partitionTable: null },
  ]);
  const filesystems = status.report?.volumes.flatMap((volume) => volume.filesystems) ?? [];
  const mounted = filesystems.filter(({ mount }) => mount.status === 'mounted');
  expect(mounted.map(({ fstype }) => fstype)).toEqual(['ext4', 'xfs', 'ext4', 'btrfs']);
  for (const { listing } of mounted)
    expect(listing?.entries.filter(({ type }) => type === 'file')).toMatchObject([
      { path: 'thesis.txt', sizeBytes: 16 },
    ]);

  expect(await confirm(world, handle)).toMatchObject({
    outcome: 'recovered',
    left: [],
    decision: { kind: 'approved', by: SYSADMIN },
    volumes: [
      { volumeId: VOLUME_PART, name: 'data-part', where: 'detached', snapshotId: expect.any(String) as string },
      { volumeId: VOLUME_LVM, name: 'data-lvm', where: 'detached', snapshotId: expect.any(String) as string },
    ],
  });
  expect(world.cloud.cloud.leftovers('recovery-')).toEqual([snapshotOnly, snapshotOnly]);
  expect(world.cloud.cloud.volume(VOLUME_PART)).toMatchObject({ status: 'available', attachments: [] });
});

it('a root volume is cloned without an unlock: the original stays where it is, and the clone is gone at the end', async () => {
  const { world } = each;
  const before = world.auditor.whereabouts();
  const handle = await startAndPlan(world, { serverId: SERVER_BFV });
  await handle.signal(approveUnlockSignal, { by: SYSADMIN });
  const { report } = await world.reach(handle, 'handed-over');
  expect(report?.volumes).toMatchObject([
    { originalVolumeId: VOLUME_ROOT, operatingSystems: [{ id: 'debian', hostname: 'compromised-bfv' }] },
  ]);
  expect(await confirm(world, handle)).toMatchObject({ outcome: 'recovered', left: [] });
  expect(world.auditor.whereabouts()).toEqual(before);
  expect(world.cloud.cloud.server(SERVER_BFV).lockedBy).toBe('sysadmin');
  expect(world.cloud.cloud.leftovers('recovery-')).toEqual([snapshotOnly]);
});

it('the own disk of a server that boots from an image is copied, and nothing is asked of its volumes', async () => {
  const { world } = each;
  const { cloud } = world.cloud;
  Object.assign(cloud.server(SERVER_HEALTHY), { status: 'SHUTOFF' });
  cloud.lock(SERVER_HEALTHY, 'sysadmin', 'compromised');
  const handle = await startAndPlan(world, { serverId: SERVER_HEALTHY });
  await handle.signal(approveUnlockSignal, { by: SYSADMIN });
  const { report } = await world.reach(handle, 'handed-over');
  expect(report?.volumes).toMatchObject([{ originalVolumeId: null, operatingSystems: [{ id: 'debian' }] }]);
  expect(await confirm(world, handle)).toMatchObject({ outcome: 'recovered', left: [] });
  expect(cloud.leftovers('recovery-')).toEqual([expect.stringMatching(/^image /)]);
});

it('with returnVolumes and deleteSnapshots everything is where it was, and nothing of ours is left', async () => {
  const { world } = each;
  const before = world.auditor.whereabouts();
  const { handle } = await recoverUntilHandOver(world, {
    serverId: SERVER_DATA,
    options: { returnVolumes: true, deleteSnapshots: true },
  });
  expect(await confirm(world, handle)).toMatchObject({
    outcome: 'recovered',
    left: [],
    volumes: [{ where: 'returned' }, { where: 'returned' }],
  });
  expect(world.auditor.whereabouts()).toEqual(before);
  expect(world.cloud.cloud.leftovers('recovery-')).toEqual([]);
});

it('only the volume that was named is touched, by the strategy that was named', async () => {
  const { world } = each;
  const { handle, status } = await recoverUntilHandOver(world, {
    serverId: SERVER_DATA,
    volumes: [{ volumeId: VOLUME_LVM, strategy: 'clone' }],
  });
  expect(status.report?.volumes).toMatchObject([{ originalVolumeId: VOLUME_LVM }]);
  await confirm(world, handle);
  const touched = world.cloud.cloud.journal.filter(({ id }) => [VOLUME_PART, VOLUME_LVM].includes(id));
  expect(touched.filter(({ from }) => from !== null && from.attachedTo.length > 0)).toEqual([]);
});

it('the owner is told in French, the cloud team in English with the exact answer to give', async () => {
  const { world } = each;
  const owner = { name: 'Émilie', email: 'emilie@example.org', language: 'fr' } as const;
  const { handle } = await recoverUntilHandOver(world, { serverId: SERVER_DATA, owner });
  await confirm(world, handle);
  const to = (address: string): { subject: string; text: string }[] =>
    world.mails.messages.filter((mail) => mail.to.includes(address));
  const toOwner = to(owner.email);
  expect(toOwner).toHaveLength(3);
  expect(toOwner.map(({ text }) => text).join('\n')).toContain('Bonjour Émilie');
  const plan = to('cloud@tech.example.org').find(({ text }) => text.includes('approveUnlock'));
  expect(plan?.text).toContain('npm run recovery -- approve recover-server-data:research:');
});
