/** What a transcript tells its reader, without what differs from one cloud to the next: ids, times, addresses. */
import type { Answer } from './caller.ts';
import type { Entry, Transcript } from './transcript.ts';

/** One line of a comparison: a value at a place. */
export type Told = Record<string, unknown>;

export function told(transcript: Transcript): Told[] {
  const names = namesById(transcript.names);
  return transcript.entries.map((entry) => toldEntry(entry, names));
}

/** What the case calls an id, or any other word that differs from play to play. */
type Names = ReadonlyMap<string, string>;

const namesById = (names: Transcript['names']): Names =>
  new Map(
    Object.entries(names)
      .filter(([, id]) => id.length > 0)
      // One may be the beginning of another.
      .sort(([, a], [, b]) => b.length - a.length)
      .map(([name, id]) => [id, name]),
  );

function toldEntry(entry: Entry, names: Names): Told {
  const { what } = entry;
  if ('course' in entry) return { what, ends: entry.course.at(-1)?.state };
  if ('observed' in entry) return { what, observed: worded(entry.observed, names) };
  if ('client' in entry)
    return 'returned' in entry.client
      ? { what, returned: shapeOf(entry.client.returned, names) }
      : { what, thrown: withoutMessage(entry.client.thrown) };
  const { request, answer } = entry;
  return {
    what,
    asked: words(`${request.method} ${request.service} ${request.path} ${request.microversion ?? ''}`, names).trim(),
    status: answer.status,
    headers: toldHeaders(answer.headers),
    body: answer.status < 400 ? shapeOf(wrapped(request.service, answer.body), names) : worded(answer.body, names),
  };
}

/** Glance wraps nothing around an image; its fields are told like those of any other resource. */
const wrapped = (service: string, body: unknown): unknown =>
  service === 'image' && body !== null && typeof body === 'object' && 'visibility' in body ? { image: body } : body;

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

/** How much of a quota is used, and by whom: others play in the same project. */
const AMOUNTS =
  /Requested \d+, but already used \d+ of \d+|allowed \(\d+\)|quota is \d+G and \d+G|ports: \d+ is over the limit: \d+/g;

/** Ids that the case knows by name are told by it; others are the cloud's own. */
const words = (text: string, names: Names): string =>
  [...names]
    .reduce((sofar, [id, name]) => sofar.replaceAll(id, `<${name}>`), text)
    .replace(UUID, (id) => (id.startsWith('req-') ? '<request>' : '<id>'))
    .replace(AMOUNTS, (amounts) => amounts.replace(/\d+/g, '<n>'))
    .replace(/\b\d+\.\d+\.\d+\.\d+(:\d+)?/g, '<address>');

function worded(body: unknown, names: Names): unknown {
  if (typeof body === 'string') return words(body, names);
  if (body === null || typeof body !== 'object') return body;
  if (Array.isArray(body)) return body.map((each) => worded(each, names));
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, worded(value, names)]));
}

/** Fields whose very value is what a recovery decides by; as the wire and as the client name them. */
const DECISIVE = new Set(
  (
    'status locked locked_reason lockedReason OS-EXT-STS:task_state taskState OS-EXT-STS:vm_state vmState bootable ' +
    'encrypted multiattach device delete_on_termination deleteOnTermination direction ethertype port_range_min ' +
    'portRangeMin remote_ip_prefix remoteIpPrefix action message methods[] attach_status readonly attached_mode ' +
    'version min_version'
  ).split(' '),
);
/** Their keys are data. */
const MAPS = new Set(['metadata', 'addresses', 'extra_specs', 'volume_image_metadata', 'imageMetadata', 'properties']);

/** `server.flavor.disk: number`, one for each field, sorted; what the case has a name for is told by it. */
function shapeOf(body: unknown, names: Names): string[] {
  return [...new Set(walk(body, '', '', names))].sort();
}

/** Lists and objects without content are fields too. */
function walk(value: unknown, path: string, key: string, names: Names): string[] {
  if (value === null || typeof value !== 'object') return [`${path}: ${leaf(value, key, names)}`];
  const isList = Array.isArray(value);
  const parts = Object.entries(value) as [string, unknown][];
  if (parts.length === 0) return [`${path}: ${isList ? '[]' : '{}'}`];
  return parts.flatMap(([name, each]) =>
    isList
      ? walk(each, `${path}[]`, `${key}[]`, names)
      : walk(each, `${path}${path === '' ? '' : '.'}${MAPS.has(key) ? '*' : name}`, name, names),
  );
}

function leaf(value: unknown, key: string, names: Names): string {
  if (DECISIVE.has(key)) return words(JSON.stringify(value), names);
  const name = typeof value === 'string' ? names.get(value) : undefined;
  if (name !== undefined) return `<${name}>`;
  // A console: its words are the guest's, how many lines of it come is the service's.
  if (key === 'output' && typeof value === 'string') return `${String(value.split('\n').length)} lines`;
  return value === null ? 'null' : typeof value;
}
