/**
 * The failure types that cross the wire as `ApplicationFailure.type`. docs/reference/failures.md says for each what
 * support should do next; a test keeps the two in step.
 */
export const FailureType = {
  /** The input is wrong; nothing was started. */
  InvalidInput: 'InvalidInput',
  /** The worker's configuration lacks or contradicts something. */
  Misconfigured: 'Misconfigured',
  /** Keystone refuses the worker's credential. */
  AuthenticationFailed: 'AuthenticationFailed',
  /** The credential may not do this (HTTP 403 by policy). */
  Forbidden: 'Forbidden',
  /** Something that must exist is gone (HTTP 404). */
  ResourceNotFound: 'ResourceNotFound',
  /** The project's quota is used up. */
  QuotaExceeded: 'QuotaExceeded',
  /** Nova refuses because the compromised server is locked. */
  ServerLocked: 'ServerLocked',
  /** The cloud refuses the request as it is (HTTP 400). */
  RequestRefused: 'RequestRefused',
  /** The cloud answered in a shape that we don't know. */
  UnexpectedAnswer: 'UnexpectedAnswer',
  /** The resource is in a state that forbids the act for now (HTTP 409, in-between status). Retried. */
  Conflict: 'Conflict',
  /** The service is down, slow or throttling. Retried. */
  ServiceUnavailable: 'ServiceUnavailable',
  /** The recovery server could not be made: Nova put it into ERROR. */
  RecoveryServerFailed: 'RecoveryServerFailed',
  /** The recovery server never printed its host keys or never let us in. */
  RecoveryServerUnreachable: 'RecoveryServerUnreachable',
  /** The host key is not the one that the console log shows. */
  HostKeyMismatch: 'HostKeyMismatch',
  /** The recovery server does not refuse writes to new disks; nothing is attached to it. */
  WriteBlockMissing: 'WriteBlockMissing',
  /** Nova accepted the attach, but the volume went back to `available`. */
  AttachFailed: 'AttachFailed',
  /** Nova accepted the detach, but the volume went back to `in-use`. */
  DetachFailed: 'DetachFailed',
  /** Nova and Cinder disagree about the volume; only an operator can mend it. */
  VolumeInconsistent: 'VolumeInconsistent',
  /** The volume, snapshot or image went into an error state. */
  ResourceInError: 'ResourceInError',
  /** The attached disk can't be identified beyond doubt. */
  DeviceNotIdentified: 'DeviceNotIdentified',
  /** The inspection program on the recovery server failed or answered nonsense. */
  InspectionFailed: 'InspectionFailed',
  /** The mail surely did not leave; trying again is safe. */
  MailNotSent: 'MailNotSent',
  /** The ticket system did not take a note. */
  TicketNotWritten: 'TicketNotWritten',
  /** What was approved for the deletion of the server is not what is there; nothing was deleted. */
  DeletionRefused: 'DeletionRefused',
  /** Nova accepted the deletion of the server, but keeps it. */
  ServerNotDeleted: 'ServerNotDeleted',
  /** We refuse to delete or change something that this recovery did not make. */
  NotOurs: 'NotOurs',
} as const;
export type FailureType = (typeof FailureType)[keyof typeof FailureType];
