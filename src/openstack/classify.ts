/**
 * What a refusal means. Statuses alone don't tell: Cinder says 413 for a quota, Nova 400 for a race, and a gateway
 * error after a POST leaves the outcome open. The texts are those of recorded answers and of nova's and cinder's code.
 */
import type { OpenStackErrorKind } from './errors.ts';

const QUOTA = /quota|exceeded for|over the limit|maximum number of/i;
const LOCKED = /is locked/i;
const ROOT_VOLUME = /Cannot detach a root device volume/i;
/** A state that is just changing: worth another look (nova volume_attachments.py, cinder volume/api.py). */
const RACE =
  /status must be|in vm_state|in task_state|already attached|is in use|Invalid volume: |must be available or error|still in use/i;

type Rule = (message: string) => OpenStackErrorKind;

const BY_STATUS: Readonly<Record<number, Rule>> = {
  400: (message) => (ROOT_VOLUME.test(message) ? 'root-volume' : RACE.test(message) ? 'conflict' : 'bad-request'),
  401: () => 'unauthorized',
  403: (message) => (QUOTA.test(message) ? 'quota' : 'forbidden'),
  404: () => 'not-found',
  406: () => 'microversion',
  409: (message) => (LOCKED.test(message) ? 'locked' : QUOTA.test(message) ? 'quota' : 'conflict'),
  413: () => 'quota',
  429: () => 'throttled',
  503: () => 'throttled',
};

export function classifyStatus(status: number, message: string, method: string): OpenStackErrorKind {
  const rule = BY_STATUS[status];
  if (rule !== undefined) return rule(message);
  if (status < 500) return 'bad-request';
  return method === 'GET' || method === 'HEAD' ? 'unavailable' : 'unknown-outcome';
}

/** Codes of a connection that never was: whatever the method, nothing happened. */
const NEVER_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

export function classifyBroken(code: string | undefined, method: string): OpenStackErrorKind {
  if (code === 'ERR_CANCELED') return 'aborted';
  if (NEVER_CONNECTED.has(code ?? '') || method === 'GET' || method === 'HEAD') return 'unavailable';
  return 'unknown-outcome';
}
