/** What a case needs before it begins, made through the same API on every stage, and cleared away afterwards. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Caller, Request, Service } from './caller.ts';
import type { Stage } from './stage.ts';
import { stateOf } from './state.ts';
import type { Furniture } from './target.ts';

export interface ServerWish {
  /** Name by which the transcript tells its id. */
  as?: string;
  /** Boots from a volume of its own instead of an image. */
  fromVolume?: boolean;
  deleteOnTermination?: boolean;
  /** Left running; else it is shut off. */
  running?: boolean;
  /** A Debian that boots, and answers unplug requests: costs the lab over a minute. */
  withSystem?: boolean;
  /** Never one that was used before. */
  fresh?: boolean;
  metadata?: Record<string, string>;
  /** Run by the guest at its first boot; with a system only. */
  userData?: string;
}

/** Its private half was thrown away. */
export const PUBLIC_KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICWAS+Hx+GzgI548+JO5Wf1LvViHdCHJPpp26Q9Jyj3G contract';

const Created = z.record(z.string(), z.looseObject({ id: z.string() }));
const Attachments = z.object({ volumeAttachments: z.array(z.looseObject({ volumeId: z.string() })) });
const Actions = z.object({
  instanceActions: z.array(z.looseObject({ action: z.string(), message: z.string().nullable() })),
});
const ServerState = z.object({ server: z.looseObject({ status: z.string(), locked: z.boolean() }) });

export class Given {
  readonly #stage: Stage;
  /** Servers are cleared away before the rest: they hold volumes, and give them free. */
  readonly #undo: Record<'servers' | 'rest', (() => unknown)[]> = { servers: [], rest: [] };
  #count = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** Something to be done at the end, last in first out. */
  afterwards(undo: () => unknown, when: 'servers' | 'rest' = 'rest'): void {
    this.#undo[when].push(undo);
  }

