/** Keystone application credentials: keystone api-ref/source/v3/application-credentials.inc. */
import { z } from 'zod';
import type { RequestOptions } from '../http.ts';
import type { ServiceClient } from '../service-client.ts';

const ApplicationCredential = z
  .looseObject({ id: z.string(), name: z.string(), expires_at: z.string().nullish() })
  .transform((wire) => ({
    id: wire.id,
    name: wire.name,
    // Keystone leaves the zone out; it is UTC.
    expiresAt: wire.expires_at == null ? null : new Date(`${wire.expires_at.replace(/Z$/, '')}Z`),
  }));
export type ApplicationCredential = z.output<typeof ApplicationCredential>;

/** A user may look at his own. */
export async function get(
  keystone: ServiceClient,
  userId: string,
  id: string,
  options: RequestOptions = {},
): Promise<ApplicationCredential> {
  const path = `/users/${encodeURIComponent(userId)}/application_credentials/${encodeURIComponent(id)}`;
  const shape = z.looseObject({ application_credential: ApplicationCredential });
  return (await keystone.parsed(shape, 'GET', path, options)).application_credential;
}
