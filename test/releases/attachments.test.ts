/** What Nova tells and takes of attachments, by microversion, and by the release where it is tied to none. */
import { describe, expect, it } from 'vitest';
import {
  ADMIN,
  SERVER_BFV,
  SERVER_DATA,
  SERVER_HEALTHY,
  VOLUME_LVM,
  VOLUME_ROOT,
} from '../../simulators/openstack/seed.ts';
import type { SimulatedCloud } from '../../simulators/openstack/cloud.ts';
import { around, onRelease, type PlainCloud, refusal, type Told } from './plain-http.ts';

const SPARE = '22b235cc-137a-41b6-9a0b-f4851a343e7a';
const attachments = (server: string): string => `/servers/${server}/os-volume_attachments`;
const addSpare = (cloud: SimulatedCloud): unknown => cloud.addVolume({ id: SPARE, name: 'spare', size: 1 });

describe('the attachments of a server', () => {
  const list = (cloud: PlainCloud, microversion: string): Promise<Told> =>
    cloud.nova(attachments(SERVER_DATA), { microversion });
  const first = (answer: Told): object =>
    (answer.body as { volumeAttachments: object[] }).volumeAttachments[0] as object;

  it.each([
    ['2.69', '2.70', 'tag'],
    ['2.78', '2.79', 'delete_on_termination'],
    ['2.88', '2.89', 'attachment_id'],
    ['2.88', '2.89', 'bdm_uuid'],
  ])('at %s have not what they have at %s: %s', (before, after, field) =>
    around([before, after], list, (old, young) => {
      expect(first(old)).not.toHaveProperty(field);
      expect(first(young)).toHaveProperty(field);
    })(),
  );

  it(
    'have lost their id at 2.89',
    around(['2.88', '2.89'], list, (old, young) => {
      expect(first(old)).toHaveProperty('id');
      expect(first(young)).not.toHaveProperty('id');
    }),
  );

  it('go by one name in Nova and in Cinder', async () => {
    await onRelease('zed', async ({ nova, cinder }) => {
      const { volumeId, attachment_id } = first(await nova(attachments(SERVER_DATA), { microversion: '2.89' })) as {
        volumeId: string;
        attachment_id: string;
      };
      expect((await cinder(`/volumes/${volumeId}`)).body).toMatchObject({
        volume: { attachments: [{ attachment_id }] },
      });
    });
  });
});

describe('an attach', () => {
  const attach = (wish: object) => (cloud: PlainCloud, microversion: string) => {
    addSpare(cloud.simulator.cloud);
    const body = { volumeAttachment: { volumeId: SPARE, ...wish } };
    return cloud.nova(attachments(SERVER_HEALTHY), { method: 'POST', microversion, body });
  };

  it(
    'is answered with a body up to 2.100, and with 202 and nothing from 2.101 on',
    around(['2.100', '2.101'], attach({}), (old, young) => {
      expect(old).toMatchObject({ status: 200, body: { volumeAttachment: { volumeId: SPARE, device: '/dev/vdb' } } });
      expect(young).toMatchObject({ status: 202, body: null });
    }),
  );

  it(
    'takes delete_on_termination from 2.79 on',
    around(['2.78', '2.79'], attach({ delete_on_termination: true }), (old, young) => {
      expect(old.status).toBe(400);
      expect(refusal(old)).toContain("'delete_on_termination' was unexpected");
      expect(young).toMatchObject({ status: 200, body: { volumeAttachment: { delete_on_termination: true } } });
    }),
  );

  it('keeps what was wished for', async () => {
    await onRelease(
      'train',
      async (cloud) => {
        await attach({ delete_on_termination: true })(cloud, '2.79');
        await expect
          .poll(async () => (await cloud.nova(attachments(SERVER_HEALTHY), { microversion: '2.79' })).body, {
            timeout: 10_000,
          })
          .toMatchObject({ volumeAttachments: [{ volumeId: SPARE, delete_on_termination: true }] });
      },
      { unitMs: 5 },
    );
  });

  it.each([
    ['victoria', `status must be available or downloading to reserve, but the current status is in-use.`],
    ['zed', `is already attached to instances: ${SERVER_DATA}`],
  ] as const)('of a volume in use elsewhere is refused by %s: %s', async (release, words) => {
    await onRelease(release, async ({ nova }) => {
      const body = { volumeAttachment: { volumeId: VOLUME_LVM } };
      const answer = await nova(attachments(SERVER_HEALTHY), { method: 'POST', body });
      expect(answer.status).toBe(400);
      expect(refusal(answer)).toContain(words);
    });
  });

  it.each(['train', 'gazpacho'] as const)('of its own volume again is refused by %s', async (release) => {
    await onRelease(release, async ({ nova }) => {
      const body = { volumeAttachment: { volumeId: VOLUME_LVM } };
      const answer = await nova(attachments(SERVER_DATA), { method: 'POST', body, user: ADMIN });
      expect(answer.status).toBe(400);
      expect(refusal(answer)).toContain('already attached');
    });
  });
});

