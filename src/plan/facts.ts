/** What planning needs to know of the cloud, already read; ids and names as Nova, Cinder, Glance and Neutron give them. */

export interface ServerFacts {
  id: string;
  name: string;
  projectId: string;
  status: string;
  taskState: string | null;
  locked: boolean;
  lockedReason: string | null;
  /** True when the last `lock` action came from another project than the server's; null when it can't be known. */
  lockedBySysadmin: boolean | null;
  /** Image that the server booted from; null when it boots from a volume. */
  imageId: string | null;
  /** GiB of the root disk that its flavor gives it; 0 when it boots from a volume. */
  rootDiskGib: number;
  networkIds: string[];
}

export interface VolumeFacts {
  id: string;
  name: string;
  status: string;
  sizeGib: number;
  bootable: boolean;
  encrypted: boolean;
  /** Servers that hold it, the compromised one included. */
  attachedTo: string[];
  /** Device that Nova names; a guess, but the first one is the boot disk. */
  device: string | null;
  deleteOnTermination: boolean | null;
  /** Image that the volume was made from, when Cinder knows it. */
  imageId: string | null;
}

export interface ImageFacts {
  id: string;
  name: string;
  status: string;
  visibility: string;
  osDistro: string | null;
  /** A snapshot of a server (`image_type: snapshot`): it may itself be compromised. */
  isSnapshot: boolean;
  sizeBytes: number | null;
  minDiskGib: number;
  minRamMib: number;
  createdAt: string;
}

export interface FlavorFacts {
  id: string;
  name: string;
  vcpus: number;
  ramMib: number;
  diskGib: number;
  disabled: boolean;
}

export interface NetworkFacts {
  id: string;
  name: string;
  external: boolean;
}

/** What is still free; null means unlimited or unknown. */
export interface QuotaFacts {
  instances: number | null;
  cores: number | null;
  ramMib: number | null;
  volumes: number | null;
  gigabytes: number | null;
  snapshots: number | null;
}

export interface CloudFacts {
  server: ServerFacts;
  volumes: VolumeFacts[];
  images: ImageFacts[];
  flavors: FlavorFacts[];
  networks: NetworkFacts[];
  quota: QuotaFacts;
  /** Nova can be told to keep a volume when its server is deleted (microversion 2.85). */
  canKeepVolumes: boolean;
}

/** What the site's configuration wishes for the recovery server. */
export interface RecoveryServerWish {
  image?: string | undefined;
  flavor?: string | undefined;
  network?: string | undefined;
  sshUser?: string | undefined;
  rootVolumeGib: number;
}
