/** Nova's keypairs: imported ones only. */
import { createHash } from 'node:crypto';
import { badRequest, conflicting, notFound, notSimulated } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import { paged } from '../pages.ts';
import type { Keypair } from '../resources.ts';
import { ALICE } from '../seed.ts';
import type { Answer, Call, Routes } from '../simulator.ts';
import { invalid } from '../schema.ts';

export function keypairs(cloud: SimulatedCloud, route: Routes): void {
  const unknown = ({ params, caller }: Call) =>
    notFound(`Keypair ${params['name'] ?? ''} not found for user ${caller.userId}`);
  /** They belong to a user, and are not even shown to an admin. */
  const found = (call: Call): Keypair => {
    const keypair = cloud.keypairs.get(call.params['name'] ?? '');
    if (keypair === undefined || call.caller.userId !== ALICE.id) throw unknown(call);
    return keypair;
  };

  route('GET', '/os-keypairs', 'compute.keypairs.list', (call) => ({ status: 200, body: listed(cloud, call) }));
  route('GET', '/os-keypairs/:name', 'compute.keypairs.get', (call) => {
    const keypair = shownKeypair(found(call), call.minor);
    return { status: 200, body: { keypair } };
  });
  route('POST', '/os-keypairs', 'compute.keypairs.create', (call) => importKeypair(cloud, call));
  route('DELETE', '/os-keypairs/:name', 'compute.keypairs.delete', (call) => {
    cloud.keypairs.delete(found(call).name);
    return { status: call.minor >= 2 ? 204 : 202 };
  });
}

/** In pages from 2.35 on; a page's marker is a name. */
function listed(cloud: SimulatedCloud, { caller, minor, query, baseUrl }: Call): Record<string, unknown> {
  const own = caller.userId === ALICE.id ? [...cloud.keypairs.values()] : [];
  return paged(
    own.map((keypair) => ({ ...keypair, id: keypair.name })),
    {
      key: 'keypairs',
      query: minor >= 35 ? query : {},
      url: `${baseUrl}/os-keypairs`,
      shown: (keypair) => {
        const { user_id: _user, ...keypairOfList } = shownKeypair(keypair, minor);
        return { keypair: keypairOfList };
      },
      unknownMarker: (marker) => badRequest(`Marker ${marker} could not be found.`),
    },
  );
}

function importKeypair(cloud: SimulatedCloud, { body, caller, minor }: Call): Answer {
  if (caller.userId !== ALICE.id) throw notSimulated('keypairs of another user');
  const wire = body['keypair'] as { name: string; public_key?: string };
  const { name, public_key: publicKey } = wire;
  if (publicKey === undefined && minor >= 92) throw invalid('keypair', wire, "'public_key' is a required property");
  if (publicKey === undefined) throw notSimulated('the generation of keypairs');
  if (!SAFE_NAME[minor >= 92 ? 'wide' : 'narrow'].test(name))
    throw badRequest('Keypair data is invalid: Keypair name contains unsafe characters');
  if (!isPublicKey(publicKey)) throw badRequest('Keypair data is invalid: failed to generate fingerprint');
  if (cloud.keypairs.has(name)) throw conflicting(`Key pair '${name}' already exists.`);
  const keypair = { name, publicKey };
  cloud.keypairs.set(name, keypair);
  return { status: minor >= 2 ? 201 : 200, body: { keypair: shownKeypair(keypair, minor) } };
}

/** "@" and "." from 2.92 on; the words are those of nova/compute/api.py at 20.6.1. */
const SAFE_NAME = { narrow: /^[\w -]+$/, wide: /^[\w @.-]+$/ };

const shownKeypair = ({ name, publicKey }: Keypair, minor: number): Record<string, unknown> => ({
  name,
  public_key: publicKey,
  fingerprint: fingerprint(publicKey),
  user_id: ALICE.id,
  ...(minor >= 2 ? { type: 'ssh' } : {}),
});

const blob = (publicKey: string): Buffer => Buffer.from(publicKey.split(' ')[1] ?? '', 'base64');

/** The blob begins with the length and the name of its type. */
const isPublicKey = (publicKey: string): boolean => {
  const [type = ''] = publicKey.split(' ');
  return (
    blob(publicKey)
      .subarray(4, 4 + type.length)
      .toString() === type
  );
};

const fingerprint = (publicKey: string): string =>
  createHash('md5')
    .update(blob(publicKey))
    .digest('hex')
    .replace(/..(?=.)/g, '$&:');
