/** What the ticket is told when something told before does not hold any more. */
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { SERVER_BFV, SERVER_DATA, VOLUME_PART } from '../../simulators/openstack/seed.ts';
import { approveUnlockSignal, rejectUnlockSignal } from '../../src/contract/messages.ts';
import { createWorld, waitFor, type World } from '../support/recovery-world.ts';
import { startAndPlan, SYSADMIN } from '../support/story.ts';
import { createTimeSkippingEnv } from '../support/workflow-env.ts';
import { type ScriptedSystem, scriptedZammad, TICKET, TOKEN } from '../tickets/scripted.ts';

let env: TestWorkflowEnvironment;
let zammad: ScriptedSystem;
let world: World;
let folder: string;

beforeAll(async () => {
  env = await createTimeSkippingEnv();
  zammad = await scriptedZammad();
  folder = await mkdtemp(path.join(tmpdir(), 'ticket-notes-'));
  await writeFile(path.join(folder, 'token'), TOKEN);
  const zammadSettings = {
    system: 'zammad',
    secretFiles: [path.join(folder, 'secret')],
    ownAccounts: ['recovery@example.org'],
    startOn: { queues: ['Cloud Security'] },
    notes: { url: zammad.url, tokenFile: path.join(folder, 'token') },
  };
  const tickets = JSON.stringify({ helpdesk: zammadSettings });
  world = await createWorld(env, { codePath: inject('workflowBundlePath') }, { tickets });
});
afterAll(async () => {
  await world.close();
  await zammad.close();
  await env.teardown();
  await rm(folder, { recursive: true });
});

/** `plan`, `decision`, `2.decision`: how each note is known again. */
const kinds = (): string[] =>
  zammad.notes.map(({ body }) => /\[recovery-note recovery-[0-9a-f]+-[0-9a-f]+\.(.+)\]$/.exec(body)?.[1] ?? body);

/** Once so many notes are there, their kinds. */
const noted = (count: number): Promise<string[]> =>
  waitFor(
    () => Promise.resolve(kinds()),
    (all) => all.length >= count,
    (all) => `${String(count)} notes; there are ${all.join(', ')}`,
  );

it('an approval that lapses and a plan that changes are told on the ticket, and so is each decision after them', async () => {
  const handle = await startAndPlan(world, {
    serverId: SERVER_DATA,
    ticket: { id: '22004711', system: 'helpdesk', internalId: TICKET },
  });
  const until = new Date((await env.currentTimeMs()) + 3 * 86_400_000).toISOString();
  await handle.signal(approveUnlockSignal, { by: SYSADMIN, until });
  await world.reach(handle, 'awaiting-unlock');
  await env.sleep('4 days');
  await world.reach(handle, 'awaiting-approval');
  expect(await noted(3)).toEqual(['plan', 'decision', 'plan-again']);
  expect(zammad.notes[2]?.body).toContain(`The approval by ${SYSADMIN} does not count any more`);

  await handle.signal(approveUnlockSignal, { by: 'second@example.org' });
  await world.reach(handle, 'awaiting-unlock');
  await env.sleep('2 hours');
  world.cloud.cloud.volume(VOLUME_PART).size += 10;
  world.cloud.cloud.unlock(SERVER_DATA);
  await env.sleep('2 hours');
  await world.reach(handle, 'awaiting-approval');
  expect((await noted(5)).slice(3)).toEqual(['2.decision', '2.plan-again']);
  expect(zammad.notes[3]?.body).toContain('second@example.org');
  expect(zammad.notes[4]?.body).toContain('The cloud has changed');

  await handle.signal(rejectUnlockSignal, { by: SYSADMIN });
  expect(await world.result(handle)).toMatchObject({ outcome: 'rejected' });
  expect((await noted(6)).slice(5)).toEqual(['ended']);
  expect(zammad.notes.every(({ internal }) => internal)).toBe(true);
});

it('a recovery that ends while the ticket system is away says which notes it could not write', async () => {
  const handle = await startAndPlan(world, {
    serverId: SERVER_BFV,
    ticket: { id: '22004712', system: 'helpdesk', internalId: TICKET },
  });
  await noted(7);
  await zammad.close();
  await handle.signal(rejectUnlockSignal, { by: SYSADMIN });
  const { timeline } = await world.result(handle);
  expect(timeline.at(-1)?.text).toBe('Note ended could not be written on the ticket before the end');
});
