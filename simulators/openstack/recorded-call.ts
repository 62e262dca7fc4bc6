/** One request, as it is kept for whoever asks later: never its token, and no secret that its address held. */
import type { FastifyRequest } from 'fastify';
import type { Operation } from './operations.ts';

export interface RecordedCall {
  method: string;
  path: string;
  /** Null for what is not simulated. */
  operation: Operation | null;
  /** What the body asks for, where the path doesn't tell: the action, the volume to be attached, what is booted from. */
  what: string | null;
  /** As it was asked for: `compute 2.89`. */
  microversion: string | null;
  user: string | null;
  /** Null while there is no answer, or where it broke. */
  status: number | null;
  requestId: string;
  /** Milliseconds since the epoch, at its arrival. */
  at: number;
  /** A password or token stood in the address, where every log on the way has it; it is cut out of `path`. */
  hadSecret: boolean;
}

const SECRET_PARAMETER = /([?&](?:x-auth-token|token|password|secret)=)[^&]+/gi;

export function recordedCall(
  request: FastifyRequest,
  { operation, user, requestId }: Pick<RecordedCall, 'operation' | 'user' | 'requestId'>,
  secrets: ReadonlySet<string>,
): RecordedCall {
  const asked = request.url;
  const spellings = [...secrets].flatMap((secret) => [secret, encodeURIComponent(secret)]);
  const known = spellings.reduce((url, secret) => url.replaceAll(secret, '…'), asked);
  const path = known.replace(SECRET_PARAMETER, '$1…');
  const version = request.headers['openstack-api-version'];
  return {
    method: request.method,
    path,
    operation,
    what: askedFor(operation, request.body),
    microversion: typeof version === 'string' ? version : null,
    user,
    status: null,
    requestId,
    at: Date.now(),
    hadSecret: path !== asked,
  };
}

function askedFor(operation: Operation | null, body: unknown): string | null {
  const at = (...keys: string[]): unknown =>
    keys.reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], body);
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
  switch (operation) {
    case 'compute.servers.action':
    case 'block-storage.volumes.action':
      return Object.keys(body ?? {})[0] ?? null;
    case 'compute.volume-attachments.create':
      return text(at('volumeAttachment', 'volumeId'));
    case 'compute.volume-attachments.update':
      return `delete_on_termination: ${String(at('volumeAttachment', 'delete_on_termination'))}`;
    case 'compute.servers.create':
      return text(at('server', 'block_device_mapping_v2', '0', 'uuid'));
    default:
      return null;
  }
}
