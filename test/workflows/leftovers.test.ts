/** What terminated recoveries leave behind is found by its tags, and nothing of a running one is among it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SERVER_BFV, SERVER_DATA, VOLUME_LVM, VOLUME_PART } from '../../simulators/openstack/seed.ts';
import { findLeftovers, hasLeftovers } from '../../src/leftovers/find-leftovers.ts';
import { leftoverLines } from '../../src/leftovers/text.ts';
import { loadCloud } from '../../src/openstack/clouds-yaml.ts';
import { connect, type Connection } from '../../src/openstack/connection.ts';
import { confirm, recoverUntilHandOver, startAndPlan, worldForEach } from '../support/story.ts';
import { waitFor } from '../support/recovery-world.ts';

const each = worldForEach({}, 'real');
let folder: string;
let connection: Connection;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leftovers-'));
  const file = path.join(folder, 'clouds.yaml');
  writeFileSync(file, each.world.cloud.cloudsYaml());
  connection = connect(loadCloud('research', { OS_CLIENT_CONFIG_FILE: file }));
});
afterEach(() => {
  connection.close();
  rmSync(folder, { recursive: true });
});

const find = () => findLeftovers(each.env.client, connection, 'research');
/** Visibility is a moment behind. */
const findUntil = (so: (found: Awaited<ReturnType<typeof find>>) => boolean) =>
  waitFor(find, so, (found) => leftoverLines(found, 'research').join('\n'));

it('lists nothing while a recovery runs, and of one that was terminated everything, with what removes it', async () => {
  const { world } = each;
  const { handle, status } = await recoverUntilHandOver(world, { serverId: SERVER_DATA });
  expect(await find()).toEqual([]);

  await handle.terminate('by mistake');
  const [left] = await findUntil((found) => found[0]?.ended != null);
  expect(left).toMatchObject({ recoveryId: status.recoveryId, ended: { how: 'terminated', serverId: SERVER_DATA } });
  expect(left?.leftovers.map(({ kind }) => kind)).toEqual(['server', 'security group', 'keypair']);
  expect(left?.evidence.map(({ kind }) => kind)).toEqual(['volume snapshot', 'volume snapshot']);
  expect(left?.remarks).toEqual([
    `The compromised server is not locked: openstack --os-cloud research server lock ${SERVER_DATA}`,
  ]);
  const [server] = left?.leftovers ?? [];
  const id = server?.id ?? '';
  const originals = [VOLUME_PART, VOLUME_LVM].toSorted();
  expect(server?.commands.map((command) => command.replace('openstack --os-cloud research ', ''))).toEqual([
    `server unlock ${id}`,
    `server stop ${id}`,
    ...originals.map((volumeId) => `server remove volume ${id} ${volumeId}`),
    `server delete ${id}`,
    ...originals.map((volumeId) => `server add volume ${SERVER_DATA} ${volumeId}`),
  ]);
});

it('keeps apart what one left and what another, running, has made', async () => {
  const { world } = each;
  const terminated = await recoverUntilHandOver(world, { serverId: SERVER_BFV });
  await terminated.handle.terminate();
  const running = await recoverUntilHandOver(world, { serverId: SERVER_DATA });
  const found = await findUntil(([first]) => first?.ended != null);
  expect(found.map(({ recoveryId }) => recoveryId)).toEqual([terminated.status.recoveryId]);
  expect(found[0]?.leftovers.map(({ kind }) => kind)).toEqual(['server', 'volume', 'security group', 'keypair']);
  await confirm(world, running.handle);
});

it('shows the evidence of a finished recovery apart, and counts it as nothing left over', async () => {
  const { world } = each;
  const { handle, status } = await recoverUntilHandOver(world, { serverId: SERVER_DATA });
  await confirm(world, handle);
  const found = await findUntil(([first]) => first?.ended != null);
  expect(found).toMatchObject([{ recoveryId: status.recoveryId, ended: { how: 'recovered' }, leftovers: [] }]);
  expect(found[0]?.evidence).toHaveLength(2);
  expect(hasLeftovers(found)).toBe(false);
  expect(leftoverLines(found, 'research').slice(0, 3)).toEqual([
    'Nothing is left over in cloud research.',
    '',
    'Evidence, kept on purpose:',
  ]);
});

it('tells of an original that was detached and not yet attached anywhere', async () => {
  const { world } = each;
  const handle = await startAndPlan(world, { serverId: SERVER_DATA });
  const { recoveryId } = await world.status(handle);
  await handle.terminate();
  const { cloud } = world.cloud;
  cloud.unlock(SERVER_DATA);
  cloud.snapshots.set('s-1', {
    id: 's-1',
    name: `${recoveryId ?? ''}-evidence-${VOLUME_PART.slice(0, 8)}`,
    status: 'available',
    volumeId: VOLUME_PART,
    size: 1,
    metadata: { recovery_id: recoveryId ?? '' },
  });
  const volume = cloud.volumes.get(VOLUME_PART);
  if (volume !== undefined) volume.attachments = [];
  const found = await findUntil(([first]) => first?.ended != null);
  expect(found[0]?.remarks).toContain(
    `Volume ${VOLUME_PART} is attached nowhere any more: openstack --os-cloud research server add volume ${SERVER_DATA} ${VOLUME_PART}`,
  );
  expect(hasLeftovers(found)).toBe(true);
});
