/** What stands in a recovery's way: each is told in a sentence, nothing is changed, and what may pass is waited for. */
import { expect, it } from 'vitest';
import {
  SERVER_BFV,
  SERVER_DATA,
  SERVER_HEALTHY,
  VOLUME_LVM,
  VOLUME_PART,
  VOLUME_ROOT,
} from '../../simulators/openstack/seed.ts';
import type { SimulatedCloud } from '../../simulators/openstack/cloud.ts';
import type { RecoveryRequest } from '../../src/contract/recovery-input.ts';
import { rejectUnlockSignal } from '../../src/contract/messages.ts';
import { SYSADMIN, worldForEach } from '../support/story.ts';

const each = worldForEach({ approvalDeadline: '2 days' });
const changes = (): string[] =>
  each.world.cloud.calls
    .filter(({ method, operation }) => method !== 'GET' && operation !== 'identity.tokens.create')
    .map(({ method, path }) => `${method} ${path}`);

interface Obstacle {
  what: string;
  arrange?: (cloud: SimulatedCloud) => void;
  request: RecoveryRequest;
  code: string;
  says: string;
}

const REFUSED: Obstacle[] = [
  {
    what: 'a volume that another server shares',
    arrange: (cloud) => {
      cloud.attach(SERVER_HEALTHY, VOLUME_LVM);
    },
    request: { serverId: SERVER_DATA },
    code: 'volume-shared',
    says: `Volume data-lvm is also attached to ${SERVER_HEALTHY}.`,
  },
  {
    what: 'an encrypted boot volume',
    arrange: (cloud) => Object.assign(cloud.volume(VOLUME_ROOT), { encrypted: true }),
    request: { serverId: SERVER_BFV },
    code: 'volume-encrypted',
    says: 'is encrypted by Cinder; a clone of it needs its own key.',
  },
  {
    what: 'a boot volume that is to be detached',
    request: { serverId: SERVER_BFV, volumes: [{ volumeId: VOLUME_ROOT, strategy: 'detach' }] },
    code: 'root-needs-clone',
    says: 'Nova never detaches it',
  },
  {
    what: 'a deletion of the server without a snapshot of what it would take along',
    request: {
      serverId: SERVER_BFV,
      volumes: [{ volumeId: VOLUME_ROOT, strategy: 'delete-server' }],
      options: { snapshot: false },
    },
    code: 'deletion-needs-snapshot',
    says: 'A server is never deleted without an evidence snapshot',
  },
];

it.each(REFUSED)('$what is refused, with what to do', async ({ arrange, request, code, says }) => {
  const { world } = each;
  arrange?.(world.cloud.cloud);
  const result = await world.result(await world.start(request));
  expect(result).toMatchObject({ outcome: 'refused', left: [], problems: [{ code }] });
  expect(result.summary).toContain(says);
  expect(result.problems[0]?.advice.length).toBeGreaterThan(20);
  expect(changes()).toEqual([]);
});

interface Waiting extends Obstacle {
  arrange: (cloud: SimulatedCloud) => void;
  mend: (cloud: SimulatedCloud) => void;
}

const set = (id: string, now: object, before: object): Pick<Waiting, 'arrange' | 'mend'> => ({
  arrange: (cloud) => Object.assign(cloud.servers.get(id) ?? cloud.volume(id), now),
  mend: (cloud) => Object.assign(cloud.servers.get(id) ?? cloud.volume(id), before),
});
const quota = (
  name: 'instances' | 'cores' | 'volumes' | 'gigabytes' | 'snapshots',
): Pick<Waiting, 'arrange' | 'mend'> => ({
  arrange: (cloud) => (cloud.quota[name] = 1),
  mend: (cloud) => (cloud.quota[name] = 1000),
});
const DATA = { serverId: SERVER_DATA };

