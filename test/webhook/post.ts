/** Posts over a real connection, as a ticket system does, and as none should. */
import http from 'node:http';
import type { Signed } from './sender.ts';

export interface Answered {
  /** Null when the connection ended without an answer. */
  status: number | null;
  /** The fault, `ignored`, or `workflowId`. */
  said: string;
  retryAfter: string | null;
  workflowId: string | null;
}

const NOTHING: Answered = { status: null, said: 'no answer', retryAfter: null, workflowId: null };

/** @param cutAfter - bytes of the body after which the connection is gone. */
export function post(url: string, { headers, body }: Signed, cutAfter?: number): Promise<Answered> {
  return new Promise((resolve) => {
    const options = { method: 'POST', agent: false, headers: { ...headers, 'content-length': String(body.length) } };
    const request = http.request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(understood(response, Buffer.concat(chunks).toString())));
      response.on('error', () => resolve(NOTHING));
    });
    request.on('error', () => resolve(NOTHING));
    if (cutAfter === undefined) request.end(body);
    else request.write(body.subarray(0, cutAfter), () => request.destroy());
  });
}

function understood({ statusCode = 0, headers }: http.IncomingMessage, text: string): Answered {
  const body = JSON.parse(text) as { error?: string; ignored?: string; workflowId?: string };
  const said = body.error ?? (['ignored', 'workflowId'].find((name) => name in body) || 'something else');
  return { status: statusCode, said, retryAfter: headers['retry-after'] ?? null, workflowId: body.workflowId ?? null };
}
