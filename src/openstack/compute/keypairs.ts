/** Nova keypairs: nova api-ref/source/os-keypairs.inc. They belong to the credential's user, not to the project. */
import { z } from 'zod';
import { OpenStackError } from '../errors.ts';
import type { RequestOptions } from '../http.ts';
import type { ServiceClient } from '../service-client.ts';
import { orGone } from './servers.ts';

const Keypair = z.looseObject({
  keypair: z
    .looseObject({ name: z.string(), public_key: z.string() })
    .transform(({ name, public_key: publicKey }) => ({ name, publicKey })),
});
/** In a list each is wrapped once more: nova api-ref/source/os-keypairs.inc, "List Keypairs". */
export const ListedKeypair = Keypair.transform(({ keypair }) => keypair);
export type Keypair = z.output<typeof Keypair>['keypair'];

const path = (name: string): string => `/os-keypairs/${encodeURIComponent(name)}`;

/** @returns null when there is none of that name. */
export async function get(compute: ServiceClient, name: string, options: RequestOptions = {}): Promise<Keypair | null> {
  try {
    return (await compute.parsed(Keypair, 'GET', path(name), { microversion: '2.79', ...options })).keypair;
  } catch (error) {
    if (OpenStackError.is(error, 'not-found')) return null;
    throw error;
  }
}

/** Those of the credential's user. */
export const list = (compute: ServiceClient, options: RequestOptions = {}): Promise<Keypair[]> =>
  compute.list(ListedKeypair, 'keypairs', '/os-keypairs', { microversion: '2.79', ...options });

/** Imports only: newer clouds (2.92) make none, and a private key has no place on the wire. */
export async function create(
  compute: ServiceClient,
  { name, publicKey }: Keypair,
  options: RequestOptions = {},
): Promise<void> {
  await compute.call('POST', '/os-keypairs', {
    microversion: '2.79',
    body: { keypair: { name, public_key: publicKey } },
    ...options,
  });
}

export const remove = (
  compute: ServiceClient,
  name: string,
  options: RequestOptions = {},
): Promise<'accepted' | 'gone'> => orGone(compute.call('DELETE', path(name), { microversion: '2.79', ...options }));
