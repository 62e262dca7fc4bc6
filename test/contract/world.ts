/** Puts into the simulator what the recorded cloud held, under its ids, so that recorded requests fit as they are. */
import type { SimulatedCloud } from '../../simulators/openstack/cloud.ts';
import type { Server } from '../../simulators/openstack/resources.ts';
import { IMAGE_DEBIAN, SERVER_DATA, SERVER_HEALTHY, VOLUME_ROOT } from '../../simulators/openstack/seed.ts';

const RECOVERY = 'd585b922-3ca7-4692-99bb-95e89106186b';
export const SPARE = '22b235cc-137a-41b6-9a0b-f4851a343e7a';
export const SNAPSHOT = '325dabc5-910d-4847-9202-828f0890ed5a';
export const GROUP = '2306f566-ad1e-4202-9ce0-95901941ddea';
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICWAS+Hx+GzgI548+JO5Wf1LvViHdCHJPpp26Q9Jyj3G lab\n';

export const addRecovery = (cloud: SimulatedCloud, spec: Partial<Server> = {}): Server =>
  cloud.addServer({
    id: RECOVERY,
    name: 'recovery',
    imageId: IMAGE_DEBIAN,
    flavor: 'c1-7.5gb-30',
    status: 'ACTIVE',
    console: '',
    keyName: 'lab',
    metadata: { case: '4711', role: 'recovery' },
    ...spec,
  });

export const addKey = (cloud: SimulatedCloud): unknown => cloud.keypairs.set('lab', { name: 'lab', publicKey: KEY });

export function addGroup(cloud: SimulatedCloud): void {
  cloud.securityGroups.set(GROUP, { id: GROUP, name: 'recovery-ssh', description: '', rules: [] });
}

export function addSnapshot(cloud: SimulatedCloud, volumeId: string): void {
  cloud.addSnapshot({ id: SNAPSHOT, name: 's1', volumeId, size: 1 });
}

export function unlock(cloud: SimulatedCloud, ...serverIds: string[]): void {
  for (const id of serverIds) cloud.unlock(id);
}

/** The recorded cloud had two servers of one core each and a boot volume of 3 GiB. */
export function asRecorded(cloud: SimulatedCloud): void {
  cloud.servers.delete(SERVER_HEALTHY);
  for (const [id, { deviceId }] of cloud.ports) if (deviceId === SERVER_HEALTHY) cloud.ports.delete(id);
  for (const { metadata } of cloud.servers.values()) metadata['purpose'] = 'lab';
  for (const server of cloud.servers.values()) server.keyName = 'lab';
  cloud.volume(VOLUME_ROOT).size = 3;
}

/** Frees a volume of the data server, as an earlier detach would have. */
export function free(cloud: SimulatedCloud, volumeId: string): void {
  const volume = cloud.volume(volumeId);
  volume.attachments = volume.attachments.filter(({ serverId }) => serverId !== SERVER_DATA);
  volume.status = 'available';
}
