/** Faults: which calls they hit, and what the caller gets. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Fault, Hits } from '../../../simulators/openstack/faults.ts';
import { SERVER_HEALTHY, VOLUME_PART } from '../../../simulators/openstack/seed.ts';
import { type OpenStackSimulator, startOpenStackSimulator } from '../../../simulators/openstack/simulator.ts';
import { type Ask, member } from './member.ts';

let simulator: OpenStackSimulator;
let ask: Ask;
beforeEach(async () => {
  simulator = await startOpenStackSimulator({ unitMs: 1, seed: 4711 });
  ask = await member(simulator);
});
afterEach(() => simulator.close());

/** With patience: the machine may have other work. */
const eventually = (assertion: () => void): Promise<void> => vi.waitFor(assertion, 10_000);
const add = (fault: Fault): void => simulator.faults.add(fault);
const list = (): Promise<Response> => ask('GET', 'compute', '/servers/detail');
const createVolume = (init?: Parameters<Ask>[4]): Promise<Response> =>
  ask('POST', 'block-storage', '/volumes', { volume: { name: 'made', size: 1 } }, init);
const made = (): number => [...simulator.cloud.volumes.values()].filter(({ name }) => name === 'made').length;

describe('which calls are hit', () => {
  async function hitOf(hits: Hits | undefined, calls: number): Promise<number[]> {
    add({ on: 'compute.servers.list', answer: { status: 503 }, ...(hits === undefined ? {} : { hits }) });
    const hit: number[] = [];
    for (let call = 1; call <= calls; call += 1) if ((await list()).status === 503) hit.push(call);
    return hit;
  }

  it('the first one, when nothing is said', async () => expect(await hitOf(undefined, 3)).toEqual([1]));
  it('the first few', async () => expect(await hitOf({ first: 2 }, 4)).toEqual([1, 2]));
  it('one of them', async () => expect(await hitOf({ nth: 3 }, 5)).toEqual([3]));
  it('every so many', async () => expect(await hitOf({ every: 2 }, 6)).toEqual([2, 4, 6]));

  it('by chance, and the same ones with the same seed', async () => {
    const hit = await hitOf({ chance: 0.3 }, 40);
    await simulator.close();
    simulator = await startOpenStackSimulator({ seed: 4711 });
    ask = await member(simulator);
    expect(await hitOf({ chance: 0.3 }, 40)).toEqual(hit);
    expect(hit.length).toBeGreaterThan(4);
    expect(hit.length).toBeLessThan(25);
    await simulator.close();
    simulator = await startOpenStackSimulator({ seed: 4712 });
    ask = await member(simulator);
    expect(await hitOf({ chance: 0.3 }, 40)).not.toEqual(hit);
  });

  it('two faults of one operation hit one after the other', async () => {
    add({ on: 'compute.servers.list', answer: { status: 503 } });
    add({ on: 'compute.servers.list', answer: { status: 500 } });
    expect([(await list()).status, (await list()).status, (await list()).status]).toEqual([503, 500, 200]);
  });

  it.each([
    { what: 'a list of operations', on: ['compute.servers.get', 'compute.servers.list'] },
    { what: 'every GET of compute', on: { method: 'GET', service: 'compute' } },
    { what: 'every call of compute', on: { service: 'compute' } },
    { what: 'every GET', on: { method: 'GET' } },
    { what: 'a condition of its own', on: ({ path }: { path: string }) => path.endsWith('/detail') },
  ] as const)('$what', async ({ on }) => {
    add({ on, hits: { every: 1 }, answer: { status: 503 } });
    expect((await list()).status).toBe(503);
    expect((await createVolume()).status).toBe(202);
  });
});

