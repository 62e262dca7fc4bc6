/** Nova servers. Wire names: nova api-ref/source/servers.inc; `locked_reason` from 2.73, a flavor's details from 2.47. */
import { z } from 'zod';
import { OpenStackError } from '../errors.ts';
import type { RequestOptions } from '../http.ts';
import type { ServiceClient } from '../service-client.ts';

/** The newest that we know the answers of; clouds back to Train (2.79) have `locked_reason` and `delete_on_termination`. */
const WANTED = '2.79';

export const Server = z
  .looseObject({
    id: z.string(),
    name: z.string(),
    status: z.string(),
    tenant_id: z.string(),
    user_id: z.string(),
    // A server that boots from a volume has the empty string.
    image: z.union([z.literal(''), z.null(), z.looseObject({ id: z.string() })]).optional(),
    flavor: z.looseObject({
      id: z.string().optional(),
      original_name: z.string().optional(),
      disk: z.number().optional(),
    }),
    metadata: z.record(z.string(), z.string()).default({}),
    locked: z.boolean().optional(),
    locked_reason: z.string().nullish(),
    addresses: z
      .record(
        z.string(),
        z.array(z.looseObject({ addr: z.string(), version: z.number(), 'OS-EXT-IPS:type': z.string().optional() })),
      )
      .default({}),
    'OS-EXT-STS:task_state': z.string().nullish(),
    'OS-EXT-STS:vm_state': z.string().nullish(),
    fault: z.looseObject({ code: z.number(), message: z.string() }).optional(),
    key_name: z.string().nullish(),
    created: z.string(),
  })
  .transform((wire) => ({
    id: wire.id,
    name: wire.name,
    status: wire.status,
    vmState: wire['OS-EXT-STS:vm_state'] ?? null,
    taskState: wire['OS-EXT-STS:task_state'] ?? null,
    projectId: wire.tenant_id,
    userId: wire.user_id,
    imageId: typeof wire.image === 'object' && wire.image !== null ? wire.image.id : null,
    flavor: { id: wire.flavor.id ?? null, name: wire.flavor.original_name ?? null, diskGib: wire.flavor.disk ?? null },
    metadata: wire.metadata,
    /** Null below 2.9. */
    locked: wire.locked ?? null,
    lockedReason: wire.locked_reason ?? null,
    addresses: Object.entries(wire.addresses).flatMap(([network, list]) =>
      list.map((each) => ({
        network,
        address: each.addr,
        version: each.version,
        type: each['OS-EXT-IPS:type'] ?? 'fixed',
      })),
    ),
    fault: wire.fault === undefined ? null : { code: wire.fault.code, message: wire.fault.message },
    keyName: wire.key_name ?? null,
    createdAt: wire.created,
  }));
export type Server = z.output<typeof Server>;

export interface NewServer {
  name: string;
  /** Boot from this image on the flavor's own disk; or else from `rootVolume`. */
  imageId?: string;
  /** Nova makes the volume from the image, and deletes it with the server. */
  rootVolume?: { imageId: string; sizeGib: number };
  flavorId: string;
  networkId: string;
  /** Name or id. */
  securityGroupId: string;
  /** None for a server that nobody logs in to. */
  keyName?: string;
  /** Visible to everything that runs on the server. */
  userData: Uint8Array;
  configDrive: boolean;
  metadata: Record<string, string>;
}

const path = (id: string): string => `/servers/${encodeURIComponent(id)}`;

export async function get(compute: ServiceClient, id: string, options: RequestOptions = {}): Promise<Server> {
  const shape = z.looseObject({ server: Server });
  return (await compute.parsed(shape, 'GET', path(id), { microversion: WANTED, ...options })).server;
}

/** @param filter - Nova takes `name` as a regular expression: it is anchored and escaped here. */
export async function list(
  compute: ServiceClient,
  filter: { name?: string } = {},
  options: RequestOptions = {},
): Promise<Server[]> {
  const params: Record<string, string> =
    filter.name === undefined ? {} : { name: `^${filter.name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$` };
  return compute.list(Server, 'servers', '/servers/detail', { microversion: WANTED, params, ...options });
}

/** Accepted, not done: wait for ACTIVE. `adminPass` of the answer is dropped here and nowhere kept. */
export async function create(
  compute: ServiceClient,
  server: NewServer,
  options: RequestOptions = {},
): Promise<{ id: string }> {
  const userData = Buffer.from(server.userData).toString('base64');
  if (userData.length > 65_535)
    throw new RangeError(`user_data: expected at most 65535 bytes in base64, received ${userData.length}`);
  const body = {
    server: {
      name: server.name,
      flavorRef: server.flavorId,
      networks: [{ uuid: server.networkId }],
      security_groups: [{ name: server.securityGroupId }],
      ...(server.keyName === undefined ? {} : { key_name: server.keyName }),
      user_data: userData,
      config_drive: server.configDrive,
      metadata: server.metadata,
      ...(server.imageId === undefined ? {} : { imageRef: server.imageId }),
      ...(server.rootVolume === undefined ? {} : { block_device_mapping_v2: [rootDevice(server.rootVolume)] }),
    },
  };
  const shape = z.looseObject({ server: z.looseObject({ id: z.string() }) });
  const { server: created } = await compute.parsed(shape, 'POST', '/servers', {
    microversion: WANTED,
    body,
    ...options,
  });
  return { id: created.id };
}

const rootDevice = ({ imageId, sizeGib }: { imageId: string; sizeGib: number }): unknown => ({
  boot_index: 0,
  uuid: imageId,
  source_type: 'image',
  destination_type: 'volume',
  volume_size: sizeGib,
  delete_on_termination: true,
});

/** For about half a second after it, GET still answers 200 with status DELETED (recorded 75). */
export async function remove(
  compute: ServiceClient,
  id: string,
  options: RequestOptions = {},
): Promise<'accepted' | 'gone'> {
  return orGone(compute.call('DELETE', path(id), { microversion: WANTED, ...options }));
}

/** Image of the server's own disk; allowed while it is locked (recorded 13). */
export async function createImage(
  compute: ServiceClient,
  id: string,
  { name, metadata }: { name: string; metadata: Record<string, string> },
  options: RequestOptions = {},
): Promise<{ imageId: string }> {
  const shape = z.looseObject({ image_id: z.string() });
  const body = { createImage: { name, metadata } };
  return {
    imageId: (await compute.parsed(shape, 'POST', `${path(id)}/action`, { microversion: WANTED, body, ...options }))
      .image_id,
  };
}

/** A 404 on a delete is an earlier try's success. */
export async function orGone(deletion: Promise<unknown>): Promise<'accepted' | 'gone'> {
  try {
    await deletion;
    return 'accepted';
  } catch (error) {
    if (OpenStackError.is(error, 'not-found')) return 'gone';
    throw error;
  }
}
