/** One OpenStack service: its endpoint, its microversions, its pages, and its answers checked against a shape. */
import { z } from 'zod';
import { OpenStackError } from './errors.ts';
import type { HttpAnswer, HttpRequest, HttpSender, RequestOptions } from './http.ts';
import type { ServiceName, Session } from './session.ts';

/** Name in the `OpenStack-API-Version` header; services without microversions have none. */
const VERSION_HEADER: Partial<Record<ServiceName, string>> = { compute: 'compute', 'block-storage': 'volume' };

const VersionDocument = z.looseObject({
  version: z.string().optional(),
  min_version: z.string().optional(),
  status: z.string().optional(),
});
const VersionsBody = z.union([
  z.looseObject({ version: VersionDocument }).transform(({ version }) => [version]),
  z.looseObject({ versions: z.array(VersionDocument) }).transform(({ versions }) => versions),
]);

export interface CallOptions extends RequestOptions {
  /** Wanted microversion; the highest that the cloud offers up to it is used. */
  microversion?: string;
  params?: Record<string, string>;
  body?: unknown;
}

/** More pages than this is a loop, or a list that nobody meant. */
const MAX_PAGES = 200;

export class ServiceClient {
  readonly service: ServiceName;
  readonly #session: Session;
  readonly #send: HttpSender;
  #maximum: Promise<string | null> | null = null;

  constructor(service: ServiceName, session: Session, send: HttpSender) {
    this.service = service;
    this.#session = session;
    this.#send = send;
  }

  /** The highest microversion that both want: `min(wanted, the cloud's)`; null where the service has none. */
  async microversion(wanted: string, options: RequestOptions = {}): Promise<string | null> {
    const maximum = await this.#maximumOf(options);
    if (maximum === null) return null;
    return compareVersions(wanted, maximum) <= 0 ? wanted : maximum;
  }

  /** True when the cloud offers this microversion. */
  async supports(version: string, options: RequestOptions = {}): Promise<boolean> {
    const maximum = await this.#maximumOf(options);
    return maximum !== null && compareVersions(version, maximum) <= 0;
  }

  /** Sends a request; a 401 renews the token and asks once more, then it is an error. */
  async call(method: HttpRequest['method'], path: string, options: CallOptions = {}): Promise<HttpAnswer> {
    const base = await this.#base(options);
    return this.#authorized(method, `${base}${path}`, options);
  }

  /** A request whose answer must have this shape. */
  async parsed<T extends z.ZodType>(
    shape: T,
    method: HttpRequest['method'],
    path: string,
    options: CallOptions = {},
  ): Promise<z.output<T>> {
    return this.#check(shape, await this.call(method, path, options), method, path);
  }

  /** All pages of a list, by the `next` link that the service gives. */
  async list<T extends z.ZodType>(
    item: T,
    key: string,
    path: string,
    options: CallOptions = {},
  ): Promise<z.output<T>[]> {
    const page = z.looseObject({ [key]: z.array(item) });
    const items: z.output<T>[] = [];
    let answer = await this.call('GET', path, options);
    for (let pages = 1; ; pages += 1) {
      const body = this.#check(page, answer, 'GET', path);
      items.push(...(body[key] as z.output<T>[]));
      const next = nextLink(answer.data, key);
      if (next === null) return items;
      if (pages >= MAX_PAGES) throw this.#unexpected(answer, 'GET', path, `more than ${MAX_PAGES} pages`);
      // Only the query of the link is taken: its host may be one that only the cloud's own network knows.
      answer = await this.call('GET', path, { ...options, params: { ...options.params, ...Object.fromEntries(next) } });
    }
  }