const WAITED_FOR: Waiting[] = [
  {
    what: 'a server that still runs',
    ...set(SERVER_HEALTHY, { status: 'ACTIVE', lockedBy: 'sysadmin' }, { status: 'SHUTOFF' }),
    request: { serverId: SERVER_HEALTHY },
    code: 'server-not-shut-off',
    says: 'The server is ACTIVE, not SHUTOFF.',
  },
  {
    what: 'a server that is not locked',
    ...set(SERVER_DATA, { lockedBy: null }, { lockedBy: 'sysadmin' }),
    request: DATA,
    code: 'server-not-locked',
    says: 'its owner could start it during the recovery',
  },
  {
    what: 'a server in ERROR',
    ...set(SERVER_DATA, { status: 'ERROR' }, { status: 'SHUTOFF' }),
    request: DATA,
    code: 'server-in-error',
    says: 'The server is in status ERROR',
  },
  {
    what: 'a shelved server',
    ...set(SERVER_DATA, { status: 'SHELVED_OFFLOADED' }, { status: 'SHUTOFF' }),
    request: DATA,
    code: 'server-shelved',
    says: 'The server is SHELVED_OFFLOADED; Nova does not detach its volumes.',
  },
  {
    what: 'a server that Nova is at work on',
    ...set(SERVER_DATA, { taskState: 'powering-off' }, { taskState: null }),
    request: DATA,
    code: 'server-busy',
    says: 'task_state powering-off',
  },
  ...['error', 'error_extending'].map((status) => ({
    what: `a volume in ${status}`,
    ...set(VOLUME_PART, { status }, { status: 'in-use' }),
    request: DATA,
    code: 'volume-in-error',
    says: `Volume data-part is in status ${status}.`,
  })),
  ...['detaching', 'reserved'].map((status) => ({
    what: `a volume that is ${status}`,
    ...set(VOLUME_PART, { status }, { status: 'in-use' }),
    request: DATA,
    code: 'volume-busy',
    says: `Volume data-part is ${status}.`,
  })),
  ...(['instances', 'cores', 'volumes', 'gigabytes', 'snapshots'] as const).map((name) => ({
    what: `a quota of ${name} that is too small`,
    ...quota(name),
    request: name === 'volumes' ? { serverId: SERVER_BFV } : DATA,
    code:
      name === 'instances' || name === 'cores'
        ? (expect.stringMatching(/^(quota-too-small|flavor-missing)$/) as string)
        : 'quota-too-small',
    says: name === 'instances' || name === 'cores' ? 'quota' : name,
  })),
  {
    what: 'an image that is missing',
    arrange: (cloud) => {
      for (const image of cloud.images.values()) image.status = 'deactivated';
    },
    mend: (cloud) => {
      for (const image of cloud.images.values()) image.status = 'active';
    },
    request: DATA,
    code: 'image-missing',
    says: 'The project lists no public Linux image for the recovery server.',
  },
  {
    what: 'a network that is missing',
    arrange: (cloud) => {
      for (const network of cloud.networks.values()) network.name = `other-${network.name}`;
    },
    mend: (cloud) => {
      for (const network of cloud.networks.values()) network.name = network.name.replace('other-', '');
    },
    request: DATA,
    code: 'network-missing',
    says: 'There is no network research-net.',
  },
];

it.each(WAITED_FOR)('$what is told and waited for; mended, the plan is made without a new start', async (obstacle) => {
  const { world, env } = each;
  const { arrange, mend, request, code, says } = obstacle;
  arrange(world.cloud.cloud);
  const handle = await world.start(request);
  const blocked = await world.reach(handle, 'waiting-for-cloud');
  expect(blocked.problems).toEqual(
    expect.arrayContaining([expect.objectContaining({ code, message: expect.stringContaining(says) as string })]),
  );
  await world.mails.waitForMessage(({ text }) => text.includes(blocked.problems[0]?.message ?? '?'), 10_000);
  expect(changes()).toEqual([]);

  mend(world.cloud.cloud);
  await env.sleep('5 minutes');
  expect((await world.reach(handle, 'awaiting-approval')).problems).toEqual([]);
  await handle.signal(rejectUnlockSignal, { by: SYSADMIN });
  await world.result(handle);
});

it('what is never mended ends at the deadline, and nothing was changed', async () => {
  const { world } = each;
  world.cloud.cloud.unlock(SERVER_DATA);
  const handle = await world.start(DATA);
  expect(await world.result(handle)).toMatchObject({
    outcome: 'expired',
    summary:
      'The cloud did not become ready for the recovery in time. Everything is as it was. Start again to reopen it.',
  });
  expect(changes()).toEqual([]);
});
