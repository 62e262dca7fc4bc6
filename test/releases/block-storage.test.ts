/** What Cinder takes, by microversion, and by the release where it is tied to none. */
import { describe, expect, it } from 'vitest';
import { VOLUME_PART } from '../../simulators/openstack/seed.ts';
import type { ReleaseName } from '../../simulators/openstack/releases.ts';
import { onRelease, type PlainCloud, refusal, type Told } from './plain-http.ts';

const snapshot = (cloud: PlainCloud, microversion: string, wish: object): Promise<Told> =>
  cloud.cinder('/snapshots', {
    method: 'POST',
    microversion,
    body: { snapshot: { volume_id: VOLUME_PART, name: 's', ...wish } },
  });

describe('a snapshot of a volume in use', () => {
  it.each(['train', 'ussuri', 'victoria', 'zed', 'gazpacho'] as const)(
    'needs force below 3.66, on %s',
    async (release) => {
      await onRelease(release, async (cloud) => {
        const refused = await snapshot(cloud, '3.59', {});
        expect(refused.status).toBe(400);
        expect(refusal(refused)).toContain('status must be available, but current status is: in-use.');
        expect((await snapshot(cloud, '3.59', { force: false })).status).toBe(400);
        expect((await snapshot(cloud, '3.59', { force: true })).status).toBe(202);
      });
    },
  );

  it.each(['zed', 'flamingo', 'gazpacho'] as const)('needs no force from 3.66 on, on %s', async (release) => {
    await onRelease(release, async (cloud) => {
      expect((await snapshot(cloud, '3.66', {})).status).toBe(202);
      expect((await snapshot(cloud, '3.66', { force: true })).status).toBe(202);
      const refused = await snapshot(cloud, '3.66', { force: false });
      expect(refused.status).toBe(400);
      expect(refusal(refused)).toContain("the 'force' flag is invalid");
    });
  });

  it('takes no field that Cinder does not know', async () => {
    await onRelease('train', async (cloud) => {
      const answer = await snapshot(cloud, '3.59', { force: true, forse: true });
      expect(answer.status).toBe(400);
      expect(refusal(answer)).toContain("'forse' was unexpected");
    });
  });
});

describe('a volume', () => {
  it('may be asked for with a field that Cinder does not know below 3.53 only', async () => {
    await onRelease('train', async ({ cinder }) => {
      const create = { method: 'POST' as const, body: { volume: { name: 'v', size: 1, colour: 'red' } } };
      expect((await cinder('/volumes', { ...create, microversion: '3.52' })).status).toBe(202);
      expect((await cinder('/volumes', { ...create, microversion: '3.53' })).status).toBe(400);
    });
  });
});

describe('a snapshot that a volume was made from', () => {
  const statusAfterDelete = async (release: ReleaseName): Promise<string> => {
    let seen = '';
    await onRelease(
      release,
      async ({ simulator, cinder }) => {
        const { cloud } = simulator;
        const id = '325dabc5-910d-4847-9202-828f0890ed5a';
        cloud.addSnapshot({ id, name: 's', volumeId: VOLUME_PART, size: 1 });
        cloud.addVolume({ id: '22b235cc-137a-41b6-9a0b-f4851a343e7a', name: 'made', size: 1, snapshotId: id });
        expect((await cinder(`/snapshots/${id}`, { method: 'DELETE' })).status).toBe(202);
        await expect.poll(() => cloud.snapshots.get(id)?.status, { timeout: 10_000 }).not.toBe('deleting');
        seen = cloud.snapshots.get(id)?.status ?? 'gone';
      },
      { unitMs: 5 },
    );
    return seen;
  };

  it.each(['train', 'victoria', 'zed'] as const)('is silently available again on %s', async (release) => {
    expect(await statusAfterDelete(release)).toBe('available');
  });

  it.each(['flamingo', 'gazpacho'] as const)('is deleted on %s: the volume gets bytes of its own', async (release) => {
    expect(await statusAfterDelete(release)).toBe('gone');
  });
});
