/** What Nova tells and takes of servers, keypairs and flavors, by microversion. */
import { describe, expect, it } from 'vitest';
import { IMAGE_DEBIAN, SERVER_DATA, SERVER_HEALTHY } from '../../simulators/openstack/seed.ts';
import { around, type PlainCloud, refusal, type Told } from './plain-http.ts';

describe('a server', () => {
  const server = (cloud: PlainCloud, microversion: string): Promise<Told> =>
    cloud.nova(`/servers/${SERVER_DATA}`, { microversion });
  const fields = (answer: Told): object => (answer.body as { server: object }).server;

  it.each([
    ['2.8', '2.9', 'locked'],
    ['2.72', '2.73', 'locked_reason'],
    ['2.95', '2.96', 'pinned_availability_zone'],
    ['2.99', '2.100', 'scheduler_hints'],
  ])('at %s has not what it has at %s: %s', (before, after, field) =>
    around([before, after], server, (old, young) => {
      expect(fields(old)).not.toHaveProperty(field);
      expect(fields(young)).toHaveProperty(field);
    })(),
  );

  it(
    'tells the properties of its image from 2.98 on',
    around(['2.97', '2.98'], server, (old, young) => {
      expect(fields(old)).toHaveProperty('image', { id: IMAGE_DEBIAN });
      expect(fields(young)).toHaveProperty('image.properties');
    }),
  );

  const create = (fieldsOf: object) => (cloud: PlainCloud, microversion: string) =>
    cloud.nova('/servers', {
      method: 'POST',
      microversion,
      body: {
        server: {
          name: 'new',
          flavorRef: '2656e516-ac6f-4890-8a47-ddc3a38e841c',
          imageRef: IMAGE_DEBIAN,
          ...fieldsOf,
        },
      },
    });

  it(
    'needs its networks named from 2.37 on',
    around(['2.36', '2.37'], create({}), (old, young) => {
      expect(old.status).toBe(202);
      expect(young.status).toBe(400);
      expect(refusal(young)).toContain("'networks' is a required property");
    }),
  );

  const lockWithReason = async (cloud: PlainCloud, microversion: string): Promise<Told> => {
    const body = { lock: { locked_reason: 'ticket 4711' } };
    await cloud.nova(`/servers/${SERVER_HEALTHY}/action`, { method: 'POST', microversion, body });
    return cloud.nova(`/servers/${SERVER_HEALTHY}`, { microversion: '2.73' });
  };

  it(
    'keeps the reason of a lock from 2.73 on',
    around(['2.72', '2.73'], lockWithReason, (old, young) => {
      expect(fields(old)).toMatchObject({ locked: true, locked_reason: null });
      expect(fields(young)).toMatchObject({ locked: true, locked_reason: 'ticket 4711' });
    }),
  );
});

describe('a keypair', () => {
  const create = (keypair: object) => (cloud: PlainCloud, microversion: string) =>
    cloud.nova('/os-keypairs', { method: 'POST', microversion, body: { keypair } });
  const publicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICWAS+Hx+GzgI548+JO5Wf1LvViHdCHJPpp26Q9Jyj3G lab';

  it(
    'is no longer generated from 2.92 on; before, the simulator owns up that it knows none',
    around(['2.91', '2.92'], create({ name: 'new' }), (old, young) => {
      expect(old.status).toBe(501);
      expect(young.status).toBe(400);
      expect(refusal(young)).toContain("'public_key' is a required property");
    }),
  );

  it(
    'may have a dot in its name from 2.92 on',
    around(['2.91', '2.92'], create({ name: 'a.b', public_key: publicKey }), (old, young) => {
      expect(old.status).toBe(400);
      expect(refusal(old)).toContain('unsafe characters');
      expect(young.status).toBe(201);
    }),
  );
});

describe('a flavor', () => {
  const list = (cloud: PlainCloud, microversion: string): Promise<Told> =>
    cloud.nova('/flavors/detail', { microversion });
  const first = (answer: Told): object => (answer.body as { flavors: object[] }).flavors[0] as object;

  it(
    'no longer says that it is disabled from 2.102 on',
    around(['2.101', '2.102'], list, (old, young) => {
      expect(first(old)).toHaveProperty('OS-FLV-DISABLED:disabled', false);
      expect(first(young)).not.toHaveProperty('OS-FLV-DISABLED:disabled');
    }),
  );

  it(
    'has a number for no swap from 2.75 on',
    around(['2.74', '2.75'], list, (old, young) => {
      expect(first(old)).toHaveProperty('swap', '');
      expect(first(young)).toHaveProperty('swap', 0);
    }),
  );
});
