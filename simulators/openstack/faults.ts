/** Things that go wrong on request: broken answers, and the asynchronous failures that the real cloud keeps quiet about. */

/** Every operation that a fault can hit, as `service.resource.act`. */
export type Operation =
  | 'identity.tokens.create'
  | 'compute.servers.list'
  | 'compute.servers.get'
  | 'compute.servers.create'
  | 'compute.servers.delete'
  | 'compute.servers.action'
  | 'compute.instance-actions.list'
  | 'compute.volume-attachments.list'
  | 'compute.volume-attachments.create'
  | 'compute.volume-attachments.update'
  | 'compute.volume-attachments.delete'
  | 'compute.keypairs.get'
  | 'compute.keypairs.create'
  | 'compute.keypairs.delete'
  | 'compute.flavors.list'
  | 'compute.limits.get'
  | 'block-storage.volumes.list'
  | 'block-storage.volumes.get'
  | 'block-storage.volumes.create'
  | 'block-storage.volumes.delete'
  | 'block-storage.snapshots.list'
  | 'block-storage.snapshots.get'
  | 'block-storage.snapshots.create'
  | 'block-storage.snapshots.delete'
  | 'block-storage.limits.get'
  | 'image.images.list'
  | 'image.images.get'
  | 'image.images.delete'
  | 'network.networks.list'
  | 'network.ports.list'
  | 'network.security-groups.list'
  | 'network.security-groups.create'
  | 'network.security-groups.delete'
  | 'network.security-group-rules.create'
  | 'network.security-group-rules.delete'
  | 'network.floatingips.list'
  | 'network.floatingips.create'
  | 'network.floatingips.delete';

export interface Fault {
  operation: Operation;
  /** `after-effect`: the act is done and only its answer is lost. */
  when: 'before-effect' | 'after-effect';
  answer: { status: number; body?: unknown; headers?: Record<string, string> } | 'reset' | 'hang';
  /** How often; once when left out. */
  times?: number;
}

export class Faults {
  #pending: (Fault & { times: number })[] = [];
  readonly #attachFails = new Map<string, number>();
  readonly #detachRollsBack = new Map<string, number>();
  #noValidHost = 0;

  add(fault: Fault): void {
    this.#pending.push({ times: 1, ...fault });
  }

  /** The attach is accepted and the volume goes back to `available` (recorded 77). */
  attachReturnsToAvailable(volumeId: string, times = 1): void {
    this.#attachFails.set(volumeId, times);
  }

  /** The detach is accepted, lasts 201 s, and the volume is `in-use` again (recorded 76). */
  detachRollsBack(volumeId: string, times = 1): void {
    this.#detachRollsBack.set(volumeId, times);
  }

  /** The server is accepted and goes into ERROR (recorded 83). */
  noValidHost(times = 1): void {
    this.#noValidHost = times;
  }

  take(operation: Operation, when: Fault['when']): Fault['answer'] | null {
    const fault = this.#pending.find((each) => each.operation === operation && each.when === when && each.times > 0);
    if (fault === undefined) return null;
    fault.times -= 1;
    this.#pending = this.#pending.filter(({ times }) => times > 0);
    return fault.answer;
  }

  takeAttachFailure = (volumeId: string): boolean => takeFrom(this.#attachFails, volumeId);
  takeDetachRollBack = (volumeId: string): boolean => takeFrom(this.#detachRollsBack, volumeId);

  takeNoValidHost(): boolean {
    if (this.#noValidHost === 0) return false;
    this.#noValidHost -= 1;
    return true;
  }
}

function takeFrom(counts: Map<string, number>, key: string): boolean {
  const left = counts.get(key) ?? 0;
  if (left > 0) counts.set(key, left - 1);
  return left > 0;
}
