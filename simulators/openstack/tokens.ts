/** Tokens: what Keystone has given, what it has taken back, and what the services remember of it. */
import { randomUUID } from 'node:crypto';
import type { Caller } from './simulator.ts';

export interface Token {
  caller: Caller;
  /** What Keystone tells of it, to who it was given to and to who asks. */
  body: unknown;
}

export class Tokens {
  readonly #given = new Map<string, Token>();
  /** Services share a cache of what Keystone has told them; a token that is revoked lives on in it (recorded 05). */
  readonly #remembered = new Map<string, Caller>();

  /** @returns its id. */
  give(token: Token): string {
    const id = randomUUID();
    this.#given.set(id, token);
    return id;
  }

  /** For Keystone itself; null for one that it never gave, or has taken back. */
  valid = (id: string): Token | null => this.#given.get(id) ?? null;

  /** For any other service. */
  admitted(id: string): Caller | null {
    const caller = this.#remembered.get(id) ?? this.valid(id)?.caller ?? null;
    if (caller !== null) this.#remembered.set(id, caller);
    return caller;
  }

  revoke(id: string): void {
    this.#given.delete(id);
  }

  /** The end of a token lies in itself: here no memory helps. */
  expireAll(): void {
    this.#given.clear();
    this.#remembered.clear();
  }
}
