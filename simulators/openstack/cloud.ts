/** State of the simulated cloud. Everything is plain data that a test may read and change. */
import { AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { GuestHost } from '../ssh-host/guest-host.ts';
import { changeOf, currentRequest, type Resource, type State, type StateChange, stateOf } from './journal.ts';
import { Latencies, type Transition } from './latencies.ts';
import type { Release } from './releases.ts';
import type {
  Attachment,
  Flavor,
  Image,
  Keypair,
  Network,
  Port,
  Quota,
  SecurityGroup,
  Server,
  ServerAction,
  Snapshot,
  Volume,
} from './resources.ts';
import { ADMIN, ADMIN_PROJECT, ALICE, PROJECT } from './seed.ts';
import { type ServiceName, Services } from './services.ts';

/** What Cinder takes for a volume or a snapshot, measured by hand. */
export const DELETING_SECONDS = 0.5;

interface CloudOptions {
  /** Milliseconds that a recorded second takes. */
  unitMs: number;
  guests: GuestHost | null;
  release: Release;
  seed: number;
}

const timestamp = (): string => new Date().toISOString().replace('Z', '000');

export class SimulatedCloud {
  readonly servers = new Map<string, Server>();
  /** Nova goes on telling what was done to them. */
  readonly deletedServers = new Map<string, Server>();
  readonly volumes = new Map<string, Volume>();
  readonly snapshots = new Map<string, Snapshot>();
  readonly images = new Map<string, Image>();
  readonly flavors = new Map<string, Flavor>();
  readonly networks = new Map<string, Network>();
  readonly ports = new Map<string, Port>();
  /** How far Keystone's clock is ahead of this machine's. */
  clockAheadMs = 0;
  /** When the application credential ends; null for never. */
  credentialExpiresAt: Date | null = null;
  readonly securityGroups = new Map<string, SecurityGroup>();
  readonly keypairs = new Map<string, Keypair>();
  readonly floatingIps = new Map<
    string,
    { id: string; address: string; portId: string; description: string; networkId: string }
  >();
  /** What servers, volumes and snapshots went through, oldest first. */
  readonly journal: StateChange[] = [];
  readonly guests: GuestHost | null;
  readonly release: Release;
  readonly latencies: Latencies;
  /** Such as `services.hang('nova-compute')`. */
  readonly services = new Services((seconds, act) => {
    this.after(seconds, act);
  });
  quota: Quota = {
    ...{ instances: 20, cores: 40, ram: 100_000, ports: 500, volumes: 40, gigabytes: 2000, snapshots: 40 },
    ...{ securityGroups: 10, securityGroupRules: 100 },
  };
  readonly #subnet = `127.66.${String(1 + Math.floor(Math.random() * 250))}`;
  #addresses = 1;
  readonly #timers = new Set<NodeJS.Timeout>();
  #held: (() => void)[] | null = null;
  readonly #unitMs: number;

  constructor({ unitMs, guests, release, seed }: CloudOptions) {
    this.#unitMs = unitMs;
    this.guests = guests;
    this.release = release;
    this.latencies = new Latencies(seed);
  }

  /**
   * Does something after so many simulated seconds, or when that transition is over; a closed cloud does nothing any more.
   *
   * @param needs - services that do it: while one hangs it waits, and takes its time again when they are all back.
   */
  after(duration: number | Transition, act: () => void, needs: readonly ServiceName[] = []): void {
    const seconds = typeof duration === 'number' ? duration : this.latencies.seconds(duration);
    const due = (): void => {
      if (this.services.isUp(needs)) act();
      else
        this.services.whenUp(needs, () => {
          this.after(seconds, act, needs);
        });
    };
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (this.#held === null) due();
      else this.#held.push(AsyncResource.bind(due));
    }, seconds * this.#unitMs);
    this.#timers.add(timer);
  }

  /** Nothing goes on by itself from now on: what is due waits for {@link letTimePass}. */
  holdTime(): void {
    this.#held ??= [];
  }

  letTimePass(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const due of held) due();
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  addNetwork(network: Pick<Network, 'id' | 'name' | 'external'> & Partial<Network>): void {
    const { external } = network;
    this.networks.set(network.id, { subnets: external ? [] : [`${this.#subnet}.0/24`], shared: true, ...network });
  }

  /** Joins a network to the external one, with a port that its project sees. */
  addRouter(networkId: string): void {
    const id = randomUUID();
    const port = { networkId, deviceId: randomUUID(), owner: 'network:router_interface', securityGroup: null };
    this.ports.set(id, { id, ...port });
  }

  addFlavor(flavor: Flavor): void {
    this.flavors.set(flavor.id, flavor);
  }

  addImage({
    id,
    name,
    distro,
    boots = true,
    properties = {},
  }: {
    id: string;
    name: string;
    distro: string | null;
    boots?: boolean;
    properties?: Record<string, string>;
  }): void {
    this.images.set(id, {
      id,
      name,
      status: 'active',
      visibility: 'public',
      distro,
      size: 1_468_006_400,
      properties,
      boots,
    });
  }

  addServer(spec: Partial<Server> & Pick<Server, 'id' | 'name' | 'imageId' | 'flavor'>): Server {
    const server: Server = {
      status: 'SHUTOFF',
      taskState: null,
      metadata: {},
      lockedBy: null,
      lockedReason: null,
      address: `${this.#subnet}.${String((this.#addresses += 1))}`,
      keyName: null,
      userData: '',
      securityGroup: null,
      fault: null,
      console: null,
      ghosts: [],
      actions: [],
      created: false,
      ...spec,
    };
    this.servers.set(server.id, server);
    this.#write(server, null, stateOf(server));
    const [network] = this.networks.values();
    const portId = randomUUID();
    this.ports.set(portId, {
      id: portId,
      networkId: network?.id ?? '',
      deviceId: server.id,
      owner: 'compute:nova',
      securityGroup: server.securityGroup,
    });
    return server;
  }

  addVolume(spec: Partial<Volume> & Pick<Volume, 'id' | 'name' | 'size'>): Volume {
    const volume: Volume = {
      status: 'available',
      bootable: false,
      encrypted: false,
      metadata: {},
      imageId: null,
      sourceVolumeId: null,
      snapshotId: null,
      attachments: [],
      created: false,
      ...spec,
    };
    this.volumes.set(volume.id, volume);
    this.#write(volume, null, stateOf(volume));
    return volume;
  }

  addSnapshot(spec: Partial<Snapshot> & Pick<Snapshot, 'id' | 'name' | 'volumeId' | 'size'>): Snapshot {
    const snapshot = { status: 'available', metadata: {}, ...spec };
    this.snapshots.set(snapshot.id, snapshot);
    this.#write(snapshot, null, stateOf(snapshot));
    return snapshot;
  }

  /** The one way in which a status, a task, a lock or an attachment changes, so that the journal has it. */
  change<T extends Resource>(resource: T, change: Partial<T>): void {
    const from = stateOf(resource);
    Object.assign(resource, change);
    this.#write(resource, from, stateOf(resource));
  }

  remove(resource: Resource): void {
    for (const held of [this.servers, this.volumes, this.snapshots]) held.delete(resource.id);
    this.#write(resource, stateOf(resource), null);
  }

  #write(resource: Resource, from: State | null, to: State | null): void {
    const change = changeOf(resource, from, to);
    if (change !== null) this.journal.push(change);
  }

  /** Attached at once, as if it had always been. */
  attach(serverId: string, volumeId: string, deleteOnTermination = false, status = 'in-use'): void {
    const volume = this.volume(volumeId);
    const isShelved = this.server(serverId).status === 'SHELVED_OFFLOADED';
    const device = isShelved ? null : this.nextDevice(serverId);
    const attachment = { serverId, device, deleteOnTermination, id: randomUUID(), bdmUuid: randomUUID() };
    this.change(volume, { status, attachments: [...volume.attachments, attachment] });
  }

  /** Free at once; or deleted, where that was the wish for the end of its server. */
  letGo(volume: Volume, attachment: Attachment): void {
    const attachments = volume.attachments.filter((each) => each !== attachment);
    this.change(volume, { status: 'available', attachments });
    if (attachment.deleteOnTermination) this.deleteVolume(volume);
  }

  deleteVolume(volume: Volume): void {
    this.change(volume, { status: 'deleting' });
    this.after(DELETING_SECONDS, () => this.remove(volume), ['cinder-volume']);
  }

  /** An image-booted server has its own disk as vda. */
  nextDevice(serverId: string): string {
    const { imageId, ghosts } = this.server(serverId);
    const held = [...this.attachedTo(serverId).map(({ attachment }) => attachment), ...ghosts];
    const taken = new Set(held.map(({ device }) => device));
    const first = imageId === null ? 0 : 1;
    for (let letter = first; ; letter += 1) {
      const device = `/dev/vd${String.fromCharCode(97 + letter)}`;
      if (!taken.has(device)) return device;
    }
  }

  attachedTo(serverId: string): { volume: Volume; attachment: Attachment }[] {
    return [...this.volumes.values()].flatMap((volume) =>
      volume.attachments
        .filter((attachment) => attachment.serverId === serverId)
        .map((attachment) => ({ volume, attachment })),
    );
  }

  /** A sysadmin's lock takes the place of any; a reason that was given stays until another is. */
  lock(serverId: string, by: 'sysadmin' | 'owner', reason: string | null = null): void {
    const server = this.server(serverId);
    this.change(server, { lockedBy: by, lockedReason: reason ?? server.lockedReason });
    this.end(this.record(server, 'lock', by === 'sysadmin' ? ADMIN_PROJECT.id : PROJECT.id));
  }

  unlock(serverId: string, projectId = ADMIN_PROJECT.id): void {
    const server = this.server(serverId);
    this.change(server, { lockedBy: null, lockedReason: null });
    this.end(this.record(server, 'unlock', projectId));
  }

  /** Begins an entry of the server's journal; {@link end} tells how it ended. */
  record(server: Server, action: string, projectId: string): ServerAction {
    const made: ServerAction = {
      action,
      request_id: currentRequest() ?? `req-${randomUUID()}`,
      project_id: projectId,
      user_id: projectId === PROJECT.id ? ALICE.id : ADMIN.id,
      start_time: timestamp(),
      finish_time: null,
      message: null,
    };
    server.actions.push(made);
    return made;
  }

  end(action: ServerAction, message: 'Error' | null = null): void {
    action.finish_time = timestamp();
    action.message = message;
  }

  server(id: string): Server {
    const server = this.servers.get(id);
    if (server === undefined) throw new Error(`the simulated cloud has no server ${id}`);
    return server;
  }

  volume(id: string): Volume {
    const volume = this.volumes.get(id);
    if (volume === undefined) throw new Error(`the simulated cloud has no volume ${id}`);
    return volume;
  }

  flavorNamed(name: string): Flavor {
    const flavor = [...this.flavors.values()].find((each) => each.name === name);
    if (flavor === undefined) throw new Error(`the simulated cloud has no flavor ${name}`);
    return flavor;
  }

  /** Names of everything that carries this prefix in its name or recovery id. */
  leftovers(prefix: string): string[] {
    const ours = ({ name, metadata = {} }: { name: string; metadata?: Record<string, string> }): boolean =>
      name.startsWith(prefix) || Object.values(metadata).some((value) => value.startsWith(prefix));
    const named = (kind: string, items: Iterable<{ name: string; metadata?: Record<string, string> }>): string[] =>
      [...items].filter(ours).map(({ name }) => `${kind} ${name}`);
    return [
      ...named('server', this.servers.values()),
      ...named('volume', this.volumes.values()),
      ...named('snapshot', this.snapshots.values()),
      ...named('image', this.images.values()),
      ...named('security group', this.securityGroups.values()),
      ...named('keypair', this.keypairs.values()),
      ...[...this.floatingIps.values()]
        .filter(({ description }) => description.startsWith(prefix))
        .map(({ address }) => `floating ip ${address}`),
    ];
  }
}
