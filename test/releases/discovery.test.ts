/** What a client finds out about a cloud before it asks for anything: catalogue, versions, and what lies outside of them. */
import { describe, expect, it } from 'vitest';
import { ADMIN, ADMIN_PROJECT, ALICE, PROJECT } from '../../simulators/openstack/seed.ts';
import { type ReleaseName, RELEASES } from '../../simulators/openstack/releases.ts';
import { login, onRelease, refusal } from './plain-http.ts';

const NAMES = Object.keys(RELEASES) as ReleaseName[];
const V3 = `/volume/v3/${PROJECT.id}`;

describe.each([
  ['train', { volumev2: `/volume/v2/${PROJECT.id}`, volumev3: V3 }],
  ['ussuri', { volumev2: `/volume/v2/${PROJECT.id}`, volumev3: V3 }],
  ['victoria', { volumev2: `/volume/v2/${PROJECT.id}`, volumev3: V3 }],
  ['zed', { volumev3: V3 }],
  ['flamingo', { volumev3: V3 }],
  ['gazpacho', { 'block-storage': '/volume/v3' }],
] as const)('the catalogue of %s', (release, blockStorage) => {
  it(`has block storage as ${Object.keys(blockStorage).join(' and ')}`, async () => {
    await onRelease(release, async ({ simulator }) => {
      const { token } = (await (await login(simulator, ALICE)).json()) as {
        token: { catalog: { type: string; endpoints: { url: string }[] }[] };
      };
      const found = token.catalog
        .filter(({ type }) => type.includes('volume') || type.startsWith('block'))
        .map(({ type, endpoints }) => [type, endpoints[0]?.url.replace(simulator.url, '')]);
      expect(Object.fromEntries(found)).toEqual(blockStorage);
    });
  });
});

describe.each(NAMES)('the versions of %s', (release) => {
  const { compute, blockStorage } = RELEASES[release];

  it('are told by Nova and Cinder', async () => {
    await onRelease(release, async ({ ask }) => {
      expect((await ask('/compute/v2.1/')).body).toMatchObject({ version: { version: compute, min_version: '2.1' } });
      expect((await ask('/volume/v3/')).body).toMatchObject({
        versions: [{ version: blockStorage, min_version: '3.0' }],
      });
    });
  });

  it('go as far as told, and one further is refused with the range in the text', async () => {
    await onRelease(release, async ({ nova, cinder }) => {
      const above = (version: string): string => version.replace(/\d+$/, (minor) => String(Number(minor) + 1));
      expect((await nova('/servers/detail', { microversion: compute })).status).toBe(200);
      expect((await cinder('/volumes/detail', { microversion: blockStorage })).status).toBe(200);
      const tooNew = await nova('/servers/detail', { microversion: above(compute) });
      expect(tooNew.status).toBe(406);
      expect(refusal(tooNew)).toBe(
        `Version ${above(compute)} is not supported by the API. Minimum is 2.1 and maximum is ${compute}.`,
      );
      const tooNewVolume = await cinder('/volumes/detail', { microversion: above(blockStorage) });
      expect(tooNewVolume.status).toBe(406);
      expect(refusal(tooNewVolume)).toContain(`Minimum is 3.0 and maximum is ${blockStorage}.`);
    });
  });
});

describe('a microversion', () => {
  it.each(['2.0', '1.9', '3.1'])('%s is out of range for Nova', async (microversion) => {
    await onRelease('zed', async ({ nova }) => {
      expect((await nova('/servers/detail', { microversion })).status).toBe(406);
    });
  });

  it.each(['2', '2.x', '2.01', 'newest'])('%s is of no format', async (microversion) => {
    await onRelease('zed', async ({ nova }) => {
      const answer = await nova('/servers/detail', { microversion });
      expect(answer.status).toBe(400);
      expect(refusal(answer)).toContain('Must be of format MajorNum.MinorNum.');
    });
  });

  it('latest is the highest of the release', async () => {
    const shown = async (release: ReleaseName): Promise<string[]> => {
      let fields: string[] = [];
      await onRelease(release, async ({ nova, simulator }) => {
        const [id] = simulator.cloud.servers.keys();
        const { body } = await nova(`/servers/${String(id)}/os-volume_attachments`, { microversion: 'latest' });
        fields = Object.keys((body as { volumeAttachments: object[] }).volumeAttachments[0] ?? {});
      });
      return fields;
    };
    expect(await shown('victoria')).toContain('id');
    expect(await shown('zed')).not.toContain('id');
  });

  it('is taken from the header that Nova had first, too', async () => {
    await onRelease('zed', async ({ ask }) => {
      const headers = { 'X-OpenStack-Nova-API-Version': '2.94' };
      expect((await ask('/compute/v2.1/servers/detail', { headers })).status).toBe(406);
    });
  });
});

describe('the project in the path of Cinder', () => {
  it.each(['train', 'ussuri', 'victoria'] as const)('is needed on %s: without it there is nothing', async (release) => {
    await onRelease(release, async ({ ask }) => {
      expect((await ask('/volume/v3/volumes/detail')).status).toBe(404);
      expect((await ask(`${V3}/volumes/detail`)).status).toBe(200);
    });
  });

  it.each(['zed', 'flamingo', 'gazpacho'] as const)(
    'may be left out on %s, whatever microversion is asked for',
    async (release) => {
      await onRelease(release, async ({ ask }) => {
        const headers = { 'OpenStack-API-Version': 'volume 3.0' };
        const without = await ask('/volume/v3/volumes/detail', { headers });
        expect(without.status).toBe(200);
        expect(without.body).toEqual((await ask(`${V3}/volumes/detail`, { headers })).body);
      });
    },
  );

  it('must be that of the token, of an admin too', async () => {
    await onRelease('zed', async ({ cinder, ask }) => {
      const foreign = await cinder('/volumes/detail', { user: ADMIN });
      expect(foreign.status).toBe(400);
      expect(refusal(foreign)).toBe('Malformed request url');
      expect((await ask(`/volume/v3/${ADMIN_PROJECT.id}/volumes/detail`, { user: ADMIN })).status).toBe(200);
    });
  });
});
