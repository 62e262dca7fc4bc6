/** Puts a fault on the wire: instead of the true answer, or on top of it. */
import type { FastifyReply } from 'fastify';
import { setTimeout as pause } from 'node:timers/promises';
import type { FaultAnswer } from './faults.ts';
import type { Answer } from './simulator.ts';

/**
 * @param effect - does the act where it is not done yet; what it answers is only used by `slowMs` and `truncated`.
 * @returns the answer to be sent as usual, or null when the connection has got all that it will get.
 */
export async function faultyAnswer(
  fault: FaultAnswer,
  reply: FastifyReply,
  effect: () => Answer | Promise<Answer>,
): Promise<Answer | null> {
  if (fault === 'hang') {
    reply.hijack();
    return null;
  }
  if (fault === 'reset') {
    reply.hijack();
    reply.raw.socket?.resetAndDestroy();
    return null;
  }
  if (fault === 'truncated') {
    truncate(reply, await effect());
    return null;
  }
  if ('slowMs' in fault) {
    // A real service does what it was asked for, even when nobody waits any more.
    await pause(fault.slowMs);
    return effect();
  }
  if (!('proxyPage' in fault)) return { body: {}, ...fault };
  reply.removeHeader('x-openstack-request-id');
  return page(fault.proxyPage);
}

/** Half of the body, under the length of the whole; without a body, half of nothing is a closed connection. */
function truncate(reply: FastifyReply, { status, body, headers = {} }: Answer): void {
  const text = Buffer.from(body === undefined ? '' : JSON.stringify(body));
  reply.hijack();
  const { raw } = reply;
  if (text.length === 0) {
    raw.destroy();
    return;
  }
  raw.writeHead(status, { ...headers, 'content-type': 'application/json', 'content-length': text.length });
  raw.write(text.subarray(0, text.length / 2), () => raw.destroy());
}

const REASONS = { 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout' } as const;

/** As HAProxy and nginx word it: HTML, without a request id. */
function page(status: keyof typeof REASONS): Answer {
  const title = `${String(status)} ${REASONS[status]}`;
  return {
    status,
    headers: { 'content-type': 'text/html' },
    body: `<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n</body>\n</html>\n`,
  };
}
