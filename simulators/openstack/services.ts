/** The services behind the API, which can hang: what they are told meanwhile waits in the queue, and is done when they are back. */
import { AsyncResource } from 'node:async_hooks';

export type ServiceName = 'nova-compute' | 'cinder-volume';

/** Nova's and Cinder's `rpc_response_timeout`, in seconds (recorded 78). */
const RPC_TIMEOUT_SECONDS = 60;

interface Question {
  answered: () => void;
  /** The service did not answer within 60 s. */
  timedOut: () => void;
  /** It came back later, took the question from its queue and answered into nowhere. */
  late?: () => void;
}

export class Services {
  readonly #hung = new Set<ServiceName>();
  #queue: { needs: readonly ServiceName[]; act: () => void }[] = [];
  readonly #after: (seconds: number, act: () => void) => void;

  constructor(after: (seconds: number, act: () => void) => void) {
    this.#after = after;
  }

  /** As SIGSTOP does it: the service keeps its place and its queue, and says nothing. */
  hang(service: ServiceName): void {
    this.#hung.add(service);
  }

  resume(service: ServiceName): void {
    this.#hung.delete(service);
    const queue = this.#queue;
    this.#queue = [];
    for (const { needs, act } of queue) this.whenUp(needs, act);
  }

  isUp(needs: readonly ServiceName[]): boolean {
    return needs.every((service) => !this.#hung.has(service));
  }

  /** A message that nobody waits for an answer to: done now, or once all of these are back. */
  whenUp(needs: readonly ServiceName[], act: () => void): void {
    if (this.isUp(needs)) act();
    else this.#queue.push({ needs, act: AsyncResource.bind(act) });
  }

  /** A question whose asker waits for the answer. */
  ask(service: ServiceName, { answered, timedOut, late }: Question): void {
    if (this.isUp([service])) {
      answered();
      return;
    }
    const question = { isAnswered: false, isLate: false };
    this.whenUp([service], () => {
      question.isAnswered = true;
      if (question.isLate) late?.();
      else answered();
    });
    this.#after(RPC_TIMEOUT_SECONDS, () => {
      if (question.isAnswered) return;
      question.isLate = true;
      timedOut();
    });
  }
}