describe('what becomes of a volume when its server is deleted', () => {
  const path = `${attachments(SERVER_BFV)}/${VOLUME_ROOT}`;
  const put = (wish: object, volumeId = VOLUME_ROOT) => ({
    method: 'PUT' as const,
    body: { volumeAttachment: { volumeId, ...wish } },
  });

  it('can be changed from 2.85 on, whatever the lock', async () => {
    await onRelease('ussuri', async ({ nova }) => {
      expect(await nova(path, { ...put({ delete_on_termination: true }), microversion: '2.85' })).toMatchObject({
        status: 202,
        body: null,
      });
      expect((await nova(attachments(SERVER_BFV), { microversion: '2.79' })).body).toMatchObject({
        volumeAttachments: [{ delete_on_termination: true }],
      });
    });
  });

  it('cannot be changed on Train: 2.85 is not there, and below it the field is none', async () => {
    await onRelease('train', async ({ nova }) => {
      const wish = put({ delete_on_termination: false });
      expect((await nova(path, { ...wish, microversion: '2.85' })).status).toBe(406);
      const answer = await nova(path, { ...wish, microversion: '2.79' });
      expect(answer.status).toBe(400);
      expect(refusal(answer)).toContain("'delete_on_termination' was unexpected");
    });
  });

  it.each([
    ['train', '2.79', 'update'],
    ['ussuri', '2.84', 'swap'],
  ] as const)('on %s a PUT at %s is a swap, which the policy %s denies', async (release, microversion, name) => {
    await onRelease(release, async ({ nova, simulator }) => {
      addSpare(simulator.cloud);
      const answer = await nova(path, { ...put({}, SPARE), microversion });
      expect(answer.status).toBe(403);
      expect(refusal(answer)).toBe(
        `Policy doesn't allow os_compute_api:os-volumes-attachments:${name} to be performed.`,
      );
    });
  });

  it('is a swap still at 2.85 when another volume is named; an admin gets what is not simulated', async () => {
    await onRelease('zed', async ({ nova }) => {
      const swap = { ...put({}, VOLUME_LVM), microversion: '2.85' };
      expect((await nova(path, swap)).status).toBe(403);
      expect((await nova(path, { ...swap, user: ADMIN })).status).toBe(501);
    });
  });

  it('is not found at a server that does not have the volume', async () => {
    await onRelease('zed', async ({ nova }) => {
      const answer = await nova(`${attachments(SERVER_DATA)}/${VOLUME_ROOT}`, { ...put({}), microversion: '2.85' });
      expect(answer.status).toBe(404);
    });
  });

  it.each([
    ['id', VOLUME_LVM],
    ['serverId', SERVER_DATA],
    ['device', '/dev/vdz'],
    ['tag', 'evidence'],
  ])('is all that can be changed, not %s', async (field, value) => {
    await onRelease('zed', async ({ nova }) => {
      const answer = await nova(path, { ...put({ [field]: value }), microversion: '2.85' });
      expect(answer.status).toBe(400);
      expect(refusal(answer)).toBe(`The ${field} property is not mutable`);
    });
  });
});
