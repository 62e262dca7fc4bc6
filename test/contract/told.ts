/** What an answer tells its reader, without what differs from one cloud to the next: ids, times, names, addresses. */
import type { Answer, Request } from './recording.ts';

export interface Told {
  status: number;
  headers: Record<string, string>;
  /** A refusal as it stands; of anything else, which fields it has and of which type. */
  body: unknown;
}

export function told(answer: Answer, request: Request): Told {
  const words = (text: string): string => normalised(text, JSON.stringify(request));
  return {
    status: answer.status,
    headers: toldHeaders(answer.headers),
    body: answer.status < 400 ? shapeOf(answer.body, '') : worded(answer.body, words),
  };
}

/** Only headers that a client could act upon. */
function toldHeaders(headers: Record<string, string>): Record<string, string> {
  const location = headers['location'];
  const retryAfter = headers['retry-after'];
  return {
    ...(location === undefined ? {} : { location: location.split('/').at(-2) ?? '' }),
    ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
    ...('x-subject-token' in headers ? { 'x-subject-token': 'a token' } : {}),
    ...('x-openstack-request-id' in headers ? { 'x-openstack-request-id': 'an id' } : {}),
  };
}

const UUID = /(req-)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Ids that the request named must come back as they are; others are the cloud's own. */
const normalised = (text: string, request: string): string =>
  text.replace(UUID, (id) => (request.includes(id) ? id : id.startsWith('req-') ? '<request>' : '<id>'));

function worded(body: unknown, words: (text: string) => string): unknown {
  if (typeof body === 'string') return words(body);
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, worded(value, words)]));
}

/** Fields whose very value is what a recovery decides by. */
const DECISIVE = new Set([
  'status',
  'locked',
  'locked_reason',
  'OS-EXT-STS:task_state',
  'OS-EXT-STS:vm_state',
  'bootable',
  'encrypted',
  'multiattach',
  'device',
  'delete_on_termination',
  'direction',
  'ethertype',
  'port_range_min',
  'remote_ip_prefix',
  'source_volid',
  'action',
  'methods[]',
]);
/** Their keys are data. */
const MAPS = new Set(['metadata', 'addresses', 'extra_specs', 'volume_image_metadata']);

/** `server.flavor.disk: number`, one for each field, sorted. */
function shapeOf(value: unknown, path: string): string[] {
  const fields = new Set(walk(value, path, path));
  return [...fields].sort();
}

/** Lists and objects without content are fields too. */
function walk(value: unknown, path: string, key: string): string[] {
  if (value === null || typeof value !== 'object') return [`${path}: ${leaf(value, key)}`];
  const isList = Array.isArray(value);
  const parts = Object.entries(value) as [string, unknown][];
  if (parts.length === 0) return [`${path}: ${isList ? '[]' : '{}'}`];
  return parts.flatMap(([name, each]) =>
    isList
      ? walk(each, `${path}[]`, `${key}[]`)
      : walk(each, `${path}${path === '' ? '' : '.'}${MAPS.has(key) ? '*' : name}`, name),
  );
}

function leaf(value: unknown, key: string): string {
  if (DECISIVE.has(key)) return JSON.stringify(value);
  // A console: its words are the guest's, how many lines of it come is the service's.
  if (key === 'output' && typeof value === 'string') return `${String(value.split('\n').length)} lines`;
  return value === null ? 'null' : typeof value;
}