  /** A server without volumes, unlocked. @returns its id. */
  async server(wish: ServerWish = {}): Promise<string> {
    const { target } = this.#stage;
    const kind = reusable(wish);
    const id = (kind === null ? undefined : target.idle.get(kind)?.pop()) ?? (await this.#build(wish));
    this.#stage.name(wish.as ?? 'server', id);
    this.afterwards(async () => {
      if (kind !== null && (await this.#restored(id, wish)))
        target.idle.set(kind, [...(target.idle.get(kind) ?? []), id]);
      else await this.removeServer(id);
    }, 'servers');
    return id;
  }

  async #build(wish: ServerWish): Promise<string> {
    const server = { name: this.newName(), ...wantedServer(wish, this.#stage.target.furniture) };
    const id = await this.#create({ method: 'POST', service: 'compute', path: '/servers', body: { server } });
    try {
      await this.#settle(id, wish);
    } catch (error) {
      // Left behind, it would take from the quota of all that are played after it.
      await this.removeServer(id);
      throw error;
    }
    return id;
  }

  async #settle(id: string, wish: ServerWish): Promise<void> {
    await this.until(`/servers/${id}`, 'ACTIVE no-task active', 120);
    if (wish.withSystem === true) await this.#stage.hands.awaitGuest(id, 'login:');
    if (wish.fromVolume === true && wish.deleteOnTermination !== true)
      for (const volumeId of await this.attachedTo(id)) this.afterwards(() => this.removeVolume(volumeId));
    if (wish.running !== true) await this.stop(id);
  }

  /** A server that has only just been asked for. @returns its id. */
  async buildingServer(): Promise<string> {
    const server = { name: this.newName(), ...wantedServer({}, this.#stage.target.furniture) };
    const id = await this.#create({ method: 'POST', service: 'compute', path: '/servers', body: { server } });
    this.afterwards(() => this.removeServer(id), 'servers');
    return this.#stage.name('server', id);
  }

  /** Calls that must follow each other before anything goes on by itself: the lab is slow enough, the simulator waits. */
  async atOnce(calls: () => Promise<void>): Promise<void> {
    const { hands } = this.#stage;
    hands.holdTime();
    try {
      await calls();
    } finally {
      hands.letTimePass();
    }
  }

  async stop(id: string): Promise<void> {
    await this.ask({ method: 'POST', service: 'compute', path: `/servers/${id}/action`, body: { 'os-stop': null } });
    await this.until(`/servers/${id}`, 'SHUTOFF no-task stopped', 150);
  }

  /** An `available` volume, blank unless told otherwise. @returns its id. */
  async volume(wish: { as?: string; size?: number; more?: Record<string, unknown> } = {}): Promise<string> {
    const volume = { name: this.newName(), size: wish.size ?? 1, ...wish.more };
    const id = await this.#create({ method: 'POST', service: 'block-storage', path: '/volumes', body: { volume } });
    this.afterwards(() => this.removeVolume(id));
    await this.until(`/volumes/${id}`, 'available', 60);
    return this.#stage.name(wish.as ?? 'volume', id);
  }

  async snapshot(volumeId: string, as = 'snapshot'): Promise<string> {
    const snapshot = { name: this.newName(), volume_id: volumeId, force: true };
    const id = await this.#create({ method: 'POST', service: 'block-storage', path: '/snapshots', body: { snapshot } });
    this.afterwards(() => this.#removeUntilGone('block-storage', `/snapshots/${id}`));
    await this.until(`/snapshots/${id}`, 'available', 60);
    return this.#stage.name(as, id);
  }

  /** An image of a server's own disk, made by the member and seen by his project alone. @returns its id. */
  async image(server: string, as = 'image'): Promise<string> {
    const body = { createImage: { name: this.newName() } };
    const path = `/servers/${server}/action`;
    const made = await this.ask({ method: 'POST', service: 'compute', path, body, microversion: '2.45' });
    const { image_id: id } = z.object({ image_id: z.string() }).parse(made);
    this.removedLater('image', `/images/${id}`);
    await this.until(`/images/${id}`, 'active', 60);
    return this.#stage.name(as, id);
  }

  async securityGroup(as = 'group', name = this.newName()): Promise<string> {
    const body = { security_group: { name } };
    const id = await this.#create({ method: 'POST', service: 'network', path: '/security-groups', body });
    this.removedLater('network', `/security-groups/${id}`);
    return this.#stage.name(as, id);
  }

  /** Belongs to the member himself. @returns its name. */
  async keypair(as = 'key'): Promise<string> {
    const name = this.newName();
    const body = { keypair: { name, public_key: PUBLIC_KEY } };
    await this.ask({ method: 'POST', service: 'compute', path: '/os-keypairs', body });
    this.removedLater('compute', `/os-keypairs/${name}`);
    return this.#stage.name(as, name);
  }

  /** A shut-off server with a data volume, as a compromised one is, but not locked yet. */
  async attachedVolume(wish: ServerWish = {}): Promise<{ server: string; volume: string }> {
    const server = await this.server(wish);
    const volume = await this.volume();
    await this.attach(server, volume);
    return { server, volume };
  }

  async attach(server: string, volumeId: string): Promise<void> {
    const path = `/servers/${server}/os-volume_attachments`;
    await this.ask({ method: 'POST', service: 'compute', path, body: { volumeAttachment: { volumeId } } });
    await this.until(`/volumes/${volumeId}`, 'in-use attached', 60);
  }

  async lock(server: string, reason: string | null = null, as: Caller = this.#stage.as.admin): Promise<void> {
    const lock = reason === null ? null : { locked_reason: reason };
    await this.ask(
      { method: 'POST', service: 'compute', path: `/servers/${server}/action`, body: { lock }, microversion: '2.73' },
      as,
    );
  }

  async unlock(server: string): Promise<void> {
    await this.ask(
      { method: 'POST', service: 'compute', path: `/servers/${server}/action`, body: { unlock: null } },
      this.#stage.as.admin,
    );
  }

  async attachedTo(server: string): Promise<string[]> {
    const { admin } = this.#stage.as;
    const answer = await admin.call({
      method: 'GET',
      service: 'compute',
      path: `/servers/${server}/os-volume_attachments`,
    });
    return Attachments.parse(answer.body).volumeAttachments.map(({ volumeId }) => volumeId);
  }

  /** Waits until Nova lists this volume, whatever Cinder says of it. */
  untilListed = (server: string, volume: string): Promise<void> => this.#untilListed(server, volume, true);

  /** After a detach Cinder says `available` a moment before Nova forgets the volume. */
  untilUnlisted = (server: string, volume: string): Promise<void> => this.#untilListed(server, volume, false);

  async #untilListed(server: string, volume: string, isListed: boolean): Promise<void> {
    const deadline = performance.now() + 60_000;
    while ((await this.attachedTo(server)).includes(volume) !== isListed) {
      if (performance.now() > deadline)
        throw new Error(`arranging: server ${server} ${isListed ? 'does not list' : 'goes on listing'} ${volume}`);
      await pause(this.#stage.target.lookEveryMs);
    }
  }

  /** Waits until Nova's journal says that this act has failed, which it does a moment after the state is back. */
  async untilFailed(server: string, action: string): Promise<void> {
    const path = `/servers/${server}/os-instance-actions`;
    const deadline = performance.now() + 60_000;
    for (;;) {
      const { instanceActions } = Actions.parse(await this.ask({ method: 'GET', service: 'compute', path }));
      if (instanceActions.some((each) => each.action === action && each.message === 'Error')) return;
      if (performance.now() > deadline) throw new Error(`arranging: no ${action} of server ${server} has failed`);
      await pause(this.#stage.target.lookEveryMs);
    }
  }

  /** Asks for what must not be refused. @returns the answer's body. */
  async ask(request: Request, as: Caller = this.#stage.as.member): Promise<unknown> {
    const { status, body } = await as.call(request);
    if (status >= 400)
      throw new Error(`arranging: ${request.method} ${request.path} was answered ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** Waits for a state as {@link stateOf} tells it. */
  async until(path: string, state: string, seconds: number): Promise<void> {
    const deadline = performance.now() + seconds * 1000 * this.#stage.target.secondsPerSecond;
    for (;;) {
      const seen = await stateOf(this.#stage.as.admin, path);
      if (seen === state) return;
      if (performance.now() > deadline)
        throw new Error(`arranging: ${path} is ${seen} after ${seconds} s, not ${state}`);
      await pause(this.#stage.target.lookEveryMs);
    }
  }

  /** Something that a case makes itself: it is deleted at the end, as often as it takes. */
  removedLater(service: Service, path: string): void {
    const [, kind, id = ''] = path.split('/');
    if (kind === 'servers') this.afterwards(() => this.removeServer(id), 'servers');
    else this.afterwards(() => this.#removeUntilGone(service, path, this.#stage.as.member));
  }

  async removeServer(id: string): Promise<void> {
    await this.#unlockQuietly(id);
    await this.#removeUntilGone('compute', `/servers/${id}`);
  }

  async removeImage(id: string): Promise<void> {
    await this.ask({ method: 'DELETE', service: 'image', path: `/images/${id}` });
  }

  async removeVolume(id: string): Promise<void> {
    await this.#removeUntilGone('block-storage', `/volumes/${id}`);
  }

  /** Unlock of what isn't locked, or isn't there, is no fault of a clearing away. */
  async #unlockQuietly(id: string): Promise<void> {
    await this.#stage.as.admin.call({
      method: 'POST',
      service: 'compute',
      path: `/servers/${id}/action`,
      body: { unlock: null },
    });
  }

  /** Asks again for as long as the cloud refuses: states settle, clones go before what they hang on. */
  async #removeUntilGone(service: Service, path: string, as: Caller = this.#stage.as.admin): Promise<void> {
    const deadline = performance.now() + 240_000 * this.#stage.target.secondsPerSecond;
    for (;;) {
      const { status, body } = await as.call({ method: 'DELETE', service, path });
      if (status === 404 || (status < 300 && (await this.#goneSoon(path)))) return;
      if (performance.now() > deadline)
        throw new Error(`clearing away: ${path} stays: ${status} ${JSON.stringify(body)}`);
      await pause(this.#stage.target.lookEveryMs);
    }
  }

  async #goneSoon(path: string): Promise<boolean> {
    if (!/^\/(servers|volumes|snapshots)\//.test(path)) return true;
    for (let looks = 0; looks < 40; looks += 1) {
      const state = await stateOf(this.#stage.as.admin, path);
      if (state === '404') return true;
      await pause(this.#stage.target.lookEveryMs);
    }
    return false;
  }

  /** Brings a used server back to how the next case expects it. @returns false when it isn't worth it. */
  async #restored(id: string, wish: ServerWish): Promise<boolean> {
    const { admin } = this.#stage.as;
    await this.#unlockQuietly(id);
    const answer = await admin.call({ method: 'GET', service: 'compute', path: `/servers/${id}`, microversion: '2.9' });
    const found = ServerState.safeParse(answer.body);
    if (!found.success || found.data.server.status !== (wish.running === true ? 'ACTIVE' : 'SHUTOFF')) return false;
    for (const volume of await this.attachedTo(id)) {
      await admin.call({
        method: 'DELETE',
        service: 'compute',
        path: `/servers/${id}/os-volume_attachments/${volume}`,
      });
      await this.until(`/volumes/${volume}`, 'available', 60);
    }
    return true;
  }

  /** Runs what was left for the end. Every part is tried, and the first fault is thrown. */
  async clearAway(): Promise<void> {
    const faults: unknown[] = [];
    const { servers, rest } = this.#undo;
    for (const undo of [...servers.splice(0).reverse(), ...rest.splice(0).reverse()]) {
      try {
        await undo();
      } catch (error) {
        faults.push(error);
      }
    }
    if (faults.length > 0) throw faults[0];
  }

  async #create(request: Request): Promise<string> {
    const created = Object.values(Created.parse(await this.ask(request)))[0];
    if (created === undefined) throw new Error(`arranging: ${request.path} made nothing`);
    return created.id;
  }

  /** A name that nothing has, with which all that the suite makes begins. */
  newName = (): string => `contract-${process.pid}-${Date.now().toString(36)}-${(this.#count += 1)}`;
}

function wantedServer(wish: ServerWish, furniture: Furniture): Record<string, unknown> {
  const { withSystem = false, fromVolume = false, deleteOnTermination = false, metadata = {} } = wish;
  const image = withSystem ? furniture.systemImage : furniture.blankImage;
  const common = {
    ...{ metadata, networks: [{ uuid: furniture.network }] },
    ...(wish.userData === undefined ? {} : { user_data: Buffer.from(wish.userData).toString('base64') }),
  };
  if (!fromVolume)
    return { ...common, flavorRef: withSystem ? furniture.systemFlavor : furniture.flavor, imageRef: image };
  const root = { boot_index: 0, uuid: image, source_type: 'image', destination_type: 'volume' };
  const size = { volume_size: withSystem ? 3 : 1, delete_on_termination: deleteOnTermination };
  return { ...common, flavorRef: furniture.volumeFlavor, block_device_mapping_v2: [{ ...root, ...size }] };
}

/** Servers that a later case may take over, by kind; null for those that are changed for good. */
const reusable = ({ fromVolume, fresh, metadata, running, userData, withSystem }: ServerWish): string | null =>
  // A running server without a system doesn't let go of its volumes.
  fromVolume === true ||
  fresh === true ||
  metadata !== undefined ||
  userData !== undefined ||
  (running === true && withSystem !== true)
    ? null
    : `${withSystem === true ? 'system' : 'blank'} ${running === true ? 'running' : 'off'}`;
