/** Which server is meant: by id, by address, by name, by one of its volumes. Whatever isn't one server, is asked. */
import type { InputFault } from '../contract/recovery-input.ts';
import { plainText } from '../report/plain-text.ts';
import { likest } from './edit-distance.ts';
import { exampleOf, shown } from './faults.ts';

/** What matching needs to know of a server. All texts are the cloud's, and untrusted. */
export interface KnownServer {
  id: string;
  name: string;
  status: string;
  locked: boolean;
  addresses: readonly string[];
  volumes: readonly { id: string; name: string }[];
}

export type ServerMatch = { kind: 'found'; server: KnownServer } | { kind: 'question'; fault: InputFault };

const UUID = /[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/gi;

/** The one id that a text holds, as Nova writes it: people paste the address of a server's page. */
export function uuidIn(text: string): string | null {
  const [first, ...others] = new Set(text.match(UUID)?.map((each) => each.toLowerCase().replaceAll('-', '')));
  if (first === undefined || others.length > 0) return null;
  return first.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** As many as are shown to choose from. */
const MOST_CANDIDATES = 8;

/**
 * @param wanted - what a person wrote.
 * @param where - the place that was looked in, for the message: `cloud arbutus`.
 */
export function matchServer(servers: readonly KnownServer[], wanted: string, where: string): ServerMatch {
  const [id, text] = [uuidIn(wanted), wanted.trim().toLowerCase()];
  // The first way that leads anywhere counts, as openstackclient takes ids before names.
  const ways: ((server: KnownServer) => boolean)[] = [
    (server) => server.id === id,
    ({ volumes }) => volumes.some((volume) => volume.id === id),
    ({ addresses }) => addresses.some((address) => address.toLowerCase() === text),
    ({ name, volumes }) => [name, ...volumes.map((volume) => volume.name)].includes(wanted.trim()),
  ];
  for (const way of ways) {
    const [first, ...others] = servers.filter(way);
    if (first === undefined) continue;
    if (others.length === 0) return { kind: 'found', server: first };
    return ambiguous(wanted, [first, ...others]);
  }
  return { kind: 'question', fault: notFound(servers, wanted, where) };
}

/** Several servers are meant alike. */
export const ambiguous = (wanted: string, servers: readonly KnownServer[]): ServerMatch => ({
  kind: 'question',
  fault: {
    field: 'server',
    expected: 'one server',
    received: `${shown(wanted)}, which are ${String(servers.length)}`,
    suggestion: null,
    candidates: candidates(servers),
    mend: { field: 'server', value: servers[0]?.id ?? exampleOf('server') },
  },
});

function notFound(servers: readonly KnownServer[], wanted: string, where: string): InputFault {
  const named = servers.flatMap((server) => [server.name, ...server.volumes.map(({ name }) => name)]);
  const [name] = likest(
    wanted.trim(),
    named.filter((each) => each !== ''),
  );
  const like = servers.filter((each) => each.name === name || each.volumes.some((volume) => volume.name === name));
  return {
    field: 'server',
    expected: `a server, volume or address of ${where}`,
    received: shown(wanted),
    suggestion: name === undefined ? null : plainText(name, 60),
    candidates: candidates(like.length > 0 ? like : servers),
    mend: { field: 'server', value: like[0]?.id ?? exampleOf('server') },
  };
}

/**
 * Those that look compromised first: a sysadmin has locked and shut them off.
 *
 * @param mentioned - ids of servers or volumes that others wrote about: shown first, said so, and nothing more.
 */
export function candidates(servers: readonly KnownServer[], mentioned: readonly string[] = []): string[] {
  const isMentioned = ({ id, volumes }: KnownServer): boolean =>
    mentioned.includes(id) || volumes.some((volume) => mentioned.includes(volume.id));
  const rank = (server: KnownServer): number =>
    (isMentioned(server) ? 0 : 4) + (server.locked ? 0 : 2) + (server.status === 'SHUTOFF' ? 0 : 1);
  return servers
    .toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name))
    .slice(0, MOST_CANDIDATES)
    .map((server) => candidateLine(server, isMentioned(server)));
}

const candidateLine = ({ id, name, status, locked, addresses }: KnownServer, isMentioned: boolean): string =>
  [
    `${plainText(name, 40) || '(no name)'} ${id}`,
    `${plainText(status, 20)}${locked ? ', locked' : ''}`,
    ...addresses.slice(0, 1).map((address) => plainText(address, 40)),
    ...(isMentioned ? ['mentioned on the ticket'] : []),
  ].join(', ');
