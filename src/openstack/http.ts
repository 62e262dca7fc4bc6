/** One HTTP request to an OpenStack service: bounded in time and size, with a request id of ours, and errors without secrets. */
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { z } from 'zod';
import { classifyBroken, classifyStatus } from './classify.ts';
import type { CloudConfig } from './clouds-yaml.ts';
import { OpenStackError } from './errors.ts';

export interface RequestOptions {
  signal?: AbortSignal;
}

export interface HttpRequest extends RequestOptions {
  service: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  body?: unknown;
  headers?: Record<string, string>;
  params?: Record<string, string>;
}

export interface HttpAnswer {
  status: number;
  headers: Record<string, unknown>;
  data: unknown;
  requestId: string | null;
}

export type HttpSender = (request: HttpRequest) => Promise<HttpAnswer>;

const MAX_ANSWER_BYTES = 20 * 1024 * 1024;
const MAX_MESSAGE = 500;

/** @param timeoutMs - for the whole request; Nova itself answers 500 after 60 s when a host hangs (recorded 78). */
export function createSender(
  config: CloudConfig,
  timeoutMs: number,
  userAgent: string,
): { send: HttpSender; close: () => void } {
  const verify = config.verify ?? !(config.insecure ?? false);
  const file = (name: string | undefined): Buffer | undefined => (name === undefined ? undefined : readFileSync(name));
  const httpAgent = new http.Agent({ keepAlive: true });
  const httpsAgent = new https.Agent({
    keepAlive: true,
    rejectUnauthorized: verify,
    ca: file(config.cacert),
    cert: file(config.cert),
    key: file(config.key),
  });
  const client = axios.create({
    httpAgent,
    httpsAgent,
    // A redirect would carry the token to another host.
    maxRedirects: 0,
    maxContentLength: MAX_ANSWER_BYTES,
    maxBodyLength: MAX_ANSWER_BYTES,
    validateStatus: () => true,
    headers: { Accept: 'application/json', 'User-Agent': userAgent },
  });
  return {
    send: (request) => send(client, request, timeoutMs),
    close: () => {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

async function send(client: AxiosInstance, request: HttpRequest, timeoutMs: number): Promise<HttpAnswer> {
  const { service, method, url, body, params, signal } = request;
  // The timeout of axios starts anew with every byte: a service that dribbles would hold us for ever.
  const late = AbortSignal.timeout(timeoutMs);
  let answer: AxiosResponse<unknown>;
  try {
    answer = await client.request<unknown>({
      method,
      url,
      data: body,
      // Ours goes into the cloud's logs beside its own, so that an operator finds the recovery.
      headers: { 'X-Openstack-Request-Id': `req-${randomUUID()}`, ...request.headers },
      ...(params === undefined ? {} : { params }),
      signal: signal === undefined ? late : AbortSignal.any([signal, late]),
    });
  } catch (error) {
    const isLate = late.aborted && signal?.aborted !== true;
    throw broken(isLate ? new TimeoutError(timeoutMs) : error, service, method, url);
  }
  const requestId = header(answer, 'x-openstack-request-id') ?? header(answer, 'x-compute-request-id');
  if (answer.status < 200 || answer.status >= 300) throw refused(answer, service, method, url, requestId);
  return { status: answer.status, headers: answer.headers, data: answer.data, requestId };
}

const header = (answer: AxiosResponse, name: string): string | null => {
  const value: unknown = answer.headers[name];
  return typeof value === 'string' ? value : null;
};

class TimeoutError extends Error {
  readonly code = 'ETIMEDOUT';

  constructor(timeoutMs: number) {
    super(`no whole answer after ${timeoutMs} ms`);
  }
}

/** The axios error itself is dropped: its `config.headers` hold the token. */
function broken(error: unknown, service: string, method: string, url: string): OpenStackError {
  const code = axios.isAxiosError(error) || error instanceof TimeoutError ? error.code : undefined;
  const responseMessage = error instanceof Error ? error.message : String(error);
  return new OpenStackError({
    kind: classifyBroken(code, method),
    service,
    method,
    url: bare(url),
    status: null,
    requestId: null,
    responseMessage,
    retryAfterMs: null,
  });
}

function refused(
  answer: AxiosResponse<unknown>,
  service: string,
  method: string,
  url: string,
  requestId: string | null,
): OpenStackError {
  const responseMessage = messageOf(answer.data);
  const seconds = Number(header(answer, 'retry-after') ?? '');
  const kind = classifyStatus(answer.status, responseMessage ?? '', method);
  // Cinder sends "Retry-After: 0" with a quota refusal: that is no invitation.
  const retryAfterMs = kind === 'throttled' && seconds > 0 ? seconds * 1000 : null;
  return new OpenStackError({
    kind,
    service,
    method,
    url: bare(url),
    status: answer.status,
    requestId,
    responseMessage,
    retryAfterMs,
  });
}

const bare = (url: string): string => url.split('?')[0] ?? url;

const Faults = z.record(z.string(), z.unknown());

/** `{"conflictingRequest": {"message"}}`, `{"NeutronError": {"message"}}`, `{"error": {"message"}}`, `{"errors": […]}`, HTML of Glance. */
function messageOf(data: unknown): string | null {
  if (typeof data === 'string')
    return data === ''
      ? null
      : data
          .replace(/<[^>]*>/g, ' ')
          .replace(/\s+/g, ' ')
          .trim()
          .slice(0, MAX_MESSAGE);
  const faults = Faults.safeParse(data);
  if (!faults.success) return null;
  for (const value of [faults.data, ...Object.values(faults.data).flat()]) {
    const parsed = z.looseObject({ message: z.string().optional(), detail: z.string().optional() }).safeParse(value);
    const message = parsed.data?.message ?? parsed.data?.detail;
    if (message !== undefined) return message.slice(0, MAX_MESSAGE);
  }
  return null;
}
