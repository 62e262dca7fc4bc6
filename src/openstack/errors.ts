/** One error for everything that an OpenStack service answers instead of what was asked, classified by what to do next. */

export type OpenStackErrorKind =
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'locked'
  | 'root-volume'
  | 'quota'
  | 'conflict'
  | 'bad-request'
  | 'microversion'
  | 'throttled'
  | 'unavailable'
  | 'unknown-outcome'
  | 'unexpected-answer'
  | 'aborted';

export interface OpenStackFault {
  kind: OpenStackErrorKind;
  service: string;
  method: string;
  url: string;
  status: number | null;
  requestId: string | null;
  /** The service's own words, bounded. */
  responseMessage: string | null;
  retryAfterMs: number | null;
}

/** Carries nothing of the request but method and URL: headers hold the token. */
export class OpenStackError extends Error {
  override readonly name = 'OpenStackError';
  readonly kind: OpenStackErrorKind;
  readonly service: string;
  readonly method: string;
  readonly url: string;
  readonly status: number | null;
  readonly requestId: string | null;
  readonly responseMessage: string | null;
  readonly retryAfterMs: number | null;

  constructor(fault: OpenStackFault) {
    const request = fault.requestId === null ? '' : ` [${fault.requestId}]`;
    super(
      `${fault.service}: ${fault.responseMessage ?? fault.kind} (${fault.method} ${fault.url}${fault.status === null ? '' : `, HTTP ${fault.status}`})${request}`,
    );
    this.kind = fault.kind;
    this.service = fault.service;
    this.method = fault.method;
    this.url = fault.url;
    this.status = fault.status;
    this.requestId = fault.requestId;
    this.responseMessage = fault.responseMessage;
    this.retryAfterMs = fault.retryAfterMs;
  }

  /** @param what - a kind, or an HTTP status. */
  static is(error: unknown, what: OpenStackErrorKind | number): error is OpenStackError {
    return error instanceof OpenStackError && (typeof what === 'number' ? error.status === what : error.kind === what);
  }
}
