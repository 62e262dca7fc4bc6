/** Keystone's answer to a login, with what a test wants to differ. */
import type { Reply } from './scripted-cloud.ts';

export const PROJECT_ID = '7b54117edf49423d86ea797e540f549e';

interface Endpoint {
  interface: string;
  region_id: string;
  region: string;
  url: string;
}
export type Catalog = { type: string; endpoints: Endpoint[] }[];

export const endpoint = (url: string, over: Partial<Endpoint> = {}): Endpoint => ({
  interface: 'public',
  region_id: 'RegionOne',
  region: 'RegionOne',
  url,
  ...over,
});

/** Names and paths as the catalogue of a Zed cloud has them. */
const zedCatalog = (url: string): Catalog => [
  { type: 'compute', endpoints: [endpoint(`${url}/v2.1`)] },
  { type: 'volumev3', endpoints: [endpoint(`${url}/v3/${PROJECT_ID}`)] },
  { type: 'network', endpoints: [endpoint(url)] },
  { type: 'image', endpoints: [endpoint(url)] },
];

interface TokenWishes {
  id?: string;
  livesMs?: number;
  /** How far Keystone's clock is behind ours. */
  behindMs?: number;
  catalog?: Catalog;
  /** Null for a token without scope. */
  project?: { id: string; name: string } | null;
}

const HOUR_MS = 3_600_000;

export function tokenReply(url: string, wishes: TokenWishes = {}): Reply {
  const { id = 'secret-token', livesMs = HOUR_MS, behindMs = 0, catalog = zedCatalog(url) } = wishes;
  const issuedAt = Date.now() - behindMs;
  const project = wishes.project === undefined ? { id: PROJECT_ID, name: 'research' } : wishes.project;
  return {
    status: 201,
    headers: { 'x-subject-token': id },
    body: {
      token: {
        issued_at: new Date(issuedAt).toISOString(),
        expires_at: new Date(issuedAt + livesMs).toISOString(),
        user: { id: 'bdbd91d60d6d41a8a3ffd43bb8b90237', name: 'alice' },
        roles: [{ name: 'member' }, { name: 'reader' }],
        catalog,
        ...(project === null ? {} : { project }),
      },
    },
  };
}
