/** What a transcript tells its reader, without what differs from one cloud to the next: ids, times, addresses. */
import type { Answer } from './caller.ts';
import type { Entry, Transcript } from './transcript.ts';

/** One line of a comparison: a value at a place. */
export type Told = Record<string, unknown>;

export function told({ entries, names }: Transcript): Told[] {
  const words = normaliser(names);
  return entries.map((entry) => toldEntry(entry, words));
}

type Words = (text: string) => string;

function toldEntry(entry: Entry, words: Words): Told {
  const { what } = entry;
  if ('course' in entry) return { what, ends: entry.course.at(-1)?.state };
  if ('client' in entry)
    return 'returned' in entry.client
      ? { what, returned: shapeOf(entry.client.returned, '') }
      : { what, thrown: worded(withoutMessage(entry.client.thrown), words) };
  const { request, answer } = entry;
  return {
    what,
    asked: words(`${request.method} ${request.service} ${request.path} ${request.microversion ?? ''}`).trim(),
    status: answer.status,
    headers: toldHeaders(answer.headers),
    body: answer.status < 400 ? shapeOf(answer.body, '') : worded(answer.body, words),
  };
}

/** The client's message holds ids and addresses, and the cloud's own words, which the plain call compares. */
const withoutMessage = ({ kind, status }: { kind: string; status: number | null }): unknown => ({ kind, status });

/** Only headers that a client could act upon. */
function toldHeaders(headers: Answer['headers']): Record<string, string> {
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

/** Ids that the case knows by name are told by it; others are the cloud's own. */
function normaliser(names: Readonly<Record<string, string>>): Words {
  const known = Object.entries(names).filter(([, id]) => id.length > 0);
  return (text) =>
    known
      .reduce((sofar, [name, id]) => sofar.replaceAll(id, `<${name}>`), text)
      .replace(UUID, (id) => (id.startsWith('req-') ? '<request>' : '<id>'))
      .replace(/\b\d+\.\d+\.\d+\.\d+(:\d+)?/g, '<address>');
}

function worded(body: unknown, words: Words): unknown {
  if (typeof body === 'string') return words(body);
  if (body === null || typeof body !== 'object') return body;
  if (Array.isArray(body)) return body.map((each) => worded(each, words));
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, worded(value, words)]));
}

/** Fields whose very value is what a recovery decides by; as the wire and as the client name them. */
const DECISIVE = new Set(
  (
    'status locked locked_reason lockedReason OS-EXT-STS:task_state taskState OS-EXT-STS:vm_state vmState bootable ' +
    'encrypted multiattach device delete_on_termination deleteOnTermination direction ethertype port_range_min ' +
    'portRangeMin remote_ip_prefix remoteIpPrefix action message methods[] attach_status readonly attached_mode'
  ).split(' '),
);
/** Their keys are data. */
const MAPS = new Set(['metadata', 'addresses', 'extra_specs', 'volume_image_metadata', 'imageMetadata', 'properties']);

/** `server.flavor.disk: number`, one for each field, sorted. */
function shapeOf(value: unknown, path: string): string[] {
  return [...new Set(walk(value, path, path))].sort();
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
