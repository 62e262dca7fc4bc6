/** The simulator as a stage: its own cloud for each case, emptied of everything that a recovery finds in it. */
import { setTimeout as pause } from 'node:timers/promises';
import {
  IMAGE_DEBIAN,
  ADMIN,
  ADMIN_PROJECT,
  ALICE,
  APPLICATION_CREDENTIAL,
  BOB,
  OTHER_PROJECT,
  PROJECT,
} from '../../../simulators/openstack/seed.ts';
import { type OpenStackSimulator, startOpenStackSimulator } from '../../../simulators/openstack/simulator.ts';
import { logIn, type Login } from '../suite/caller.ts';
import type { Hands, Target } from '../suite/target.ts';
import { openJournal } from './simulator-journal.ts';

/** Milliseconds that a recorded second takes. */
const UNIT_MS = 10;
const BLANK = 'b0000000-0000-4000-8000-00000000000b';
const HUGE = 'f0000000-0000-4000-8000-00000000000f';

export async function simulatorTarget(): Promise<Target> {
  const simulator = await startOpenStackSimulator({ unitMs: UNIT_MS });
  const { cloud } = simulator;
  for (const held of [cloud.servers, cloud.volumes, cloud.snapshots, cloud.ports]) held.clear();
  cloud.quota.ram = 700_000;
  const properties = { os_shutdown_timeout: '1' };
  cloud.addImage({ id: BLANK, name: 'contract-blank', distro: null, boots: false, properties });
  cloud.addFlavor({ id: HUGE, name: 'contract.huge', vcpus: 1, ram: 500_000, disk: 2 });
  const [network, external] = [...cloud.networks.values()];
  const login = (who: typeof ALICE, project: string): Login => ({
    authUrl: `${simulator.url}/identity/v3`,
    username: who.name,
    password: who.password,
    project,
  });
  return {
    name: 'simulator',
    logins: {
      member: login(ALICE, PROJECT.name),
      admin: login(ADMIN, ADMIN_PROJECT.name),
      outsider: login(BOB, OTHER_PROJECT.name),
    },
    applicationCredential: APPLICATION_CREDENTIAL,
    furniture: {
      blankImage: BLANK,
      systemImage: IMAGE_DEBIAN,
      flavor: cloud.flavorNamed('c1-7.5gb-30').id,
      systemFlavor: cloud.flavorNamed('c1-7.5gb-30').id,
      volumeFlavor: cloud.flavorNamed('p1-1.5gb').id,
      hugeFlavor: HUGE,
      network: network?.id ?? '',
      externalNetwork: external?.id ?? '',
    },
    hands: hands(simulator),
    idle: new Map(),
    // Thirty times faster than it plays, for a busy machine.
    secondsPerSecond: 0.3,
    lookEveryMs: 1,
    close: () => simulator.close(),
  };
}

const hands = (simulator: OpenStackSimulator): Hands => ({
  freeze(service) {
    simulator.cloud.services.hang(service);
    return Promise.resolve();
  },
  thaw(service) {
    simulator.cloud.services.resume(service);
    return Promise.resolve();
  },
  breakVolume(volumeId) {
    simulator.faults.attachReturnsToAvailable(volumeId);
    return Promise.resolve();
  },
  async expiredToken() {
    const { token } = await logIn({
      authUrl: `${simulator.url}/identity/v3`,
      username: ALICE.name,
      password: ALICE.password,
      project: PROJECT.name,
    });
    simulator.expireTokens();
    return token;
  },
  async awaitGuest(serverId, words) {
    // Nothing runs in a simulated guest that could say anything else.
    if (words !== 'login:') return;
    while (!(simulator.cloud.server(serverId).console ?? '').includes(words)) await pause(1);
  },
  holdTime: () => {
    simulator.cloud.holdTime();
  },
  letTimePass: () => {
    simulator.cloud.letTimePass();
  },
  openJournal: () => openJournal(simulator.cloud),
});
