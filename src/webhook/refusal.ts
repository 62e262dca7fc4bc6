/** A delivery that isn't taken. The answer names the fault and nothing else: no secret, no part of the body. */

const STATUS = {
  'unknown-source': 404,
  'not-signed': 401,
  'wrong-signature': 401,
  'too-old': 401,
  'not-json': 400,
  'too-deep': 400,
  'not-understood': 400,
  'wrong-content-type': 415,
  'too-large': 413,
  'too-many': 429,
  'temporal-unreachable': 503,
} as const;
export type Fault = keyof typeof STATUS;

export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly fault: Fault;
  readonly status: number;

  /**
   * @param message - one sentence for whoever set the sender up.
   * @param cause - for our own log only.
   */
  constructor(fault: Fault, message: string, cause?: unknown) {
    super(message, { cause });
    this.fault = fault;
    this.status = STATUS[fault];
  }
}
