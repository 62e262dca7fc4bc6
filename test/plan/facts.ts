/** Facts of an ordinary case, to be changed one at a time by the tests. */
import { type RecoveryInput, RecoveryInputSchema, type RecoveryRequest } from '../../src/contract/recovery-input.ts';
import type { CloudFacts, ImageFacts, RecoveryServerWish, ServerFacts, VolumeFacts } from '../../src/plan/facts.ts';

const SERVER_ID = '0a2ef1aa-5f8d-4b28-b6b2-175ad7366afa';
export const ROOT_ID = '8f6116b4-f5c4-4fc0-bb69-746254a66b5d';
export const DATA_ID = 'c23d49d4-9b4a-4c53-b32c-d9243d7d38dc';
export const OTHER_SERVER_ID = '77e34a2e-09cc-4320-94e7-487d9994e2e0';

export const wish: RecoveryServerWish = { rootVolumeGib: 20 };

export const inputOf = (request: Partial<RecoveryRequest> = {}): RecoveryInput =>
  RecoveryInputSchema.parse({ serverId: SERVER_ID, ...request });

export const volume = (change: Partial<VolumeFacts> = {}): VolumeFacts => ({
  id: DATA_ID,
  name: 'data',
  status: 'in-use',
  sizeGib: 100,
  bootable: false,
  encrypted: false,
  attachedTo: [SERVER_ID],
  device: '/dev/vdb',
  deleteOnTermination: false,
  imageId: null,
  ...change,
});

export const rootVolume = (change: Partial<VolumeFacts> = {}): VolumeFacts =>
  volume({
    id: ROOT_ID,
    name: '',
    sizeGib: 20,
    bootable: true,
    device: '/dev/vda',
    imageId: 'image-debian',
    ...change,
  });

export const image = (change: Partial<ImageFacts> = {}): ImageFacts => ({
  id: 'image-debian',
  name: 'Debian-12',
  status: 'active',
  visibility: 'public',
  osDistro: 'debian',
  isSnapshot: false,
  sizeBytes: 2 * 1024 ** 3,
  minDiskGib: 0,
  minRamMib: 0,
  createdAt: '2026-01-01T00:00:00Z',
  ...change,
});

export const server = (change: Partial<ServerFacts> = {}): ServerFacts => ({
  id: SERVER_ID,
  name: 'thesis-vm',
  projectId: 'project-research',
  status: 'SHUTOFF',
  taskState: null,
  locked: true,
  lockedReason: 'Compromised',
  lockedBySysadmin: true,
  imageId: null,
  rootDiskGib: 0,
  networkIds: ['network-1'],
  ...change,
});

export const facts = (change: Partial<CloudFacts> = {}): CloudFacts => ({
  server: server(),
  volumes: [rootVolume(), volume()],
  images: [image(), image({ id: 'image-ubuntu', name: 'Ubuntu-24.04', osDistro: 'ubuntu' })],
  flavors: [
    { id: 'p1', name: 'p1-1.5gb', vcpus: 1, ramMib: 1536, diskGib: 0, disabled: false },
    { id: 'p2', name: 'p2-3gb', vcpus: 2, ramMib: 3072, diskGib: 0, disabled: false },
  ],
  networks: [
    { id: 'network-1', name: 'research-net', external: false },
    { id: 'network-2', name: 'public', external: true },
  ],
  quota: { instances: 5, cores: 10, ramMib: 20_000, volumes: 5, gigabytes: 1000, snapshots: 5 },
  canKeepVolumes: true,
  ...change,
});
