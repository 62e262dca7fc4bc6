/** What the simulated cloud holds: plain data, named as in the simulator, not as on the wire. */

export interface Server {
  id: string;
  name: string;
  status: string;
  taskState: string | null;
  imageId: string | null;
  flavor: string;
  metadata: Record<string, string>;
  lockedBy: 'sysadmin' | 'owner' | null;
  lockedReason: string | null;
  address: string;
  keyName: string | null;
  /** In base64, as it came. */
  userData: string;
  securityGroup: string | null;
  fault: { code: number; message: string } | null;
  console: string | null;
  /** Attachments that Nova lists and Cinder knows nothing of (recorded 78). */
  ghosts: { volumeId: string; bdmUuid: string; device: string }[];
  actions: ServerAction[];
  /** Made through the API, not seeded. */
  created: boolean;
}

/** As Nova lists it: an instance action. */
export interface ServerAction {
  action: string;
  request_id: string;
  project_id: string;
  user_id: string;
  start_time: string;
  /** Null while it goes on. */
  finish_time: string | null;
  /** `Error` once it has failed. */
  message: string | null;
}

export interface Volume {
  id: string;
  name: string;
  status: string;
  size: number;
  bootable: boolean;
  encrypted: boolean;
  metadata: Record<string, string>;
  imageId: string | null;
  sourceVolumeId: string | null;
  snapshotId: string | null;
  attachments: Attachment[];
  created: boolean;
}

export interface Attachment {
  serverId: string;
  /** Null at a shelved server: nothing is there to name one. */
  device: string | null;
  deleteOnTermination: boolean;
  /** Cinder's name for it, which Nova tells from 2.89 on. */
  id: string;
  /** Nova's own. */
  bdmUuid: string;
}

export interface Snapshot {
  id: string;
  name: string;
  status: string;
  volumeId: string;
  size: number;
  metadata: Record<string, string>;
}

export interface Image {
  id: string;
  name: string;
  status: string;
  visibility: string;
  distro: string | null;
  size: number;
  properties: Record<string, string>;
  /** Whether a system starts from it; without one, a running guest answers nothing and lets go of nothing. */
  boots: boolean;
}

export interface Flavor {
  id: string;
  name: string;
  vcpus: number;
  ram: number;
  disk: number;
}

export interface SecurityGroup {
  id: string;
  name: string;
  description: string;
  rules: {
    id: string;
    direction: string;
    ethertype: string;
    protocol: string | null;
    port_range_min: number | null;
    port_range_max: number | null;
    remote_ip_prefix: string | null;
  }[];
}

/** Numbers that a project may use; -1 is no limit. */
export interface Quota {
  instances: number;
  cores: number;
  ram: number;
  ports: number;
  volumes: number;
  gigabytes: number;
  snapshots: number;
  securityGroups: number;
  securityGroupRules: number;
}

export interface Keypair {
  name: string;
  publicKey: string;
}

export interface Network {
  id: string;
  name: string;
  external: boolean;
  /** In CIDR notation. */
  subnets: string[];
  /** An administrator's, for every project to use; else it is the project's own. */
  shared: boolean;
}

export interface Port {
  id: string;
  networkId: string;
  deviceId: string;
  /** Neutron's device_owner. */
  owner: string;
  securityGroup: string | null;
}
