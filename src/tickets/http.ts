/** One request to a ticket system: bounded in time and size, without redirects, with errors that tell no secret. */
import axios, { type AxiosResponse } from 'axios';
import type { z } from 'zod';
import { TicketError } from './ticket-api.ts';

interface TicketRequest {
  method: 'GET' | 'POST' | 'PATCH';
  /** Beginning with a slash. */
  path: string;
  params?: Record<string, string>;
  headers?: Record<string, string>;
  body?: unknown;
  signal: AbortSignal;
}

const TIMEOUT_MS = 30_000;
/** A ticket of hundreds of long mails. */
const MOST_BYTES = 30 * 1024 * 1024;

export type TicketHttp = (request: TicketRequest) => Promise<unknown>;

/** @param headers - of every request: who we are. */
export function ticketHttp(url: string, headers: Record<string, string>): TicketHttp {
  const base = url.replace(/\/+$/, '');
  return async (request) => {
    const { method, path, params, body, signal } = request;
    const what = `${method} ${path}`;
    let answer: AxiosResponse<unknown>;
    try {
      answer = await axios.request<unknown>({
        method,
        url: base + path,
        headers: { accept: 'application/json', ...headers, ...request.headers },
        ...(params === undefined ? {} : { params }),
        ...(body === undefined ? {} : { data: body }),
        // A redirect would carry the token to another host.
        maxRedirects: 0,
        maxContentLength: MOST_BYTES,
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
        validateStatus: () => true,
      });
    } catch (error) {
      const code = axios.isAxiosError(error) ? error.code : undefined;
      throw new TicketError(`${what}: no answer (${code ?? 'unknown'})`, null);
    }
    if (answer.status < 200 || answer.status > 299)
      throw new TicketError(`${what}: answered ${String(answer.status)}`, answer.status);
    return answer.data;
  };
}

/** @throws TicketError when the answer isn't what the system's API says. */
export function expected<T extends z.ZodType>(schema: T, data: unknown, what: string): z.output<T> {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  throw new TicketError(`${what}: answered something else than expected`, 502);
}

export const segment = (text: string): string => encodeURIComponent(text);
export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
