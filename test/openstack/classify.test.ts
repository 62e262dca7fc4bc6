import fc from 'fast-check';
import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { toTemporalFailure } from '../../src/activities/failures.ts';
import { classifyBroken, classifyStatus } from '../../src/openstack/classify.ts';
import { OpenStackError, type OpenStackErrorKind } from '../../src/openstack/errors.ts';

/** What becomes of a refusal of this kind: whether Temporal tries again. */
function isRetried(kind: OpenStackErrorKind): boolean {
  const fault = { service: 'compute', url: '/', requestId: null, responseMessage: null, retryAfterMs: null };
  const failure = toTemporalFailure(new OpenStackError({ ...fault, kind, method: 'GET', status: null }), false);
  if (!(failure instanceof ApplicationFailure)) throw new Error(`expected a failure, got ${String(failure)}`);
  return failure.nonRetryable !== true;
}

describe('a refusal', () => {
  it.each<[number, string, OpenStackErrorKind]>([
    [400, 'Invalid input for field/attribute name', 'bad-request'],
    [400, 'Cannot detach a root device volume', 'root-volume'],
    [400, 'Invalid volume: volume v1 is already attached to instances: s1', 'conflict'],
    [400, 'Invalid volume: Volume status must be available or error or error_restoring', 'conflict'],
    [401, 'The request you have made requires authentication.', 'unauthorized'],
    [403, "Policy doesn't allow os_compute_api:os-lock-server:unlock:unlock_override to be performed.", 'forbidden'],
    [403, 'Quota exceeded for cores: Requested 1, but already used 2 of 1 cores', 'quota'],
    [404, 'Instance s1 could not be found.', 'not-found'],
    [405, '', 'bad-request'],
    [406, 'Version 2.101 is not supported by the API. Minimum is 2.1 and maximum is 2.93.', 'microversion'],
    [409, 'Instance s1 is locked', 'locked'],
    [409, "Cannot 'attach_volume' instance s1 while it is in vm_state building", 'conflict'],
    [409, "Quota exceeded for resources: ['security_group'].", 'quota'],
    [413, "VolumeLimitExceeded: Maximum number of volumes allowed (1) exceeded for quota 'volumes'.", 'quota'],
    [429, '', 'throttled'],
    [503, 'The server is currently unavailable.', 'throttled'],
  ])('%i "%s" is of the kind %s', (status, message, kind) => {
    expect(classifyStatus(status, message, 'POST')).toBe(kind);
  });

  it.each(['GET', 'HEAD'])('by a gateway leaves nothing open after a %s', (method) => {
    expect([500, 502, 504].map((status) => classifyStatus(status, '', method))).toEqual(Array(3).fill('unavailable'));
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('by a gateway leaves open what became of a %s', (method) => {
    expect([500, 502, 504].map((s) => classifyStatus(s, '', method))).toEqual(Array(3).fill('unknown-outcome'));
  });

  const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE');
  const status = fc.integer({ min: 400, max: 599 });

  it('of any status and text is of a kind that Temporal gets an answer for', () => {
    fc.assert(
      fc.property(status, fc.string(), method, (code, message, verb) => {
        expect(typeof isRetried(classifyStatus(code, message, verb))).toBe('boolean');
      }),
    );
  });

  it('is tried again whenever the service itself is to blame, whatever it says', () => {
    const words = fc.constantFrom('is locked', 'Quota exceeded', 'Cannot detach a root device volume', '');
    const message = fc.oneof(fc.string(), words);
    fc.assert(
      fc.property(
        fc.oneof(fc.constant(429), fc.integer({ min: 500, max: 599 })),
        message,
        method,
        (code, text, verb) => {
          expect(isRetried(classifyStatus(code, text, verb))).toBe(true);
        },
      ),
    );
  });

  it('without a word is not tried again where the request is to blame', () => {
    const mayPass = [401, 409, 429];
    const blamesUs = fc.integer({ min: 400, max: 499 }).filter((code) => !mayPass.includes(code));
    fc.assert(
      fc.property(blamesUs, method, (code, verb) => {
        expect(isRetried(classifyStatus(code, '', verb))).toBe(false);
      }),
    );
    expect(mayPass.map((code) => isRetried(classifyStatus(code, '', 'POST')))).toEqual([true, true, true]);
  });

  it('that only a person can lift is not tried again', () => {
    const kinds: OpenStackErrorKind[] = ['forbidden', 'locked', 'root-volume', 'quota', 'bad-request', 'microversion'];
    expect(kinds.filter(isRetried)).toEqual([]);
  });
});

describe('a broken connection', () => {
  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])(
    'that never was (%s) did nothing, whatever the method',
    (code) => {
      expect(['GET', 'POST', 'DELETE'].map((verb) => classifyBroken(code, verb))).toEqual(Array(3).fill('unavailable'));
    },
  );

  it.each(['ECONNRESET', 'ETIMEDOUT', 'ECONNABORTED', undefined])(
    'half way (%s) leaves open what a write did',
    (code) => {
      expect(classifyBroken(code, 'GET')).toBe('unavailable');
      expect(classifyBroken(code, 'POST')).toBe('unknown-outcome');
    },
  );

  it('that the caller wanted is no fault of the cloud', () => {
    expect(classifyBroken('ERR_CANCELED', 'GET')).toBe('aborted');
  });
});
