/** Casts the clients' errors into the failure types that cross the wire: once, at the edge of every activity. */
import { ApplicationFailure, CancelledFailure } from '@temporalio/activity';
import { FailureType } from '../contract/failure-types.ts';
import { ConfigError } from '../config.ts';
import { GuestAnswerError } from '../disk/guest-protocol.ts';
import { DeviceNotIdentifiedError } from '../disk/identify.ts';
import { CloudConfigError } from '../openstack/clouds-yaml.ts';
import { OpenStackError, type OpenStackErrorKind } from '../openstack/errors.ts';
import { PollTimeoutError } from '../openstack/poll.ts';
import { GuestError } from '../ssh/guest-over-ssh.ts';
import { HostKeyMismatchError } from '../ssh/ssh-session.ts';
import { TicketError } from '../tickets/ticket-api.ts';

/** What each kind of refusal means here. Retryable is what may pass by itself or by an operator's hand within the hour. */
const BY_KIND: Record<OpenStackErrorKind, { type: FailureType; retryable: boolean }> = {
  // A credential can be renewed while we wait; failing at once would leave everything half done, undo included.
  unauthorized: { type: FailureType.AuthenticationFailed, retryable: true },
  forbidden: { type: FailureType.Forbidden, retryable: false },
  'not-found': { type: FailureType.ResourceNotFound, retryable: false },
  locked: { type: FailureType.ServerLocked, retryable: false },
  'root-volume': { type: FailureType.RequestRefused, retryable: false },
  quota: { type: FailureType.QuotaExceeded, retryable: false },
  conflict: { type: FailureType.Conflict, retryable: true },
  'bad-request': { type: FailureType.RequestRefused, retryable: false },
  microversion: { type: FailureType.RequestRefused, retryable: false },
  throttled: { type: FailureType.ServiceUnavailable, retryable: true },
  unavailable: { type: FailureType.ServiceUnavailable, retryable: true },
  // Every activity looks before it acts, so trying again is safe.
  'unknown-outcome': { type: FailureType.ServiceUnavailable, retryable: true },
  'unexpected-answer': { type: FailureType.UnexpectedAnswer, retryable: false },
  aborted: { type: FailureType.ServiceUnavailable, retryable: true },
};

/**
 * @param cancelled - Temporal asked the activity to stop: then an aborted request is the answer to that, not a fault.
 */
export function toTemporalFailure(error: unknown, cancelled: boolean): unknown {
  if (error instanceof ApplicationFailure || error instanceof CancelledFailure) return error;
  if (cancelled) return new CancelledFailure('The recovery was cancelled');
  return ofClient(error) ?? error;
}

/** Null for what no client of ours throws. */
function ofClient(error: unknown): ApplicationFailure | null {
  if (error instanceof OpenStackError) return fromOpenStack(error);
  if (error instanceof CloudConfigError || error instanceof ConfigError)
    return failure(FailureType.Misconfigured, error.message, false);
  if (error instanceof PollTimeoutError) return failure(FailureType.ServiceUnavailable, error.message, true);
  if (error instanceof HostKeyMismatchError) return failure(FailureType.HostKeyMismatch, error.message, false);
  if (error instanceof DeviceNotIdentifiedError) return failure(FailureType.DeviceNotIdentified, error.message, false);
  if (error instanceof TicketError) return failure(FailureType.TicketNotWritten, error.message, error.mayPass);
  if (error instanceof GuestError || error instanceof GuestAnswerError)
    return failure(FailureType.InspectionFailed, error.message, true);
  return null;
}

function fromOpenStack(error: OpenStackError): ApplicationFailure {
  const { type, retryable } = BY_KIND[error.kind];
  return ApplicationFailure.create({
    message: error.message,
    type,
    nonRetryable: !retryable,
    details: [{ service: error.service, status: error.status, requestId: error.requestId }],
    ...(error.retryAfterMs === null ? {} : { nextRetryDelay: error.retryAfterMs }),
  });
}

/** A failure that support can look up in docs/reference/failures.md. */
export const failure = (type: FailureType, message: string, retryable: boolean): ApplicationFailure =>
  ApplicationFailure.create({ message, type, nonRetryable: !retryable });
