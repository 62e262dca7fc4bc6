/** A Keystone token and its catalogue: one login shared by all that wait for it, renewed once when a service says 401. */
import { z } from 'zod';
import type { CloudConfig } from './clouds-yaml.ts';
import type { HttpSender, RequestOptions } from './http.ts';
import { OpenStackError } from './errors.ts';

const Catalog = z.array(
  z.looseObject({
    type: z.string(),
    endpoints: z.array(
      z.looseObject({
        interface: z.string(),
        region: z.string().nullish(),
        region_id: z.string().nullish(),
        url: z.string(),
      }),
    ),
  }),
);
const TokenBody = z.looseObject({
  token: z.looseObject({
    expires_at: z.string(),
    issued_at: z.string().optional(),
    catalog: Catalog.default([]),
    project: z.looseObject({ id: z.string(), name: z.string() }).optional(),
    user: z.looseObject({ id: z.string(), name: z.string(), password_expires_at: z.string().nullish() }),
    application_credential: z.looseObject({ id: z.string(), name: z.string().optional() }).optional(),
    roles: z.array(z.looseObject({ name: z.string() })).default([]),
  }),
});

interface Token {
  id: string;
  /** By Keystone's clock. */
  expiresAt: Date;
  /** Milliseconds by this process's own, monotonic clock. */
  endsAtMs: number;
  catalog: z.output<typeof Catalog>;
  projectId: string;
  projectName: string;
  userId: string;
  userName: string;
  roles: string[];
  /** What the login was made with: an application credential, or null for anything else. */
  applicationCredential: { id: string; name: string | null } | null;
  /** Null where it never does, or where Keystone doesn't tell. */
  passwordExpiresAt: Date | null;
  /** By Keystone's clock; null where it doesn't tell. */
  issuedAt: Date | null;
}

/** Names under which a service may be in the catalogue (service-types authority, and older clouds). */
const TYPES: Readonly<Record<ServiceName, readonly string[]>> = {
  compute: ['compute'],
  'block-storage': ['block-storage', 'volumev3', 'block-store', 'volume'],
  image: ['image'],
  network: ['network'],
  identity: ['identity'],
};
export type ServiceName = 'compute' | 'block-storage' | 'image' | 'network' | 'identity';

/** A token this close to its end is not used for a new request. */
const MARGIN_MS = 30_000;

/**
 * How long a token lives, by Keystone's clock alone: a worker whose clock is hours ahead would take every token for
 * expired and log in before each request, one whose clock is behind would use them until they are refused.
 */
const lifeMs = ({
  expires_at: end,
  issued_at: begin,
}: {
  expires_at: string;
  issued_at?: string | undefined;
}): number => Date.parse(end) - (begin === undefined ? Date.now() : Date.parse(begin));

const dateOf = (text: string | null | undefined): Date | null =>
  text === null || text === undefined ? null : new Date(text);
const credentialOf = (wire: { id: string; name?: string | undefined } | undefined): Token['applicationCredential'] =>
  wire === undefined ? null : { id: wire.id, name: wire.name ?? null };

export class Session {
  readonly #config: CloudConfig;
  readonly #send: HttpSender;
  readonly #projectScope: string | undefined;
  #token: Promise<Token> | null = null;

  constructor(config: CloudConfig, send: HttpSender, projectScope: string | undefined) {
    this.#config = config;
    this.#send = send;
    this.#projectScope = projectScope;
  }

