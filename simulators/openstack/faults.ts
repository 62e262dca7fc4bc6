/** Things that go wrong on request: broken answers, and the asynchronous failures that the real cloud keeps quiet about. */
import type { Operation, Service } from './operations.ts';
import { seededDraw } from './seeded-draw.ts';

/** What a fault can tell one call from another by. */
export interface FaultyCall {
  operation: Operation;
  method: string;
  path: string;
}

/** Calls of one service, of one method, or both: `{ method: 'POST', service: 'compute' }`. */
interface Pattern {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  service?: Service;
}

/** Which of the matching calls are hit, counted from when the fault was added. `chance` is drawn from the seed. */
export type Hits = { first: number } | { nth: number } | { every: number } | { chance: number };

/** `proxyPage`: HTML of something between us and the service. `slowMs`: the true answer, but late. */
type Instead =
  | { status: number; body?: unknown; headers?: Record<string, string> }
  | { proxyPage: 502 | 503 | 504 }
  | { slowMs: number }
  | 'reset'
  | 'hang';

/** `truncated`: half of the true answer, then the connection breaks. */
export type FaultAnswer = Instead | 'truncated';

export type Fault = {
  on: Operation | readonly Operation[] | Pattern | ((call: FaultyCall) => boolean);
  /** The first matching call when left out. */
  hits?: Hits;
} & (
  | { when?: 'before-effect'; answer: Instead }
  /** The act is done and only its answer suffers. */
  | { when: 'after-effect'; answer: FaultAnswer }
);

interface Pending {
  fault: Fault;
  name: string;
  calls: number;
}

export class Faults {
  /** Named where something fails, so that it can be repeated. */
  readonly seed: number;
  readonly #pending: Pending[] = [];
  readonly #attachFails = new Map<string, number>();
  readonly #detachRollsBack = new Map<string, number>();
  #noValidHost = 0;

  constructor(seed: number) {
    this.seed = seed;
  }

  /** A call that one fault hits is not counted by those that were added after it. */
  add(fault: Fault): void {
    this.#pending.push({ fault, name: `fault ${String(this.#pending.length)}`, calls: 0 });
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

  take(call: FaultyCall, when: 'before-effect' | 'after-effect'): FaultAnswer | null {
    for (const pending of this.#pending) {
      const { fault } = pending;
      if ((fault.when ?? 'before-effect') !== when || !matches(fault.on, call)) continue;
      pending.calls += 1;
      if (this.#isHit(pending)) return fault.answer;
    }
    return null;
  }

  takeAttachFailure = (volumeId: string): boolean => takeFrom(this.#attachFails, volumeId);
  takeDetachRollBack = (volumeId: string): boolean => takeFrom(this.#detachRollsBack, volumeId);

  takeNoValidHost(): boolean {
    if (this.#noValidHost === 0) return false;
    this.#noValidHost -= 1;
    return true;
  }

  #isHit({ fault: { hits = { first: 1 } }, name, calls }: Pending): boolean {
    if ('first' in hits) return calls <= hits.first;
    if ('nth' in hits) return calls === hits.nth;
    if ('every' in hits) return calls % hits.every === 0;
    return seededDraw(this.seed, name, calls) < hits.chance;
  }
}

function matches(on: Fault['on'], call: FaultyCall): boolean {
  if (typeof on === 'function') return on(call);
  if (typeof on === 'string') return on === call.operation;
  if (isList(on)) return on.includes(call.operation);
  const { method = call.method, service } = on;
  return method === call.method && (service === undefined || call.operation.startsWith(`${service}.`));
}

/** Array.isArray does not narrow a readonly array. */
const isList = (on: readonly Operation[] | Pattern): on is readonly Operation[] => Array.isArray(on);

function takeFrom(counts: Map<string, number>, key: string): boolean {
  const left = counts.get(key) ?? 0;
  if (left > 0) counts.set(key, left - 1);
  return left > 0;
}
