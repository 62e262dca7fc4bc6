/** nova-compute and cinder-volume that hang: the recorded minute in which a ghost was born, and what it was like to live with it. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { VOLUME_LVM, VOLUME_PART, VOLUME_ROOT } from '../../simulators/openstack/seed.ts';
import { type OpenStackSimulator, startOpenStackSimulator } from '../../simulators/openstack/simulator.ts';
import { expected } from './left-out.ts';
import { type Answer, type Caller, play, recorded } from './recording.ts';
import { told } from './told.ts';
import { addRecovery, asRecorded, free, RECOVERY } from './world.ts';

/** The volumes of the recordings. */
const OTHER = '6613ce3a-9057-426c-a5ad-2fe7db47b96b';
const FROZEN = VOLUME_LVM;
const FROZEN_2 = 'f55879e5-9c21-4c29-a345-97916f24365b';

let simulator: OpenStackSimulator;
beforeEach(async () => {
  simulator = await startOpenStackSimulator({ unitMs: 10 });
  const { cloud } = simulator;
  asRecorded(cloud);
  addRecovery(cloud);
  for (const id of [VOLUME_PART, VOLUME_LVM, VOLUME_ROOT]) free(cloud, id);
  cloud.attach(RECOVERY, VOLUME_PART);
  cloud.attach(RECOVERY, cloud.addVolume({ id: OTHER, name: 'spare', size: 1 }).id);
  cloud.attach(RECOVERY, VOLUME_ROOT);
});
afterEach(() => simulator.close());

const send = (recording: string, as: Caller = 'member'): Promise<Answer> =>
  play(simulator, recorded(recording).request, as);

async function isAnsweredAsRecorded(recording: string, as: Caller = 'member'): Promise<void> {
  const { request, response } = recorded(recording);
  expect(told(await send(recording, as), request)).toEqual(expected(told(response, request)));
}

const becomes = (volumeId: string, status: string): Promise<void> =>
  vi.waitFor(() => expect(simulator.cloud.volume(volumeId).status).toBe(status), 10_000);

it('an attach while nova-compute hangs: 500 after a minute, and a ghost for ever after', async () => {
  const { services } = simulator.cloud;
  services.hang('nova-compute');
  await isAnsweredAsRecorded('78-attach-compute-frozen');
  await isAnsweredAsRecorded('78-ghost-volume');
  expect(simulator.cloud.server(RECOVERY).ghosts).toEqual([]);

  services.resume('nova-compute');
  await isAnsweredAsRecorded('78-ghost-attachments');
  await isAnsweredAsRecorded('78-ghost-server');
  await isAnsweredAsRecorded('78-ghost-volume');
  await isAnsweredAsRecorded('78-attach-again-after-thaw');
  await isAnsweredAsRecorded('78-detach-ghost');
  await isAnsweredAsRecorded('78-detach-ghost-as-admin', 'admin');
});

it('an attach for which nova-compute is back within the minute: answered as any other', async () => {
  const { services } = simulator.cloud;
  services.hang('nova-compute');
  const answered = send('78-attach-compute-frozen');
  await vi.waitFor(() => expect(simulator.calls.at(-1)?.operation).toBe('compute.volume-attachments.create'), 10_000);
  services.resume('nova-compute');
  expect((await answered).status).toBe(200);
  await becomes(FROZEN, 'in-use');
  expect(simulator.cloud.server(RECOVERY).ghosts).toEqual([]);
});

it.each([
  { service: 'nova-compute', recording: '78-detach-compute-frozen' },
  { service: 'cinder-volume', recording: '79-detach-cinder-volume-frozen' },
] as const)('a detach while $service hangs: accepted, detaching, and done when it is back', async (each) => {
  const { cloud } = simulator;
  cloud.attach(RECOVERY, cloud.addVolume({ id: FROZEN_2, name: 'frozen-2', size: 1 }).id);
  cloud.services.hang(each.service);
  await isAnsweredAsRecorded(each.recording);
  // As long as twenty detaches.
  const meanwhile = new Promise<string>((resolve) => {
    cloud.after(10, () => resolve(cloud.volume(FROZEN_2).status));
  });
  expect(await meanwhile).toBe('detaching');
  cloud.services.resume(each.service);
  await becomes(FROZEN_2, 'available');
  expect(cloud.volume(FROZEN_2).attachments).toEqual([]);
});
