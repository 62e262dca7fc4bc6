/** What the cloud must look like, in the middle and at the end, by the admin's eyes. */
import type { RecoveryPlan, RecoveryResult } from '../src/contract/recovery.ts';
import { z } from 'zod';
import type { Checklist } from './checklist.ts';
import type { Cloud } from './cloud.ts';
import {
  attachedVolumes,
  deletedServers,
  instanceActions,
  type Inventory,
  strangers,
  takeInventory,
} from './inventory.ts';
import { getServer } from './reset.ts';
import { LOCK_REASON, type Seeded, type SeededServer } from './seeded.ts';
import { WORKER_ADDRESS } from './stack.ts';
import { describe } from './status.ts';

const Rule = z.object({
  direction: z.string(),
  protocol: z.string().nullable(),
  port_range_min: z.number().nullable(),
  port_range_max: z.number().nullable(),
  remote_ip_prefix: z.string().nullable(),
});
const Ports = z.object({ ports: z.array(z.object({ security_groups: z.array(z.string()) })) });
const Group = z.object({ security_group: z.object({ security_group_rules: z.array(Rule) }) });

/** The recovery server lets in ssh from the worker alone, and nothing out. */
export async function checkIsolation(list: Checklist, cloud: Cloud, serverId: string): Promise<void> {
  const { ports } = Ports.parse(await cloud('network', 'GET', `/ports?device_id=${serverId}`));
  const groups = await Promise.all(
    ports
      .flatMap((port) => port.security_groups)
      .map(async (id) => Group.parse(await cloud('network', 'GET', `/security-groups/${id}`))),
  );
  const rules = groups.flatMap(({ security_group: { security_group_rules } }) => security_group_rules);
  const expected = {
    ...{ direction: 'ingress', protocol: 'tcp', port_range_min: 22, port_range_max: 22 },
    remote_ip_prefix: `${WORKER_ADDRESS}/32`,
  };
  list.equal('one rule on the recovery server: ssh in, from the worker alone', rules, [expected]);
}

export interface Circumstances {
  cloud: Cloud;
  seeded: Seeded;
  server: SeededServer;
  sysadmin: boolean;
  /** What was there before the recovery and is no affair of its. */
  before: Inventory;
  /** Of all recoveries that ran at the same time. */
  results: readonly RecoveryResult[];
}

/** Exactly one recovery server was ever made, deleted ones included. */
export async function checkOneServer(
  list: Checklist,
  { cloud, seeded }: Circumstances,
  recoveryId: string,
): Promise<void> {
  const ever = [...(await takeInventory(cloud, seeded)).servers, ...(await deletedServers(cloud, seeded))];
  const ours = ever.filter(({ name }) => name.startsWith(recoveryId)).map(({ name }) => name);
  list.check('exactly one recovery server was ever made', ours.length === 1, ours);
}

/** Nothing of the recovery is left but the evidence snapshots, one for each volume whose plan said so. */
export async function checkLeftovers(
  list: Checklist,
  circumstances: Circumstances,
  plan: RecoveryPlan,
  result: RecoveryResult,
): Promise<void> {
  const { cloud, seeded, before, results } = circumstances;
  const now = strangers(await takeInventory(cloud, seeded), seeded);
  const known = new Set(describe(before));
  const found = describe(now).filter((line) => !known.has(line));
  const kept = results.flatMap(snapshotsOf);
  const unexpected = found.filter((line) => !kept.some((id) => line.startsWith('  snapshots:') && line.endsWith(id)));
  list.equal('nothing of ours is left but the evidence snapshots', unexpected, []);
  list.equal('the workflow says so too', result.left, []);
  const planned = plan.volumes.filter(({ snapshot }) => snapshot).map(({ volumeId }) => volumeId);
  const snapshotted = now.snapshots.filter(
    ({ id, status }) => snapshotsOf(result).includes(id) && status === 'available',
  );
  const originals = snapshotted.map(({ volume_id }) => volume_id);
  list.equal('each planned evidence snapshot is there', originals.toSorted(), planned.toSorted());
}

const snapshotsOf = ({ volumes }: RecoveryResult): string[] =>
  volumes.flatMap(({ snapshotId }) => (snapshotId === null ? [] : [snapshotId]));

/** The compromised server's locks, volumes and deeds are what the plan said. */
export async function checkCompromised(
  list: Checklist,
  { cloud, seeded, server, sysadmin }: Circumstances,
  plan: RecoveryPlan,
  since: Date,
): Promise<void> {
  const { status, locked, locked_reason } = await getServer(cloud, server.id);
  list.equal(`${server.name} is still shut off`, status, 'SHUTOFF');
  const unlockedByHand = plan.needsUnlock && !sysadmin;
  list.equal(
    unlockedByHand
      ? `${server.name} is unlocked, as the sysadmin left it`
      : `${server.name} is locked with the reason it had`,
    [locked, locked_reason],
    unlockedByHand ? [false, null] : [true, LOCK_REASON],
  );
  const stays = plan.volumes.filter(({ strategy }) => strategy !== 'detach').map(({ volumeId }) => volumeId);
  list.equal('its volumes are attached or not as the plan said', await attachedVolumes(cloud, server.id), stays);
  const { volumes } = await takeInventory(cloud, seeded);
  const statuses = server.volumeIds.map((id) => volumes.find((volume) => volume.id === id)?.status);
  const expected = server.volumeIds.map((id) => (stays.includes(id) ? 'in-use' : 'available'));
  list.equal('its volumes have the status that goes with it', statuses, expected);
  await checkDeeds(list, { cloud, seeded, server, sysadmin }, plan, since);
}

/** Nova's own record: nobody started it, and only the project's credential moved volumes. */
async function checkDeeds(
  list: Checklist,
  { cloud, seeded, server, sysadmin }: Pick<Circumstances, 'cloud' | 'seeded' | 'server' | 'sysadmin'>,
  plan: RecoveryPlan,
  since: Date,
): Promise<void> {
  // Nova's times are UTC without saying so, and whole seconds.
  const deeds = (await instanceActions(cloud, server.id))
    .filter(({ start_time }) => Date.parse(`${start_time}Z`) >= since.getTime() - 1000)
    .map(({ action, project_id }) => `${action} by ${project_id === seeded.projectId ? 'member' : 'admin'}`);
  const expected = [
    ...plan.volumes.filter(({ strategy }) => strategy === 'detach').map(() => 'detach_volume by member'),
    ...(plan.needsUnlock ? ['unlock by admin'] : []),
    ...(plan.needsUnlock && sysadmin ? ['lock by admin'] : []),
  ];
  list.equal('Nova was asked for nothing else on it', deeds.toSorted(), expected.toSorted());
}