  #check<T extends z.ZodType>(shape: T, answer: HttpAnswer, method: string, path: string): z.output<T> {
    const result = shape.safeParse(answer.data);
    if (result.success) return result.data;
    const [issue] = result.error.issues;
    throw this.#unexpected(
      answer,
      method,
      path,
      `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown shape'}`,
    );
  }

  #unexpected(answer: HttpAnswer, method: string, path: string, reason: string): OpenStackError {
    return new OpenStackError({
      kind: 'unexpected-answer',
      service: this.service,
      method,
      url: path,
      status: answer.status,
      requestId: answer.requestId,
      responseMessage: `the answer has an unexpected shape: ${reason}`,
      retryAfterMs: null,
    });
  }

  async #base(options: RequestOptions): Promise<string> {
    const endpoint = await this.#session.endpoint(this.service, options);
    switch (this.service) {
      case 'image':
        return /\/v2$/.test(endpoint) ? endpoint : `${endpoint}/v2`;
      case 'network':
        return /\/v2\.0$/.test(endpoint) ? endpoint : `${endpoint}/v2.0`;
      case 'compute':
      case 'identity':
        return endpoint;
      case 'block-storage': {
        if (/\/v3\/[^/]+$/.test(endpoint)) return endpoint;
        // Before 3.67 Cinder wants the project in the path, and its newer versions still take it.
        const { projectId } = await this.#session.token(options);
        return `${/\/v3$/.test(endpoint) ? endpoint : `${endpoint}/v3`}/${projectId}`;
      }
    }
  }

  async #authorized(method: HttpRequest['method'], url: string, options: CallOptions): Promise<HttpAnswer> {
    const version = options.microversion === undefined ? null : await this.microversion(options.microversion, options);
    for (let renewed = false; ; renewed = true) {
      const token = await this.#session.token(options);
      try {
        return await this.#send({
          service: this.service,
          method,
          url,
          headers: { 'X-Auth-Token': token.id, ...this.#versionHeaders(version) },
          ...picked(options),
        });
      } catch (error) {
        if (renewed || !OpenStackError.is(error, 'unauthorized')) throw error;
        await this.#session.refused(token.id);
      }
    }
  }

  #versionHeaders(version: string | null): Record<string, string> {
    const name = VERSION_HEADER[this.service];
    if (version === null || name === undefined) return {};
    // Nova before 2.27 knows its own header only.
    const legacy: Record<string, string> = name === 'compute' ? { 'X-OpenStack-Nova-API-Version': version } : {};
    return { 'OpenStack-API-Version': `${name} ${version}`, ...legacy };
  }

  async #maximumOf(options: RequestOptions): Promise<string | null> {
    if (VERSION_HEADER[this.service] === undefined) return null;
    this.#maximum ??= this.#readMaximum(options).catch((error: unknown) => {
      this.#maximum = null;
      throw error;
    });
    return this.#maximum;
  }

  /** The version document lies above the project: `…/v2.1/`, `…/v3/`. */
  async #readMaximum(options: RequestOptions): Promise<string | null> {
    const endpoint = await this.#session.endpoint(this.service, options);
    const root = `${endpoint.replace(/\/(v2\.1|v2|v3)(\/[^/]+)?$/, '')}/${this.service === 'compute' ? 'v2.1' : 'v3'}/`;
    // Without the caller's signal: all who wait share the answer.
    const answer = await this.#authorized('GET', root, {});
    const documents = this.#check(VersionsBody, answer, 'GET', root);
    const versions = documents.flatMap(({ version }) => (version === undefined || version === '' ? [] : [version]));
    return versions.toSorted(compareVersions).at(-1) ?? null;
  }
}

const picked = ({ body, params, signal }: CallOptions): Pick<HttpRequest, 'body' | 'params' | 'signal'> => ({
  ...(body === undefined ? {} : { body }),
  ...(params === undefined ? {} : { params }),
  ...(signal === undefined ? {} : { signal }),
});

/** `2.9` is older than `2.10`: parts are numbers. */
function compareVersions(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}

const Links = z.array(z.looseObject({ rel: z.string(), href: z.string() }));

/** Nova, Cinder and Neutron give `<key>_links`, Nova's instance actions plain `links`; Glance gives `next`. */
function nextLink(data: unknown, key: string): URLSearchParams | null {
  const body = data as Record<string, unknown>;
  const links = Links.safeParse(body[`${key}_links`] ?? body['links']);
  const href = links.success ? links.data.find(({ rel }) => rel === 'next')?.href : body['next'];
  return typeof href === 'string' ? new URL(href, 'http://localhost').searchParams : null;
}
