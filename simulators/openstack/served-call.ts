/** One call, from its arrival to its answer: recorded, admitted, done, and spoilt where a fault says so. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import type { Faults } from './faults.ts';
import { faultyAnswer } from './faulty-answer.ts';
import { causedBy } from './journal.ts';
import type { Operation, Service } from './operations.ts';
import { requestShape } from './request-shape.ts';
import { type RecordedCall, recordedCall } from './recorded-call.ts';
import type { Answer } from './simulator.ts';

export interface Serving {
  faults: Faults;
  /** As long as such a request took when it was recorded; at once by default. */
  wait: (shape: string) => Promise<void>;
  calls: RecordedCall[];
  /** Never to be seen in an address. */
  secrets: Set<string>;
}

interface Served<Admitted> {
  operation: Operation;
  user: string | null;
  /** Refuses strangers, before any fault and without a request id of its own: throws a `Refusal`. */
  admit: (requestId: string) => Admitted;
  act: (admitted: Admitted) => Answer | Promise<Answer>;
}

export async function serve<Admitted>(
  { faults, wait, calls, secrets }: Serving,
  request: FastifyRequest,
  reply: FastifyReply,
  { operation, user, admit, act }: Served<Admitted>,
): Promise<FastifyReply> {
  const requestId = `req-${randomUUID()}`;
  const call = recordedCall(request, { operation, user, requestId }, secrets);
  calls.push(call);
  reply.raw.on('finish', () => {
    call.status = reply.statusCode;
  });
  const [service] = operation.split('.') as [Service];
  await wait(requestShape(call.method, service, call.path));
  const admitted = admit(requestId);
  void reply.header('x-openstack-request-id', requestId);
  const asked = { operation, method: call.method, path: call.path };
  const answer = await answerTo(asked, faults, reply, () => causedBy(requestId, () => act(admitted)));
  if (answer === null) return reply;
  return reply
    .code(answer.status)
    .headers(answer.headers ?? {})
    .send(answer.body);
}

/** @returns null when there is nothing to be sent any more. */
async function answerTo(
  call: { operation: Operation; method: string; path: string },
  faults: Faults,
  reply: FastifyReply,
  effect: () => Answer | Promise<Answer>,
): Promise<Answer | null> {
  const before = faults.take(call, 'before-effect');
  if (before !== null) return faultyAnswer(before, reply, effect);
  const answer = await effect();
  const after = faults.take(call, 'after-effect');
  return after === null ? answer : faultyAnswer(after, reply, () => answer);
}