describe('what the caller gets', () => {
  it('a status with body and headers, and the act is not done', async () => {
    add({
      on: 'block-storage.volumes.create',
      answer: { status: 429, body: { overLimit: { code: 429 } }, headers: { 'retry-after': '1' } },
    });
    const response = await createVolume();
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toEqual({ overLimit: { code: 429 } });
    expect(made()).toBe(0);
  });

  it('or the act is done, and the answer is another', async () => {
    add({ on: 'block-storage.volumes.create', when: 'after-effect', answer: { status: 500 } });
    expect((await createVolume()).status).toBe(500);
    expect(made()).toBe(1);
  });

  it('the page of a proxy, which has no request id', async () => {
    add({ on: 'block-storage.volumes.create', when: 'after-effect', answer: { proxyPage: 504 } });
    const response = await createVolume();
    expect(response.status).toBe(504);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('x-openstack-request-id')).toBeNull();
    expect(await response.text()).toContain('<h1>504 Gateway Timeout</h1>');
    expect(made()).toBe(1);
  });

  it.each([
    { when: 'before-effect', done: 0 },
    { when: 'after-effect', done: 1 },
  ] as const)('a reset connection, $when', async ({ when, done }) => {
    add({ on: 'block-storage.volumes.create', when, answer: 'reset' });
    await expect(createVolume()).rejects.toThrow('fetch failed');
    expect(made()).toBe(done);
  });

  it('nothing at all', async () => {
    add({ on: 'block-storage.volumes.create', when: 'after-effect', answer: 'hang' });
    const impatience = new AbortController();
    const answer = createVolume({ signal: impatience.signal });
    await eventually(() => expect(made()).toBe(1));
    impatience.abort();
    await expect(answer).rejects.toThrow('aborted');
    expect(simulator.calls.at(-1)).toMatchObject({ operation: 'block-storage.volumes.create', status: null });
  });

  it('half of the answer, under the length of the whole', async () => {
    add({ on: 'block-storage.volumes.create', when: 'after-effect', answer: 'truncated' });
    const response = await createVolume();
    expect(response.status).toBe(202);
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(100);
    await expect(response.text()).rejects.toThrow('terminated');
    expect(made()).toBe(1);
  });

  it('half of an answer without a body: a closed connection', async () => {
    await ask('POST', 'compute', `/servers/${SERVER_HEALTHY}/action`, { lock: null });
    add({ on: 'compute.servers.action', when: 'after-effect', answer: 'truncated' });
    await expect(ask('POST', 'compute', `/servers/${SERVER_HEALTHY}/action`, { unlock: null })).rejects.toThrow();
    expect(simulator.cloud.server(SERVER_HEALTHY).lockedBy).toBeNull();
  });

  it('the true answer, but late; and the act is done even when nobody waits for it', async () => {
    add({ on: 'block-storage.volumes.create', answer: { slowMs: 100 } });
    const start = performance.now();
    expect((await createVolume()).status).toBe(202);
    expect(performance.now() - start).toBeGreaterThan(95);

    add({ on: 'block-storage.volumes.create', answer: { slowMs: 500 } });
    const impatience = new AbortController();
    const answer = createVolume({ signal: impatience.signal });
    await eventually(() => expect(simulator.calls.filter(({ method }) => method === 'POST')).toHaveLength(3));
    impatience.abort();
    await expect(answer).rejects.toThrow('aborted');
    await eventually(() => expect(made()).toBe(2));
  });

  it('a login can fail in the same ways', async () => {
    add({ on: 'identity.tokens.create', answer: { proxyPage: 502 } });
    await expect(member(simulator).then((again) => again('GET', 'compute', '/limits'))).resolves.toMatchObject({
      status: 401,
    });
    add({ on: 'identity.tokens.create', when: 'after-effect', answer: 'reset' });
    await expect(member(simulator)).rejects.toThrow('fetch failed');
  });
});

describe('failures that nobody is told about', () => {
  const attach = (): Promise<Response> =>
    ask('POST', 'compute', `/servers/${SERVER_HEALTHY}/os-volume_attachments`, {
      volumeAttachment: { volumeId: VOLUME_PART },
    });
  const lastAction = async (): Promise<unknown> => {
    const response = await ask('GET', 'compute', `/servers/${SERVER_HEALTHY}/os-instance-actions`);
    return ((await response.json()) as { instanceActions: unknown[] }).instanceActions[0];
  };
  beforeEach(() => {
    const volume = simulator.cloud.volume(VOLUME_PART);
    Object.assign(volume, { attachments: [], status: 'available' });
  });

  it('an attach fails only once it is under way, and the instance actions say so only then', async () => {
    simulator.faults.attachReturnsToAvailable(VOLUME_PART);
    expect((await attach()).status).toBe(200);
    await eventually(() => expect(simulator.cloud.volume(VOLUME_PART).status).toBe('available'));
    expect(await lastAction()).toMatchObject({ action: 'attach_volume', message: 'Error' });
  });

  it('an attach while cinder-volume hangs is given up after a minute', async () => {
    simulator.cloud.services.hang('cinder-volume');
    expect((await attach()).status).toBe(200);
    expect(await lastAction()).toMatchObject({ action: 'attach_volume', message: null });
    await eventually(() => expect(simulator.cloud.volume(VOLUME_PART).status).toBe('available'));
    expect(await lastAction()).toMatchObject({ action: 'attach_volume', message: 'Error' });
    simulator.cloud.services.resume('cinder-volume');
    expect((await attach()).status).toBe(200);
    await eventually(() => expect(simulator.cloud.volume(VOLUME_PART).status).toBe('in-use'));
  });

  it('what is made while cinder-volume hangs is made when it is back', async () => {
    simulator.cloud.services.hang('cinder-volume');
    await createVolume();
    const [volume] = [...simulator.cloud.volumes.values()].filter(({ name }) => name === 'made');
    const later = new Promise<string | undefined>((resolve) => {
      simulator.cloud.after(20, () => resolve(volume?.status));
    });
    expect(await later).toBe('creating');
    simulator.cloud.services.resume('cinder-volume');
    await eventually(() => expect(volume?.status).toBe('available'));
  });

  it('a console that nobody can read while nova-compute hangs: 500 after a minute', async () => {
    simulator.cloud.server(SERVER_HEALTHY).console = 'login:';
    simulator.cloud.services.hang('nova-compute');
    const asked = (): Promise<Response> =>
      ask('POST', 'compute', `/servers/${SERVER_HEALTHY}/action`, { 'os-getConsoleOutput': {} });
    const refused = await asked();
    expect(refused.status).toBe(500);
    expect(await refused.text()).toContain('MessagingTimeout');
    simulator.cloud.services.resume('nova-compute');
    expect(await (await asked()).json()).toEqual({ output: 'login:' });
  });
});
