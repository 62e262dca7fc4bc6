/** The update `replayOnClone`: the newest changes of a disk are in its journal, and are replayed on a clone of it. */
import { describe, expect, it } from 'vitest';
import { SERVER_DATA, VOLUME_LVM, VOLUME_PART } from '../../simulators/openstack/seed.ts';
import { confirmRecoveredSignal, inspectAgainUpdate, replayOnCloneUpdate } from '../../src/contract/messages.ts';
import type { RecoveryStatus } from '../../src/contract/recovery.ts';
import type { RecoveryHandle, World } from '../support/recovery-world.ts';
import {
  confirm,
  ENGINEER,
  failureOf,
  recoverUntilHandOver,
  startAndPlan,
  SYSADMIN,
  worldForEach,
} from '../support/story.ts';

const each = worldForEach({}, 'real');
const asked = (volumeId?: string): { args: [unknown] } => ({
  args: [{ by: ENGINEER, ...(volumeId === undefined ? {} : { volumeId }) }],
});

/** One of two disks was left by a server that was killed. */
async function handedOver(
  world: World,
  options: Partial<Parameters<World['start']>[0]> = {},
): Promise<{ handle: RecoveryHandle; status: RecoveryStatus }> {
  world.guests.setDisk(VOLUME_PART, 'dirty-ext4');
  return recoverUntilHandOver(world, { serverId: SERVER_DATA, ...options });
}

const replays = (world: World) =>
  [...world.cloud.cloud.volumes.values()].filter(({ name }) => name.includes('-replay-'));
const messageOf = (message: string) => ({ cause: { message: expect.stringContaining(message) as string } });

it('clones the snapshot of the unclean disk, shows the clone beside it, and deletes it at the end', async () => {
  const { world } = each;
  const { handle, status } = await handedOver(world);
  const answer = await handle.executeUpdate(replayOnCloneUpdate, asked());
  expect(answer).toBe('ext4 on /dev/vdd: replayed. The report shows the clone beside the disk.');

  const [clone] = replays(world);
  const { report, made, timeline, volumes } = await world.status(handle);
  expect(clone).toMatchObject({ snapshotId: volumes[0]?.snapshotId, sourceVolumeId: null });
  expect(report?.volumes).toMatchObject([
    { volumeId: VOLUME_PART, filesystems: [{ mount: { note: expect.any(String) as string } }] },
    { volumeId: VOLUME_LVM },
    {
      volumeId: clone?.id,
      originalVolumeId: VOLUME_PART,
      replayOf: VOLUME_PART,
      device: '/dev/vdd',
      readOnly: true,
      filesystems: [{ mount: { status: 'mounted', note: null } }],
    },
  ]);
  expect(report?.volumes[0]?.filesystems).toEqual(status.report?.volumes[0]?.filesystems);
  expect(made).toContain('clone of data-part with its journal replayed');
  expect(timeline.map(({ text }) => text)).toContainEqual(
    `${ENGINEER} has the journal of data-part replayed on a clone`,
  );
  expect(world.cloud.cloud.server(report?.access?.serverId ?? '')).toMatchObject({ lockedBy: 'owner' });

  expect(await confirm(world, handle)).toMatchObject({ outcome: 'recovered', left: [] });
  expect(replays(world)).toEqual([]);
});

it('is read along when the disks are read again, and is not replayed twice', async () => {
  const { world } = each;
  const { handle } = await handedOver(world);
  await handle.executeUpdate(replayOnCloneUpdate, asked(VOLUME_PART));
  await handle.executeUpdate(inspectAgainUpdate, asked());
  const { report } = await world.status(handle);
  expect(report?.volumes.map(({ replayOf }) => replayOf)).toEqual([undefined, undefined, VOLUME_PART]);
  expect(
    report?.volumes.flatMap(({ warnings }) => warnings).filter((text) => text.includes('none of the volumes')),
  ).toEqual([]);
  await expect(handle.executeUpdate(replayOnCloneUpdate, asked(VOLUME_PART))).rejects.toMatchObject(
    messageOf('was replayed already: the report has its clone'),
  );
  await confirm(world, handle);
});

