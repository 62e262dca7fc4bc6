/** Tests of the alarm: each invariant is broken on purpose, and the auditor must say so. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { audit, type Auditor } from '../../../simulators/openstack/auditor.ts';
import {
  ALICE,
  IMAGE_DEBIAN,
  SERVER_BFV,
  SERVER_DATA,
  SERVER_HEALTHY,
  VOLUME_LVM,
  VOLUME_PART,
  VOLUME_ROOT,
} from '../../../simulators/openstack/seed.ts';
import { type OpenStackSimulator, startOpenStackSimulator } from '../../../simulators/openstack/simulator.ts';
import { type Ask, member } from './member.ts';

let simulator: OpenStackSimulator;
let ask: Ask;
let auditor: Auditor;
beforeEach(async () => {
  simulator = await startOpenStackSimulator({ unitMs: 1 });
  for (const id of [SERVER_DATA, SERVER_BFV]) simulator.cloud.unlock(id);
  auditor = audit(simulator);
  ask = await member(simulator);
});
afterEach(() => simulator.close());

const eventually = (assertion: () => void): Promise<void> => vi.waitFor(assertion, 10_000);
const becomes = (volumeId: string, status: string): Promise<void> =>
  eventually(() => expect(simulator.cloud.volume(volumeId).status).toBe(status));

async function launch(name: string, devices: unknown[] = []): Promise<string> {
  const { cloud } = simulator;
  const response = await ask('POST', 'compute', '/servers', {
    server: {
      name,
      flavorRef: cloud.flavorNamed('c1-7.5gb-30').id,
      ...(devices.length === 0 ? { imageRef: IMAGE_DEBIAN } : { block_device_mapping_v2: devices }),
      networks: [{ uuid: [...cloud.networks.keys()][0] }],
    },
  });
  const { server } = (await response.json()) as { server?: { id: string } };
  if (server === undefined) return '';
  await eventually(() => expect(cloud.server(server.id).status).toBe('ACTIVE'));
  return server.id;
}
const attach = (serverId: string, volumeId: string): Promise<Response> =>
  ask('POST', 'compute', `/servers/${serverId}/os-volume_attachments`, { volumeAttachment: { volumeId } });
const detach = (serverId: string, volumeId: string): Promise<Response> =>
  ask('DELETE', 'compute', `/servers/${serverId}/os-volume_attachments/${volumeId}`);
async function free(volumeId: string): Promise<void> {
  await detach(SERVER_DATA, volumeId);
  await becomes(volumeId, 'available');
}

it('a recovery as it should be breaks nothing', async () => {
  const serverId = await launch('recovery-1');
  await ask('POST', 'block-storage', '/snapshots', { snapshot: { volume_id: VOLUME_PART, name: 's', force: true } });
  await ask('POST', 'block-storage', '/volumes', { volume: { name: 'clone', size: 20, source_volid: VOLUME_ROOT } });
  await ask('POST', 'compute', `/servers/${SERVER_DATA}/action`, { createImage: { name: 'image' } });
  await eventually(() => expect(simulator.cloud.server(SERVER_DATA).taskState).toBeNull());
  await free(VOLUME_PART);
  await attach(serverId, VOLUME_PART);
  await becomes(VOLUME_PART, 'in-use');
  await detach(serverId, VOLUME_PART);
  await becomes(VOLUME_PART, 'available');
  await attach(SERVER_DATA, VOLUME_PART);
  await becomes(VOLUME_PART, 'in-use');
  await ask('DELETE', 'compute', `/servers/${serverId}`);
  await eventually(() => expect(simulator.cloud.servers.has(serverId)).toBe(false));
  expect(auditor.violationsAtTheEnd()).toEqual([]);
  expect(auditor.serversMade()).toEqual(['recovery-1']);
});

describe('the auditor says so when', () => {
  it('evidence was deleted, and by whom', async () => {
    await free(VOLUME_PART);
    const response = await ask('DELETE', 'block-storage', `/volumes/${VOLUME_PART}`);
    await eventually(() => expect(simulator.cloud.volumes.has(VOLUME_PART)).toBe(false));
    expect(auditor.violations()).toContainEqual(
      `volume data-part (${VOLUME_PART}) was deleted, because of DELETE /volume/v3/7b54117edf49423d86ea797e540f549e/volumes/${VOLUME_PART} by alice [${String(response.headers.get('x-openstack-request-id'))}]`,
    );
  });

  it('a volume went with its server', async () => {
    for (const held of simulator.cloud.volume(VOLUME_ROOT).attachments) held.deleteOnTermination = true;
    await ask('DELETE', 'compute', `/servers/${SERVER_BFV}`);
    await eventually(() => expect(simulator.cloud.servers.has(SERVER_BFV)).toBe(false));
    expect(auditor.violations()).toEqual([
      expect.stringMatching(/^volume .*8f6116b4.* was deleted, because of DELETE .*\/servers\/0a2ef1aa/),
      expect.stringMatching(/^server compromised-bfv .* was deleted, because of DELETE/),
      expect.stringMatching(/^DELETE .*\/servers\/0a2ef1aa.*: what was there first is not to be deleted$/),
    ]);
  });

  it('a volume went although the deletion of its server was approved', async () => {
    auditor.approveDeletion(SERVER_BFV);
    for (const held of simulator.cloud.volume(VOLUME_ROOT).attachments) held.deleteOnTermination = true;
    await ask('DELETE', 'compute', `/servers/${SERVER_BFV}`);
    await eventually(() => expect(simulator.cloud.servers.has(SERVER_BFV)).toBe(false));
    expect(auditor.violations()).toEqual([expect.stringMatching(/^volume .*8f6116b4.* was deleted/)]);
  });

  it('and says nothing when only the server went, as approved', async () => {
    auditor.approveDeletion(SERVER_BFV);
    const body = { volumeAttachment: { volumeId: VOLUME_ROOT, delete_on_termination: false } };
    const path = `/servers/${SERVER_BFV}/os-volume_attachments/${VOLUME_ROOT}`;
    await ask('PUT', 'compute', path, body, { microversion: 'compute 2.85' });
    await ask('DELETE', 'compute', `/servers/${SERVER_BFV}`);
    await becomes(VOLUME_ROOT, 'available');
    expect(auditor.violations()).toEqual([]);
  });

  it.each([
    ['block-storage', `/volumes/${VOLUME_PART}`],
    ['block-storage', `/volumes/${VOLUME_PART}?cascade=true`],
    ['block-storage', `/volumes/${VOLUME_PART}/metadata/owner`],
    ['block-storage', '/attachments/ATTACHMENT'],
    ['compute', `/servers/${SERVER_DATA}`],
    ['image', `/images/${IMAGE_DEBIAN}`],
  ] as const)('the deletion of what was there first was only asked for: %s %s', async (service, path) => {
    const [attachment] = simulator.cloud.volume(VOLUME_PART).attachments;
    await ask('DELETE', service, path.replace('ATTACHMENT', attachment?.id ?? ''));
    expect(auditor.violations()).toContainEqual(
      expect.stringMatching(/^DELETE .* by alice .*: what was there first is not to be deleted$/),
    );
  });

  it.each([
    ['POST', 'action', { 'os-begin_detaching': null }],
    ['POST', 'action', { 'os-extend': { new_size: 2 } }],
    ['POST', 'action', { 'os-retype': { new_type: 'fast' } }],
    ['POST', 'action', { 'os-update_readonly_flag': { readonly: true } }],
    ['POST', 'metadata', { metadata: { seen: 'yes' } }],
    ['PUT', '', { volume: { name: 'evidence' } }],
  ] as const)('a volume was to be changed: %s %s %j', async (method, what, body) => {
    await ask(method, 'block-storage', `/volumes/${VOLUME_PART}${what === '' ? '' : `/${what}`}`, body);
    expect(auditor.violations()).toContainEqual(
      expect.stringContaining(': a volume of the evidence is not to be changed'),
    );
  });

  it.each([
    ['POST', 'action', { 'os-start': null }],
    ['POST', 'action', { reboot: { type: 'HARD' } }],
    ['POST', 'action', { rescue: {} }],
    ['POST', 'metadata', { metadata: {} }],
    ['PUT', '', { server: { name: 'x' } }],
    [
      'PUT',
      `os-volume_attachments/${VOLUME_PART}`,
      { volumeAttachment: { volumeId: VOLUME_PART, delete_on_termination: true } },
    ],
  ] as const)('a server was to be changed or started: %s %s %j', async (method, what, body) => {
    await ask(method, 'compute', `/servers/${SERVER_DATA}${what === '' ? '' : `/${what}`}`, body, {
      microversion: 'compute 2.85',
    });
    expect(auditor.violations()).toContainEqual(
      expect.stringContaining(': a server that was there first is not to be changed or started'),
    );
  });

  it('a server runs again, though nobody knows why', () => {
    simulator.cloud.change(simulator.cloud.server(SERVER_DATA), { status: 'ACTIVE' });
    expect(auditor.violations()).toEqual([`server compromised-data (${SERVER_DATA}) was started, by no request`]);
  });

  it('a server was to boot from evidence', async () => {
    await launch('recovery-1', [{ uuid: VOLUME_ROOT, source_type: 'volume', boot_index: 0 }]);
    expect(auditor.violations()).toContainEqual(
      expect.stringContaining(': nothing is to boot from a volume of the evidence'),
    );
  });

  it.each([
    { what: 'another server of the project', server: () => Promise.resolve(SERVER_HEALTHY) },
    { what: 'a new server that is no recovery server', server: () => launch('somebody-elses') },
  ])('evidence was attached to $what', async ({ server }) => {
    const serverId = await server();
    await free(VOLUME_PART);
    await attach(serverId, VOLUME_PART);
    await becomes(VOLUME_PART, 'in-use');
    expect(auditor.violations()).toEqual([
      expect.stringMatching(`^volume data-part .* was attached to the stranger ${serverId}, because of POST .*`),
      expect.stringMatching(/^POST .*: evidence goes to its own server or to a recovery server only$/),
    ]);
  });

  it('or was only asked to be', async () => {
    await attach(SERVER_HEALTHY, VOLUME_LVM);
    expect(auditor.violations()).toEqual([expect.stringMatching(/^POST .*: evidence goes to its own server/)]);
  });

  it('a recovery made two servers', async () => {
    await launch('recovery-1');
    await launch('recovery-2');
    expect(auditor.violations()).toEqual([]);
    await launch('recovery-1');
    expect(auditor.violations()).toEqual(['server recovery-1 was made 2 times']);
  });

  it('something of ours is left, but for the snapshots that the plan named', async () => {
    await launch('recovery-1');
    const snapshot = { volume_id: VOLUME_PART, name: 'recovery-1-evidence', force: true };
    const response = await ask('POST', 'block-storage', '/snapshots', { snapshot });
    const { id } = ((await response.json()) as { snapshot: { id: string } }).snapshot;
    expect(auditor.violations()).toEqual([]);
    expect(auditor.violationsAtTheEnd([id])).toEqual(['server recovery-1 is left over']);
    expect(auditor.violationsAtTheEnd([null])).toEqual([
      'server recovery-1 is left over',
      'snapshot recovery-1-evidence is left over',
    ]);
  });

  it('what is not simulated was asked for', async () => {
    await ask('GET', 'compute', '/os-hypervisors');
    expect(auditor.violations()).toEqual([
      'GET /compute/v2.1/os-hypervisors by alice []: a recovery asked for what is not simulated',
    ]);
  });

  it.each([`?password=${ALICE.password}`, '?token=anything', `/${encodeURIComponent(ALICE.password)}`])(
    'a secret stood in an address: /servers/detail%s',
    async (secret) => {
      await ask('GET', 'compute', `/servers/detail${secret}`);
      const said = auditor.violations().join();
      expect(said).toContain('a secret stood in the address');
      expect(said).not.toMatch(/simulated-password|anything/);
    },
  );
});

it('the journal tells each state, and the request that led to it', async () => {
  const { cloud } = simulator;
  const since = cloud.journal.length;
  const response = await detach(SERVER_DATA, VOLUME_PART);
  await becomes(VOLUME_PART, 'available');
  cloud.lock(SERVER_DATA, 'owner');
  const requestId = response.headers.get('x-openstack-request-id');
  const told = cloud.journal
    .slice(since)
    .map(({ name, to, requestId: by }) => [name, to?.status, to?.attachedTo.length, to?.lockedBy, by]);
  expect(told).toEqual([
    ['data-part', 'detaching', 1, null, requestId],
    ['data-part', 'available', 0, null, requestId],
    ['compromised-data', 'SHUTOFF', 0, 'owner', null],
  ]);
  expect(cloud.server(SERVER_DATA).actions.at(-2)).toMatchObject({ action: 'detach_volume', request_id: requestId });
});

it('what waited for a hung service is put down to the request that asked for it', async () => {
  const { cloud } = simulator;
  cloud.services.hang('nova-compute');
  const response = await detach(SERVER_DATA, VOLUME_PART);
  await new Promise<void>((resolve) => {
    cloud.after(20, resolve);
  });
  cloud.services.resume('nova-compute');
  await becomes(VOLUME_PART, 'available');
  expect(cloud.journal.at(-1)).toMatchObject({
    to: { status: 'available' },
    requestId: response.headers.get('x-openstack-request-id'),
  });
});

it('a call is kept with its microversion, and what it asked for', async () => {
  const options = { microversion: 'compute 2.89' };
  await ask('POST', 'compute', `/servers/${SERVER_DATA}/action`, { lock: null }, options);
  expect(simulator.calls.at(-1)).toMatchObject({
    operation: 'compute.servers.action',
    what: 'lock',
    microversion: 'compute 2.89',
    user: 'alice',
    status: 202,
    hadSecret: false,
  });
});
