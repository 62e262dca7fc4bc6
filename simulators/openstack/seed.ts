/** The simulated research project: two compromised servers, one healthy one, and what a recovery can be made of. */
import type { SimulatedCloud } from './cloud.ts';

export const PROJECT = { id: '7b54117edf49423d86ea797e540f549e', name: 'research' };
export const ADMIN_PROJECT = { id: '23e00542d9994a0b82a03dbc525ae8fd', name: 'admin' };
export const OTHER_PROJECT = { id: 'e1f2a3b4c5d64e7f8a9b0c1d2e3f4a5b', name: 'elsewhere' };
export const ALICE = { id: 'bdbd91d60d6d41a8a3ffd43bb8b90237', name: 'alice', password: 'simulated-password' };
/** Member of another project, in which there is nothing. */
export const BOB = { id: '4d1c2a9e7b5f4e0a9c3d8e6f1a2b3c4d', name: 'bob', password: 'simulated-outsider' };
export const ADMIN = { id: '0f3c8f7be5e64e0b8f3b1d0c5a6f7e21', name: 'admin', password: 'simulated-admin' };
export const APPLICATION_CREDENTIAL = { id: '5b0c9d7a1f0e4c6b8a7d3e2f1c0b9a88', secret: 'simulated-secret' };

export const SERVER_DATA = '77e34a2e-09cc-4320-94e7-487d9994e2e0';
export const SERVER_BFV = '0a2ef1aa-5f8d-4b28-b6b2-175ad7366afa';
export const SERVER_HEALTHY = '11e9a8b7-4c6d-4a1b-9d2e-5f3c7a8b9c0d';
export const VOLUME_PART = 'c23d49d4-9b4a-4c53-b32c-d9243d7d38dc';
export const VOLUME_LVM = 'f7c11728-efff-4438-8f1b-a8fe3a198939';
export const VOLUME_ROOT = '8f6116b4-f5c4-4fc0-bb69-746254a66b5d';
export const IMAGE_DEBIAN = '2cf228fc-f68d-4df8-8d40-872fd100a3f5';
const IMAGE_UBUNTU = '3d0339fd-a79e-5ef9-9e51-983fe211b4a6';
const NETWORK = '427f0320-a582-4185-915a-1306275ff26b';
const LOCK_REASON = 'Compromised: SSH brute force seen, ticket 4711';

export function seed(cloud: SimulatedCloud): void {
  cloud.addNetwork({ id: NETWORK, name: 'research-net', external: false });
  cloud.addNetwork({ id: '9a1b2c3d-1111-4222-8333-444455556666', name: 'public', external: true });
  cloud.addFlavor({ id: 'aedd20a1-e28f-4980-857a-9082861e459b', name: 'p1-1.5gb', vcpus: 1, ram: 1536, disk: 0 });
  cloud.addFlavor({ id: 'bfee31b2-f39a-4a91-968b-a193972f56ac', name: 'p2-3gb', vcpus: 2, ram: 3072, disk: 0 });
  cloud.addFlavor({ id: '2656e516-ac6f-4890-8a47-ddc3a38e841c', name: 'c1-7.5gb-30', vcpus: 1, ram: 7680, disk: 20 });
  cloud.addImage({ id: IMAGE_DEBIAN, name: 'Debian-12', distro: 'debian' });
  cloud.addImage({ id: IMAGE_UBUNTU, name: 'Ubuntu-24.04', distro: 'ubuntu' });
  cloud.addImage({ id: '4e144a0e-b8af-4f0a-af62-a94ff322c5b7', name: 'AlmaLinux-9', distro: 'almalinux' });

  cloud.addServer({ id: SERVER_DATA, name: 'compromised-data', imageId: IMAGE_DEBIAN, flavor: 'c1-7.5gb-30' });
  cloud.addVolume({ id: VOLUME_PART, name: 'data-part', size: 1 });
  cloud.addVolume({ id: VOLUME_LVM, name: 'data-lvm', size: 1 });
  cloud.attach(SERVER_DATA, VOLUME_PART);
  cloud.attach(SERVER_DATA, VOLUME_LVM);

  cloud.addServer({ id: SERVER_BFV, name: 'compromised-bfv', imageId: null, flavor: 'p1-1.5gb' });
  cloud.addVolume({ id: VOLUME_ROOT, name: '', size: 20, bootable: true, imageId: IMAGE_DEBIAN });
  cloud.attach(SERVER_BFV, VOLUME_ROOT);

  cloud.addServer({
    id: SERVER_HEALTHY,
    name: 'healthy',
    imageId: IMAGE_UBUNTU,
    flavor: 'c1-7.5gb-30',
    status: 'ACTIVE',
  });
  for (const id of [SERVER_DATA, SERVER_BFV]) cloud.lock(id, 'sysadmin', LOCK_REASON);
}