  /** A token with at least `leftMs` to live. Callers at the same time share one login. */
  async token(options: RequestOptions = {}, leftMs = MARGIN_MS): Promise<Token> {
    const held = this.#current(options);
    const now = await held;
    if (now.endsAtMs - performance.now() > leftMs) return now;
    // Another caller may have seen the same and be logging in already.
    if (this.#token === held) this.#token = null;
    return this.#current(options);
  }

  /** Drops a token that a service refused; a newer one that somebody else got meanwhile stays. */
  async refused(tokenId: string): Promise<void> {
    const current = this.#token;
    if (current !== null && (await current).id === tokenId && this.#token === current) this.#token = null;
  }

  /** Base address of a service, from `<service>_endpoint_override` or the catalogue. */
  async endpoint(service: ServiceName, options: RequestOptions = {}): Promise<string> {
    // As for the login itself: the catalogue may name an address that only the cloud's own network knows.
    if (service === 'identity') return this.#keystone();
    const override =
      this.#config[`${service.replace('-', '_')}_endpoint_override`] ??
      (service === 'block-storage' ? this.#config['volume_endpoint_override'] : undefined);
    if (typeof override === 'string') return override.replace(/\/+$/, '');
    const { catalog } = await this.token(options);
    const { region_name: region, interface: wanted } = this.#config;
    for (const type of TYPES[service]) {
      const endpoints = catalog.filter((entry) => entry.type === type).flatMap((entry) => entry.endpoints);
      const found = endpoints.find(
        (each) =>
          each.interface === wanted && (region === undefined || each.region_id === region || each.region === region),
      );
      if (found !== undefined) return found.url.replace(/\/+$/, '');
    }
    throw this.#fault(
      'unexpected-answer',
      `the catalogue has no ${wanted} endpoint of ${TYPES[service].join(' or ')}${region === undefined ? '' : ` in region ${region}`}`,
    );
  }

  #current(options: RequestOptions): Promise<Token> {
    // One login for all who wait: so it must not die with the first one's abort signal.
    this.#token ??= this.#login(options).catch((error: unknown) => {
      this.#token = null;
      throw error;
    });
    return this.#token;
  }

  async #login(_options: RequestOptions): Promise<Token> {
    const url = `${this.#keystone()}/auth/tokens`;
    const answer = await this.#send({
      service: 'identity',
      method: 'POST',
      url,
      body: { auth: this.#authBody() },
    }).catch(refusedLogin);
    const id = answer.headers['x-subject-token'];
    const body = TokenBody.safeParse(answer.data);
    if (typeof id !== 'string' || !body.success)
      throw this.#fault('unexpected-answer', 'Keystone answered without a token');
    const { token } = body.data;
    if (token.project === undefined)
      throw this.#fault(
        'forbidden',
        'the token has no project: name one (project_name), or give the user a role on it',
      );
    this.#assertScope(token.project);
    return {
      id,
      expiresAt: new Date(token.expires_at),
      endsAtMs: performance.now() + lifeMs(token),
      catalog: token.catalog,
      projectId: token.project.id,
      projectName: token.project.name,
      userId: token.user.id,
      userName: token.user.name,
      roles: token.roles.map(({ name }) => name),
      applicationCredential: credentialOf(token.application_credential),
      passwordExpiresAt: dateOf(token.user.password_expires_at),
      issuedAt: dateOf(token.issued_at),
    };
  }

  #keystone(): string {
    return `${this.#config.auth.auth_url.replace(/\/+$/, '').replace(/\/v[23](\.0)?$/, '')}/v3`;
  }

  /** An application credential is bound to its project; asking for another one must not silently act on the wrong one. */
  #assertScope(project: { id: string; name: string }): void {
    const wanted = this.#projectScope;
    if (wanted !== undefined && wanted !== project.id && wanted !== project.name)
      throw this.#fault(
        'forbidden',
        `project: expected ${wanted}, but cloud ${this.#config.name} gives a token for ${project.name} (${project.id})`,
      );
  }

  #authBody(): unknown {
    const { auth, auth_type: type } = this.#config;
    const domain = (id: string | undefined, name: string | undefined): unknown =>
      id === undefined ? { name: name ?? 'Default' } : { id };
    const user =
      auth.user_id === undefined
        ? { name: auth.username, domain: domain(auth.user_domain_id, auth.user_domain_name) }
        : { id: auth.user_id };
    if (type === 'v3applicationcredential' || auth.application_credential_secret !== undefined) {
      const named =
        auth.application_credential_id === undefined
          ? { name: auth.application_credential_name, user }
          : { id: auth.application_credential_id };
      // No scope: the credential carries its project, and Keystone refuses a request that names one.
      return {
        identity: {
          methods: ['application_credential'],
          application_credential: { ...named, secret: auth.application_credential_secret },
        },
      };
    }
    const identity =
      type === 'token' || type === 'v3token'
        ? { methods: ['token'], token: { id: auth.token } }
        : { methods: ['password'], password: { user: { ...user, password: auth.password } } };
    return { identity, ...this.#scope() };
  }

  #scope(): { scope?: unknown } {
    const { auth } = this.#config;
    const domain =
      auth.project_domain_id === undefined
        ? { name: auth.project_domain_name ?? auth.user_domain_name ?? 'Default' }
        : { id: auth.project_domain_id };
    const wanted = this.#projectScope;
    if (wanted !== undefined)
      return {
        scope: { project: /^[0-9a-f]{32}$|^[0-9a-f-]{36}$/.test(wanted) ? { id: wanted } : { name: wanted, domain } },
      };
    if (auth.project_id !== undefined) return { scope: { project: { id: auth.project_id } } };
    return auth.project_name === undefined ? {} : { scope: { project: { name: auth.project_name, domain } } };
  }

  #fault(kind: 'unexpected-answer' | 'forbidden', responseMessage: string): OpenStackError {
    return new OpenStackError({
      kind,
      service: 'identity',
      method: 'POST',
      url: this.#config.auth.auth_url,
      status: null,
      requestId: null,
      responseMessage,
      retryAfterMs: null,
    });
  }
}

/**
 * Keystone answers 404 for an application credential that was deleted. Taken for what it says, each delete that a
 * clean-up asks for would count as done: what it looks for is "gone".
 */
function refusedLogin(error: unknown): never {
  if (!OpenStackError.is(error, 'not-found')) throw error;
  const { service, method, url, status, requestId, responseMessage, retryAfterMs } = error;
  throw new OpenStackError({
    ...{ kind: 'unauthorized', service, method, url, status, requestId, responseMessage, retryAfterMs },
  });
}
