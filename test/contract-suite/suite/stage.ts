/** Where one case is played: who may call, what is written down, and what is cleared away afterwards. */
import { setTimeout as pause } from 'node:timers/promises';
import type { CloudConfig } from '../../../src/openstack/clouds-yaml.ts';
import { connect, type Connection } from '../../../src/openstack/connection.ts';
import { OpenStackError } from '../../../src/openstack/errors.ts';
import { type Answer, type Caller, logIn, type Login, type Request } from './caller.ts';
import { matchCourse } from './course.ts';
import { Given } from './given.ts';
import { stateOf } from './state.ts';
import type { Journal, Target } from './target.ts';
import type { Course, Entry, Transcript } from './transcript.ts';

export interface Callers {
  /** An ordinary member of the cases' project. */
  member: Caller;
  admin: Caller;
  /** A member of another project. */
  outsider: Caller;
}

export class Stage {
  readonly target: Target;
  readonly as: Callers;
  /** The product's own client, with the member's password. */
  readonly client: Connection;
  /** Arrangements: not written down, and a refusal is a fault of the case. */
  readonly given: Given;
  readonly #entries: Entry[] = [];
  readonly #names = new Map<string, string>();
  /** Of what followed from the last call that could change anything. */
  #journal: Journal | null = null;
  /** Of what followed from the end of a course, by path. */
  readonly #later = new Map<string, Journal | null>();

  constructor(target: Target, as: Callers) {
    this.target = target;
    this.as = as;
    this.given = new Given(this);
    this.client = this.connectAs(authOf(target.logins.member));
    this.name('project', as.member.projectId);
  }

  get hands(): Target['hands'] {
    return this.target.hands;
  }

  /** Gives an id the name by which the transcript tells it. @returns the id. */
  name = (name: string, id: string): string => {
    this.#names.set(name, id);
    return id;
  };

  /** A call that the case is about: its answer is compared. */
  call = async (what: string, request: Request, caller: Caller = this.as.member): Promise<Answer> => {
    if (request.method !== 'GET') this.#openJournal();
    const answer = await caller.call(request);
    // Headers are left out as well: one of them may hold a token.
    const { bytes: _bytes, headers: _headers, ...asked } = request;
    this.#entries.push({ what, request: asked, answer });
    return answer;
  };

  /** The product's client with another login; closed with the stage. */
  connectAs = (login: Partial<CloudConfig['auth']>, authType: CloudConfig['auth_type'] = 'password'): Connection => {
    const auth_url = this.target.logins.member.authUrl;
    const client = connect({
      name: 'contract',
      auth_type: authType,
      interface: 'public',
      auth: { auth_url, ...login },
    });
    this.given.afterwards(() => client.close());
    return client;
  };

  /** The same through the product's client: what it returns, or which kind of error it makes of a refusal. */
  clientCall = async <T>(what: string, act: () => Promise<T>): Promise<T | null> => {
    this.#openJournal();
    try {
      const returned = await act();
      this.#entries.push({ what, client: { returned: asRecorded(returned) } });
      return returned;
    } catch (error) {
      if (!(error instanceof OpenStackError)) throw error;
      const { kind, status, message } = error;
      this.#entries.push({ what, client: { thrown: { kind, status, message } } });
      return null;
    }
  };

  /** Writes down what the case has counted, or picked out of answers: compared as it is, with ids by their names. */
  observe = (what: string, observed: unknown): void => {
    this.#entries.push({ what, observed });
  };

  /**
   * Looks at a resource until its course has come to its end, and holds what was seen against what must be seen.
   *
   * @param path - `/servers/ID`, `/volumes/ID`, `/snapshots/ID` or `/images/ID`.
   * @param pattern - states in order; one that ends in `?` may be too short to be seen by somebody who only looks.
   * @throws Error that names what was seen, when it isn't the pattern, or when the end doesn't come in `seconds`.
   */
  course = async (what: string, path: string, pattern: readonly string[], seconds = 60): Promise<void> => {
    const seen = await this.#watch(path, pattern, seconds);
    matchCourse(
      what,
      seen.map(({ state }) => state),
      pattern,
    );
    const journal = (this.#later.get(path) ?? this.#journal)?.(path) ?? null;
    this.#later.set(path, this.hands.openJournal());
    this.#entries.push({ what, course: seen, ...(journal === null ? {} : { journal }) });
  };

  async #watch(path: string, pattern: readonly string[], seconds: number): Promise<Course['course']> {
    const began = performance.now();
    const seen: Course['course'] = [];
    const last = pattern.at(-1);
    for (;;) {
      const state = await stateOf(this.as.member, path);
      const atSeconds = Math.round((performance.now() - began) / 100) / 10;
      if (state !== seen.at(-1)?.state) seen.push({ state, atSeconds });
      if (state === last && (seen.length > 1 || isShort(pattern))) return seen;
      if (atSeconds > seconds * this.target.secondsPerSecond) return seen;
      await pause(this.target.lookEveryMs);
    }
  }

  /**
   * Looks at a resource for so long, and throws when its state changes.
   *
   * @param seconds - of the real cloud.
   */
  stays = async (what: string, path: string, state: string, seconds: number): Promise<void> => {
    const until = performance.now() + seconds * 1000 * this.target.secondsPerSecond;
    do {
      const seen = await stateOf(this.as.member, path);
      if (seen !== state) throw new Error(`${what}: expected it to stay ${state}; it is ${seen}`);
      await pause(this.target.lookEveryMs);
    } while (performance.now() < until);
    this.#entries.push({ what, course: [{ state, atSeconds: 0 }] });
  };

  #openJournal(): void {
    this.#journal = this.hands.openJournal();
    this.#later.clear();
  }

  get transcript(): Transcript {
    return { entries: this.#entries, names: Object.fromEntries(this.#names) };
  }

  close(): Promise<void> {
    return this.given.clearAway();
  }
}

/** Everything before the end may be too short to be seen. */
const isShort = (pattern: readonly string[]): boolean => pattern.slice(0, -1).every((state) => state.endsWith('?'));

/** A date and nothing as a recording has them. */
const asRecorded = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null)) as unknown;

export async function openStage(target: Target): Promise<Stage> {
  const [member, admin, outsider] = await Promise.all(
    [target.logins.member, target.logins.admin, target.logins.outsider].map(logIn),
  );
  if (member === undefined || admin === undefined || outsider === undefined) throw new Error('three logins give three');
  return new Stage(target, { member, admin, outsider });
}

/** A password login as clouds.yaml has it. */
export const authOf = ({ authUrl, username, password, project }: Login): CloudConfig['auth'] => ({
  auth_url: authUrl,
  username,
  password,
  project_name: project,
  user_domain_name: 'Default',
  project_domain_name: 'Default',
});
