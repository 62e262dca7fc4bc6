/** Nova server actions, `POST /servers/{id}/action`: nova api-ref/source/servers-actions.inc. All are accepted, not done. */
import { z } from 'zod';
import { OpenStackError } from '../errors.ts';
import type { RequestOptions } from '../http.ts';
import type { ServiceClient } from '../service-client.ts';

const act = async (compute: ServiceClient, id: string, body: unknown, options: RequestOptions): Promise<void> => {
  await compute.call('POST', `/servers/${encodeURIComponent(id)}/action`, { microversion: '2.79', body, ...options });
};

/**
 * The reason is kept from 2.73 on. A member who locks a locked server changes nothing, neither locker nor reason; a
 * sysadmin's lock takes the place of the owner's (recorded: a-sysadmin-s-lock-takes-the-place-of-the-owner-s).
 */
export async function lock(
  compute: ServiceClient,
  id: string,
  reason?: string,
  options: RequestOptions = {},
): Promise<void> {
  const keepsReason = reason !== undefined && (await compute.supports('2.73', options));
  await act(compute, id, { lock: keepsReason ? { locked_reason: reason.slice(0, 255) } : null }, options);
}

/** A sysadmin's lock needs the policy `unlock_override`, else 403. Unlocking an unlocked server is no error. */
export const unlock = (compute: ServiceClient, id: string, options: RequestOptions = {}): Promise<void> =>
  act(compute, id, { unlock: null }, options);

export const stop = (compute: ServiceClient, id: string, options: RequestOptions = {}): Promise<void> =>
  act(compute, id, { 'os-stop': null }, options);

const ConsoleOutput = z.looseObject({ output: z.string().nullable() });

/**
 * What the server printed on its serial console.
 *
 * @returns null while there is no console: 404 when it is off, 409 while it builds (recorded 13, 40).
 */
export async function getConsoleOutput(
  compute: ServiceClient,
  id: string,
  lines?: number,
  options: RequestOptions = {},
): Promise<string | null> {
  const body = { 'os-getConsoleOutput': lines === undefined ? {} : { length: lines } };
  try {
    return (
      await compute.parsed(ConsoleOutput, 'POST', `/servers/${encodeURIComponent(id)}/action`, {
        microversion: '2.79',
        body,
        ...options,
      })
    ).output;
  } catch (error) {
    if (OpenStackError.is(error, 404) || OpenStackError.is(error, 409)) return null;
    throw error;
  }
}
