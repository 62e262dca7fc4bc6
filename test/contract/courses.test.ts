/** What a server or a volume goes through after an act: the same states in the same order as in the cloud. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { SERVER_BFV, SERVER_DATA, VOLUME_PART } from '../../simulators/openstack/seed.ts';
import type { SimulatedCloud } from '../../simulators/openstack/cloud.ts';
import type { Faults } from '../../simulators/openstack/faults.ts';
import { type OpenStackSimulator, startOpenStackSimulator } from '../../simulators/openstack/simulator.ts';
import { play, recorded, type Request } from './recording.ts';
import { addKey, addSnapshot, asRecorded, SNAPSHOT, SPARE, unlock } from './world.ts';

interface Course {
  name: string;
  /** `recorded/*.states.json`. */
  recording: string;
  arrange?: (cloud: SimulatedCloud, faults: Faults) => unknown;
  act: Request;
  /** What is looked at; what the act made, when left out. */
  path?: string;
  /** Too short for somebody who looks twice a second. */
  unseen?: string;
}

const COURSES: readonly Course[] = [
  {
    name: 'a blank volume',
    recording: '14-volume-create',
    act: { service: 'block-storage', method: 'POST', path: '/volumes', body: { volume: { name: 'spare', size: 1 } } },
  },
  {
    name: 'a clone',
    recording: '22-clone-in-use-data',
    act: recorded('22-clone-in-use-data').request,
  },
  {
    name: 'a volume from a snapshot',
    recording: '21-volume-from-snapshot',
    arrange: (cloud) => addSnapshot(cloud, VOLUME_PART),
    act: recorded('21-volume-from-snapshot').request,
  },
  {
    name: 'a deleted snapshot that a volume was made from',
    recording: '21-snapshot-delete-with-clone',
    arrange: (cloud) => {
      addSnapshot(cloud, VOLUME_PART);
      cloud.addVolume({ id: SPARE, name: 'from-snapshot', size: 1, snapshotId: SNAPSHOT });
    },
    act: recorded('21-snapshot-delete-with-clone').request,
    path: `/snapshots/${SNAPSHOT}`,
    unseen: 'deleting',
  },
  {
    name: 'a new server',
    recording: '40-create-recovery',
    arrange: addKey,
    act: recorded('40-create-recovery').request,
  },
  {
    name: 'a new server for which there is no host',
    recording: '83-create-no-valid-host',
    arrange: (cloud, faults) => {
      addKey(cloud);
      faults.noValidHost();
    },
    act: recorded('40-create-recovery').request,
  },
  {
    name: 'a server that is deleted',
    recording: '75-delete-bfv-true',
    arrange: (cloud) => {
      unlock(cloud, SERVER_BFV);
      cloud.server(SERVER_BFV).status = 'ACTIVE';
    },
    act: { service: 'compute', method: 'DELETE', path: `/servers/${SERVER_BFV}` },
    path: `/servers/${SERVER_BFV}`,
  },
  {
    name: 'a server that is stopped',
    recording: '90-stop',
    arrange: (cloud) => {
      unlock(cloud, SERVER_DATA);
      cloud.server(SERVER_DATA).status = 'ACTIVE';
    },
    act: { service: 'compute', method: 'POST', path: `/servers/${SERVER_DATA}/action`, body: { 'os-stop': null } },
    path: `/servers/${SERVER_DATA}`,
  },
];

let simulator: OpenStackSimulator;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  simulator = await startOpenStackSimulator({ unitMs: 10 });
});
afterEach(async () => {
  await simulator.close();
  vi.useRealTimers();
});

it.each(COURSES.map((each) => [each.name, each] as const))('%s', async (_name, course) => {
  const { recording, arrange, act, path, unseen } = course;
  asRecorded(simulator.cloud);
  arrange?.(simulator.cloud, simulator.faults);
  const states = statesOf(recording);
  const { status, body } = await play(simulator, act, 'member');
  expect(status).toBeLessThan(300);
  const seen = await courseOf(path ?? madeBy(body), states.at(-1) ?? '');
  expect(seen.filter((state) => state !== unseen)).toEqual(states);
});

const statesOf = (recording: string): string[] =>
  z
    .object({ states: z.array(z.string()) })
    .parse(JSON.parse(readFileSync(new URL(`recorded/${recording}.states.json`, import.meta.url), 'utf8'))).states;

function madeBy(body: unknown): string {
  const [kind, { id }] = z.tuple([z.string(), z.looseObject({ id: z.string() })]).parse(Object.entries(body ?? {})[0]);
  return `/${kind}s/${id}`;
}

/** Looks after every step of the simulated clock, until the last state or until nothing is left to happen. */
async function courseOf(path: string, last: string): Promise<string[]> {
  const seen: string[] = [];
  for (;;) {
    const state = await stateOf(path);
    if (state !== seen.at(-1)) seen.push(state);
    if (state === last || vi.getTimerCount() === 0) return seen;
    vi.advanceTimersToNextTimer();
  }
}

const Seen = z.union([
  z.object({ snapshot: z.looseObject({ status: z.string() }) }).transform(({ snapshot }) => snapshot.status),
  z
    .object({
      volume: z.looseObject({ status: z.string(), attachments: z.array(z.looseObject({ device: z.string() })) }),
    })
    .transform(({ volume }) => [volume.status, ...volume.attachments.map(({ device }) => device)].join(' ')),
  z
    .object({
      server: z.looseObject({
        status: z.string(),
        'OS-EXT-STS:task_state': z.string().nullable(),
        'OS-EXT-STS:vm_state': z.string(),
      }),
    })
    .transform(({ server }) =>
      [server.status, server['OS-EXT-STS:task_state'] ?? 'no-task', server['OS-EXT-STS:vm_state']].join(' '),
    ),
]);

async function stateOf(path: string): Promise<string> {
  const service = path.startsWith('/servers') ? 'compute' : 'block-storage';
  const { status, body } = await play(simulator, { service, method: 'GET', path }, 'member');
  return status === 404 ? '404' : Seen.parse(body);
}
