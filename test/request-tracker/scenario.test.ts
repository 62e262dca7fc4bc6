/** A real Request Tracker 5 with the scrip of the docs, the real webhook and Temporal, the simulated cloud. */
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { FastifyInstance } from 'fastify';
import { mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type RequestTracker, startRequestTracker } from '../../lab/tickets/request-tracker.ts';
import { SERVER_DATA } from '../../simulators/openstack/seed.ts';
import { recoveryWorkflowId } from '../../src/contract/identifiers.ts';
import { rejectUnlockSignal } from '../../src/contract/messages.ts';
import { TRY_LOGIN } from '../../src/tickets/try-login.ts';
import { createWorld, waitFor, type World } from '../support/recovery-world.ts';
import { createDevServerEnv } from '../support/workflow-env.ts';
import { webhookOf } from '../webhook/one-source.ts';
import { newSecret } from '../webhook/sender.ts';

const secret = newSecret('request-tracker');
let env: TestWorkflowEnvironment;
let folder: string;
let rt: RequestTracker;
let world: World;
let app: FastifyInstance;

beforeAll(async () => {
  env = await createDevServerEnv();
  folder = await mkdtemp(path.join(tmpdir(), 'request-tracker-'));
  mkdirSync(path.join(folder, 'rt'));
  await writeFile(path.join(folder, 'secret'), `${secret}\n`);
  await writeFile(path.join(folder, 'token'), 'not known yet');
  const tickets = (url: string): string =>
    JSON.stringify({
      rt: {
        system: 'request-tracker',
        secretFiles: [path.join(folder, 'secret')],
        ownAccounts: ['recovery'],
        startOn: { queues: ['Cloud Security'] },
        fields: { server: 'Server', ownerEmail: 'requestor.email' },
        notes: { url, tokenFile: path.join(folder, 'token') },
      },
    });
  app = await webhookOf({ name: 'rt', system: 'request-tracker', secret }, tickets('http://127.0.0.1:1'), {
    client: env.client,
    taskQueue: TASKS,
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  rt = await startRequestTracker(path.join(folder, 'rt'), {
    url: `http://127.0.0.1:${String(port)}/webhooks/rt`,
    secretFile: path.join(folder, 'secret'),
  });
  await writeFile(path.join(folder, 'token'), rt.token);
  world = await createWorld(
    env,
    { codePath: inject('workflowBundlePath') },
    { tickets: tickets(rt.url), taskQueue: TASKS },
  );
}, 180_000);
const TASKS = 'request-tracker-scenario';

afterAll(async () => {
  await app.close();
  await world.close();
  await rt.stop();
  await env.teardown();
  await rm(folder, { recursive: true });
});

const OWN_ID = recoveryWorkflowId('research', SERVER_DATA);

/** What the ticket's page shows to a user, oldest first: type and subject. */
async function history(user: 'chris' | 'emilie'): Promise<string[]> {
  const answer = (await rt.rest(user, 'GET', '/ticket/1/history?fields=Type,Data&per_page=100')) as {
    items: { Type: string; Data: string }[];
  };
  return answer.items.map(({ Type, Data }) => `${Type}: ${Data.trim()}`);
}

const noted = (part: string): Promise<string[]> =>
  waitFor(
    () => history('chris'),
    (all) => all.some((line) => line.startsWith('Comment: ') && line.includes(part)),
    (all) => `a note “${part}” among ${all.join(' | ')}`,
  );

it('a requestor’s ticket fires the scrip: the recovery asks for the server, and says so on the ticket', async () => {
  await rt.rest('emilie', 'POST', '/ticket', {
    Queue: 'Cloud Security',
    Subject: 'My server was broken into',
    Content: `It is ${SERVER_DATA}. Émilie`,
    ContentType: 'text/plain',
  });
  const { question } = await world.reachStarted('recover-server-data-input:rt:1', 'awaiting-input');
  expect(question?.faults[0]?.candidates[0]).toContain('mentioned on the ticket');
  await noted('started from this ticket');
  await noted('waiting for an answer');
});

it('takes the account that the doctor tries, and no other', async () => {
  const access = { url: rt.url, user: null, appToken: null, isPublic: false };
  const tried = (token: string) => TRY_LOGIN['request-tracker']?.({ ...access, token }, AbortSignal.timeout(20_000));
  await expect(tried(rt.token)).resolves.toBeUndefined();
  await expect(tried('1-14-00000000000000000000000000000000')).rejects.toMatchObject({ status: 401 });
});

it('support fills the field: the recovery goes on, and its plan is on the ticket', async () => {
  await rt.rest('chris', 'PUT', '/ticket/1', { CustomFields: { Server: SERVER_DATA } });
  await world.reachStarted(OWN_ID, 'awaiting-approval');
  await noted('plan');
});

it('the owner’s reply reaches the recovery; closing the ticket is asked about', async () => {
  await rt.rest('emilie', 'POST', '/ticket/1/correspond', { Content: 'Please keep /data', ContentType: 'text/plain' });
  await rt.rest('chris', 'PUT', '/ticket/1', { Status: 'resolved' });
  const { ticketReplies, phase } = await world.until(world.recovery(OWN_ID), ({ timeline }) =>
    timeline.some(({ text }) => text.includes('closed the ticket')),
  );
  expect(ticketReplies).toMatchObject([{ by: 'Emilie', words: 'Please keep /data' }]);
  expect(phase).toBe('awaiting-approval');
  await noted('still running');
});

it('the end is noted; support has read each note once, the requestor none, and nothing was lost on the way', async () => {
  const recovery = world.recovery(OWN_ID);
  await recovery.signal(rejectUnlockSignal, { by: 'sysadmin@example.org', reason: 'Wrong server' });
  expect(await recovery.result()).toMatchObject({ outcome: 'rejected' });
  await noted('.ended]');
  const comments = (await history('chris')).filter((line) => line.startsWith('Comment: '));
  expect(comments).toHaveLength(5);
  expect(new Set(comments).size).toBe(5);
  expect((await history('emilie')).filter((line) => line.startsWith('Comment: '))).toEqual([]);
  expect(readFileSync(path.join(folder, 'rt', 'server.log'), 'utf8')).not.toContain('Recovery service');
  const types: Record<string, number> = {};
  for await (const { type } of env.client.workflow.list()) types[type] = (types[type] ?? 0) + 1;
  expect(types).toEqual({ followTicket: 1, recoverServerData: 2 });
});
