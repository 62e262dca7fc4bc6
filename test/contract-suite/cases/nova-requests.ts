/** What more than one file of cases asks of Nova. */
import type { Request } from '../suite/caller.ts';

const attachments = (server: string): string => `/servers/${server}/os-volume_attachments`;

export const listAttachments = (server: string, microversion?: string): Request => ({
  method: 'GET',
  service: 'compute',
  path: attachments(server),
  microversion,
});

/** @param more - fields beside the volume: `device`, `delete_on_termination`. */
export const attach = (
  server: string,
  volumeId: string,
  microversion?: string,
  more: Record<string, unknown> = {},
): Request => ({
  method: 'POST',
  service: 'compute',
  path: attachments(server),
  microversion,
  body: { volumeAttachment: { volumeId, ...more } },
});

export const detach = (server: string, volume: string, microversion?: string): Request => ({
  method: 'DELETE',
  service: 'compute',
  path: `${attachments(server)}/${volume}`,
  microversion,
});

/** @param volumeId - the one in the body; another than the one of the path is a swap. */
export const updateAttachment = (
  server: string,
  volume: string,
  deleteOnTermination: boolean,
  { microversion = '2.85', volumeId = volume }: { microversion?: string; volumeId?: string } = {},
): Request => ({
  method: 'PUT',
  service: 'compute',
  path: `${attachments(server)}/${volume}`,
  microversion,
  body: { volumeAttachment: { volumeId, delete_on_termination: deleteOnTermination } },
});

export const act = (server: string, name: string, wish: unknown = null, microversion?: string): Request => ({
  method: 'POST',
  service: 'compute',
  path: `/servers/${server}/action`,
  microversion,
  body: { [name]: wish },
});

export const getServer = (server: string, microversion = '2.73'): Request => ({
  method: 'GET',
  service: 'compute',
  path: `/servers/${server}`,
  microversion,
});

export const deleteServer = (server: string): Request => ({
  method: 'DELETE',
  service: 'compute',
  path: `/servers/${server}`,
});

/** Nova's journal of a server. */
export const instanceActions = (server: string, microversion?: string, query = ''): Request => ({
  method: 'GET',
  service: 'compute',
  path: `/servers/${server}/os-instance-actions${query}`,
  microversion,
});

export const getVolume = (volume: string): Request => ({
  method: 'GET',
  service: 'block-storage',
  path: `/volumes/${volume}`,
});

/** An id that nothing has. */
export const NOBODY = '00000000-0000-4000-8000-000000000000';
