/**
 * What a refusal means. Statuses alone don't tell: Cinder says 413 for a quota, Nova 400 for a race, and a gateway
 * error after a POST leaves the outcome open. The texts are those of recorded answers and of nova's and cinder's code.
 */
import type { OpenStackErrorKind } from './errors.ts';

const QUOTA = /quota|exceeded for/i;
const LOCKED = /is locked/i;
const ROOT_VOLUME = /Cannot detach a root device volume/i;
/** A state that is just changing: worth another look (nova volume_attachments.py, cinder volume/api.py). */
const RACE =
  /status must be|in vm_state|in task_state|already attached|is in use|Invalid volume: |must be available or error|still in use/i;

export function classifyStatus(status: number, message: string, method: string): OpenStackErrorKind {
  const isRead = method === 'GET' || method === 'HEAD';
  switch (status) {
    case 400:
      if (ROOT_VOLUME.test(message)) return 'root-volume';
      return RACE.test(message) ? 'conflict' : 'bad-request';
    case 401:
      return 'unauthorized';
    case 403:
      return QUOTA.test(message) ? 'quota' : 'forbidden';
    case 404:
      return 'not-found';
    case 406:
      return 'microversion';
    case 409:
      if (LOCKED.test(message)) return 'locked';
      return QUOTA.test(message) ? 'quota' : 'conflict';
    case 413:
      return 'quota';
    case 429:
    case 503:
      return 'throttled';
    default:
      if (status >= 500) return isRead ? 'unavailable' : 'unknown-outcome';
      return 'bad-request';
  }
}

/** Codes of a connection that never was: whatever the method, nothing happened. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

export function classifyBroken(code: string | undefined, method: string): OpenStackErrorKind {
  if (code === 'ERR_CANCELED') return 'aborted';
  if (NEVER_CONNECTED.has(code ?? '') || method === 'GET' || method === 'HEAD') return 'unavailable';
  return 'unknown-outcome';
}
