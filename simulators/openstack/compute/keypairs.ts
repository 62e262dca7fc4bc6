/** Nova's keypairs: imported ones only. */
import { badRequest, conflicting, notFound, notSimulated } from '../answers.ts';
import type { SimulatedCloud } from '../cloud.ts';
import type { Answer, Call, Routes } from '../simulator.ts';

export function keypairs(cloud: SimulatedCloud, route: Routes): void {
  const unknown = ({ params }: Call) => notFound(`Keypair ${params['name'] ?? ''} not found for user`);

  route('GET', '/os-keypairs/:name', 'compute.keypairs.get', (call) => {
    const keypair = cloud.keypairs.get(call.params['name'] ?? '');
    if (keypair === undefined) throw unknown(call);
    return {
      status: 200,
      body: { keypair: { name: keypair.name, public_key: keypair.publicKey, fingerprint: '', type: 'ssh' } },
    };
  });
  route('POST', '/os-keypairs', 'compute.keypairs.create', (call) => importKeypair(cloud, call));
  route('DELETE', '/os-keypairs/:name', 'compute.keypairs.delete', (call) => {
    if (!cloud.keypairs.delete(call.params['name'] ?? '')) throw unknown(call);
    return { status: 204 };
  });
}

function importKeypair(cloud: SimulatedCloud, { body, minor }: Call): Answer {
  const { name, public_key: publicKey } = body['keypair'] as { name: string; public_key?: string };
  if (publicKey === undefined && minor >= 92)
    throw badRequest("Invalid input for field/attribute keypair. Value: {}. 'public_key' is a required property");
  if (publicKey === undefined) throw notSimulated('the generation of keypairs');
  if (cloud.keypairs.has(name)) throw conflicting(`Key pair '${name}' already exists.`);
  cloud.keypairs.set(name, { name, publicKey });
  return { status: 200, body: { keypair: { name, public_key: publicKey, fingerprint: '' } } };
}