it('imports the volume group of a clone under another name, beside the original', async () => {
  const { world } = each;
  world.guests.setDisk(VOLUME_LVM, 'dirty-lvm');
  const { handle, status } = await recoverUntilHandOver(world, { serverId: SERVER_DATA });
  const answer = await handle.executeUpdate(replayOnCloneUpdate, asked(VOLUME_LVM));
  const { report } = await world.status(handle);
  const shown = report?.volumes.find(({ replayOf }) => replayOf === VOLUME_LVM);
  const group = `vgdata-${shown?.volumeId.slice(0, 8) ?? ''}`;
  const path = `/dev/mapper/${group.replaceAll('-', '--')}-home`;
  expect(answer).toBe(`ext4 on ${path}: replayed. The report shows the clone beside the disk.`);
  expect(shown?.filesystems[1]).toMatchObject({
    path,
    stack: [`lvm ${group}`, 'home'],
    mount: { status: 'mounted', note: null },
  });
  expect(JSON.stringify(shown?.layers)).not.toContain('journal-not-replayed');
  expect(shown?.collisions.map(({ of }) => of)).toEqual(['filesystem-uuid']);
  const original = ({ volumes }: NonNullable<typeof report>) => volumes[1]?.filesystems.map(({ mount }) => mount);
  expect(report && original(report)).toEqual(status.report && original(status.report));
  expect(await confirm(world, handle)).toMatchObject({ outcome: 'recovered', left: [] });
});

it('clones the disk itself where no snapshot was made', async () => {
  const { world } = each;
  const { handle } = await handedOver(world, { options: { snapshot: false } });
  await handle.executeUpdate(replayOnCloneUpdate, asked());
  expect(replays(world)).toMatchObject([{ snapshotId: null, sourceVolumeId: VOLUME_PART }]);
  expect(await confirm(world, handle)).toMatchObject({ outcome: 'recovered', left: [] });
});

describe('is refused with what could be done', () => {
  it('before the hand-over', async () => {
    const { world } = each;
    const handle = await startAndPlan(world, { serverId: SERVER_DATA });
    await expect(handle.executeUpdate(replayOnCloneUpdate, asked())).rejects.toMatchObject({
      cause: { message: 'replayOnClone: nothing is handed over now' },
    });
    await handle.cancel();
    await expect(world.result(handle)).rejects.toThrow();
  });

  it('for a volume that is not there, one with a btrfs, and where no journal holds anything', async () => {
    const { world } = each;
    const { handle } = await recoverUntilHandOver(world, { serverId: SERVER_DATA });
    for (const [volumeId, message] of [
      ['0', `replayOnClone: no such volume is in the report; it has ${VOLUME_PART}, ${VOLUME_LVM}`],
      [VOLUME_LVM, 'holds a btrfs, which can not be told apart'],
      [undefined, 'replayOnClone: no file system is known to hold changes in its journal'],
    ] as const)
      await expect(handle.executeUpdate(replayOnCloneUpdate, asked(volumeId))).rejects.toMatchObject(
        messageOf(message),
      );
    expect(replays(world)).toEqual([]);
    await confirm(world, handle);
  });
});

it('that fails in the recovery server is told, may be sent again, and leaves nothing behind', async () => {
  const { world } = each;
  const { handle, status } = await handedOver(world);
  for (let attempt = 0; attempt < 3; attempt += 1) world.guests.faults.failNext('replay', 'vdd is in use: refusing');
  await expect(handle.executeUpdate(replayOnCloneUpdate, asked())).rejects.toMatchObject(
    messageOf('vdd is in use: refusing. The disk itself is as it was'),
  );
  expect((await world.status(handle)).report).toEqual(status.report);
  await handle.executeUpdate(replayOnCloneUpdate, asked());
  expect(replays(world)).toHaveLength(1);
  expect(await confirm(world, handle)).toMatchObject({ outcome: 'recovered', left: [] });
  expect(replays(world)).toEqual([]);
});

it('is finished before a confirmation that came meanwhile is acted on', async () => {
  const { world } = each;
  const { handle } = await handedOver(world);
  const update = await handle.startUpdate(replayOnCloneUpdate, { ...asked(), waitForStage: 'ACCEPTED' });
  await handle.signal(confirmRecoveredSignal, { by: SYSADMIN });
  await expect(update.result()).resolves.toContain('replayed');
  expect(await world.result(handle)).toMatchObject({ outcome: 'recovered', left: [] });
});

it('that is under way when the recovery is cancelled leaves nothing behind', async () => {
  const { world } = each;
  const { handle } = await handedOver(world);
  world.guests.faults.hangNext('replay');
  await handle.startUpdate(replayOnCloneUpdate, { ...asked(), waitForStage: 'ACCEPTED' });
  await world.until(handle, ({ made }) => made.some((what) => what.startsWith('attachment of clone of data-part')));
  await handle.cancel();
  expect(await failureOf(handle)).toMatchObject({ type: 'CancelledFailure' });
  expect(replays(world)).toEqual([]);
});
