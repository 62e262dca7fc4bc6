/** Whatever a recovery is started with: what is missing, misspelt or ambiguous is asked for, and nothing is lost. */
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { SERVER_BFV, SERVER_DATA, SERVER_HEALTHY, VOLUME_LVM, VOLUME_ROOT } from '../../simulators/openstack/seed.ts';
import { RECOVERY_WORKFLOW_TYPE } from '../../src/contract/identifiers.ts';
import {
  approveUnlockSignal,
  provideInputSignal,
  provideInputUpdate,
  rejectUnlockSignal,
} from '../../src/contract/messages.ts';
import { TEMPLATE_INPUT, TEMPLATE_WORKFLOW_ID } from '../../src/contract/template.ts';
import type { RecoveryHandle } from '../support/recovery-world.ts';
import { SYSADMIN, worldForEach } from '../support/story.ts';

const each = worldForEach({}, 'real');
/** What people type into the form as the workflow id: anything. */
const typed = (): string => `typed-${randomUUID()}`;
const OWN_ID = `recover-server-data:research:${SERVER_DATA}`;

async function provide(handle: RecoveryHandle, patch: unknown): Promise<string> {
  try {
    return await handle.executeUpdate(provideInputUpdate, { args: [patch] });
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) return `refused: ${String(error.cause?.message)}`;
    throw error;
  }
}

/** Ends what a test began, so that no evidence is left in a recovery's hands. */
async function reject(workflowId = OWN_ID): Promise<void> {
  const recovery = each.world.recovery(workflowId);
  await each.world.reach(recovery, 'awaiting-approval');
  await recovery.signal(rejectUnlockSignal, { by: SYSADMIN });
  await recovery.result();
}

it.each<[string, unknown]>([
  ['its id', { serverId: SERVER_DATA }],
  ['its name', { server: 'compromised-data' }],
  ['its name and nothing else', 'compromised-data'],
  ['one of its volumes', { server: VOLUME_LVM }],
  ['the name of one of its volumes', { server: 'data-part' }],
  ['the address of its page', `https://cloud.example.org/project/instances/${SERVER_DATA}/`],
])('a recovery is started by %s, and goes on under the id of that server', async (_what, request) => {
  const { world } = each;
  const started = await world.startWith(typed(), request);
  expect(await started.result()).toMatchObject({
    outcome: 'continued',
    summary: `The recovery goes on as ${OWN_ID}.`,
    goesOnAs: {
      workflowId: OWN_ID,
      link: `http://localhost:8233/namespaces/default/workflows/${encodeURIComponent(OWN_ID)}`,
    },
  });
  expect(await world.status(started)).toMatchObject({ phase: 'continued', serverName: 'compromised-data' });
  await reject();
});

it('is started by an address', async () => {
  const { world } = each;
  const { address } = world.cloud.cloud.server(SERVER_DATA);
  const started = await world.startWith(typed(), { server: address });
  expect(await started.result()).toMatchObject({ outcome: 'continued', goesOnAs: { workflowId: OWN_ID } });
  await reject();
});

it('started with nothing, it asks which server, shows those there are, and takes the answer in the form', async () => {
  const { world } = each;
  const handle = await world.startWith(typed());
  const status = await world.reach(handle, 'awaiting-input');
  expect(status).toMatchObject({ waitingFor: 'analyst', serverId: null, recoveryId: null });
  expect(status.question?.faults).toMatchObject([{ field: 'server', received: 'nothing' }]);
  expect(status.question?.faults[0]?.candidates).toEqual([
    expect.stringContaining(`compromised-bfv ${SERVER_BFV}, SHUTOFF, locked`),
    expect.stringContaining(`compromised-data ${SERVER_DATA}, SHUTOFF, locked`),
    expect.stringContaining(`healthy ${SERVER_HEALTHY}, ACTIVE`),
  ]);

  expect(await provide(handle, {})).toMatch(/^refused: provideInput: expected \{ "server": .*\}, received \{\}$/);
  expect(await provide(handle, { server: 'compromised-dta' })).toBe(
    `refused: provideInput: server: expected a server, volume or address of cloud research (there are: compromised-data ${SERVER_DATA}, SHUTOFF, locked, ${world.cloud.cloud.server(SERVER_DATA).address}), received "compromised-dta" (did you mean compromised-data?). This would mend it: { "server": "${SERVER_DATA}" }`,
  );
  expect(await provide(handle, { server: 'compromised-data' })).toBe(`The recovery goes on as ${OWN_ID}.`);
  expect(await handle.result()).toMatchObject({ outcome: 'continued' });
  await reject();
});

it('a misspelt field is recognised, the right ones are kept, and the JSON that is shown mends it', async () => {
  const { world } = each;
  const handle = await world.startWith(typed(), {
    server: 'compromised-data',
    ticket: 4711,
    owner: { mail: 'alice@example.org', language: 'fr' },
    colour: 'red',
  });
  const { question } = await world.reach(handle, 'awaiting-input');
  expect(question?.faults).toMatchObject([
    { field: 'owner.mail', suggestion: 'owner.email', received: '"alice@example.org"' },
    { field: 'colour', suggestion: null },
  ]);
  expect(question?.mend).toBe('{ "owner": { "email": "alice@example.org" }, "colour": null }');
  expect(await provide(handle, { owner: { email: 'alice@example.org' } })).toBe(
    'refused: provideInput: colour: expected no such field, received "red". This would mend it: { "owner": { "email": "alice@example.org" }, "colour": null }',
  );
  expect(await provide(handle, JSON.parse(question?.mend ?? ''))).toContain('goes on');
  await handle.result();
  const owned = world.mails.messages.filter(({ to }) => to.includes('alice@example.org'));
  await reject();
  expect(world.mails.messages.filter(({ to }) => to.includes('alice@example.org')).length).toBeGreaterThan(
    owned.length,
  );
});

it('a signal of the same name mends it too; what is wrong of it is shown and the rest is taken', async () => {
  const { world } = each;
  const handle = await world.startWith(typed());
  await world.reach(handle, 'awaiting-input');
  await handle.signal(provideInputSignal, '');
  await handle.signal(provideInputSignal, { server: 'compromised-data', ownr: 'alice@example.org' });
  const { otherAnswers, question } = await world.until(handle, (now) => now.question?.faults[0]?.field === 'ownr');
  expect(otherAnswers.join()).toMatch(/provideInput was not counted: expected \{ "server": .*, received ""/);
  expect(question?.mend).toBe('{ "owner": { "email": "alice@example.org" } }');
  await handle.signal(provideInputSignal, { owner: null });
  expect(await handle.result()).toMatchObject({ outcome: 'continued' });
  await reject();
});

it('several servers of one name are told apart, with what exists of each', async () => {
  const { world } = each;
  world.cloud.cloud.server(SERVER_BFV).name = 'compromised-data';
  const handle = await world.startWith(typed(), { server: 'compromised-data' });
  const { question } = await world.reach(handle, 'awaiting-input');
  expect(question?.faults).toMatchObject([{ expected: 'one server', received: '"compromised-data", which are 2' }]);
  expect(question?.faults[0]?.candidates).toHaveLength(2);
  expect(await provide(handle, SERVER_DATA)).toContain(OWN_ID);
  await reject();
});

it('an unknown cloud, an id that nobody has and a volume of another server are slips too', async () => {
  const { world } = each;
  const handle = await world.startWith(typed(), { server: SERVER_DATA, cloud: 'reserch' });
  const asked = await world.reach(handle, 'awaiting-input');
  expect(asked.question?.faults).toMatchObject([{ field: 'cloud', suggestion: 'research', candidates: ['research'] }]);
  expect(await provide(handle, { cloud: 'research', server: '11111111-2222-4333-8444-555555555555' })).toContain(
    'server: expected a server, volume or address of cloud research',
  );
  expect(await provide(handle, { server: SERVER_DATA, volumes: [VOLUME_ROOT] })).toContain(
    'volumes: expected volumes that are attached to the server',
  );
  expect(await provide(handle, { volumes: null })).toContain(OWN_ID);
  await reject();
});

it('a ticket that a recovery names tells the server; one that none names is asked about', async () => {
  const { world } = each;
  const ticket = `T-${SERVER_DATA.slice(0, 4)}`;
  await world.startWith(OWN_ID, { serverId: SERVER_DATA, ticket });
  await reject();
  const again = await world.startWith(typed(), { ticket: { id: ticket } });
  expect(await again.result()).toMatchObject({ outcome: 'continued', goesOnAs: { workflowId: OWN_ID } });
  await reject();
  const unknown = await world.startWith(typed(), { ticket: { id: "T-' OR '1'='1" } });
  const { question } = await world.reach(unknown, 'awaiting-input');
  expect(question?.faults).toMatchObject([{ field: 'server', received: 'nothing' }]);
  await unknown.cancel();
  await expect(unknown.result()).rejects.toThrow();
});

it('the id of a recovery names its server: started again under it with nothing, it recovers that server', async () => {
  const { world } = each;
  await world.startWith(OWN_ID);
  await reject();
});

it('what the form has copied from the recovery of another server is not kept', async () => {
  const { world, env } = each;
  const first = await world.startWith(OWN_ID, { server: SERVER_DATA, ticket: 'T-1' });
  await world.reach(first, 'awaiting-approval');
  const { taskQueue, typedSearchAttributes } = await first.describe();
  const other = await env.client.workflow.start(RECOVERY_WORKFLOW_TYPE, {
    taskQueue,
    workflowId: `recover-server-data:research:${SERVER_BFV}`,
    typedSearchAttributes,
  });
  await world.reach(world.recovery(other.workflowId), 'awaiting-approval');
  const kept = (await other.describe()).typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]);
  expect(Object.fromEntries(kept)).toMatchObject({ ServerId: SERVER_BFV, Cloud: 'research' });
  expect(Object.fromEntries(kept)).not.toHaveProperty('TicketId');
  await reject();
  await reject(other.workflowId);
});

it('a second start for the same server ends at once, and names the recovery that runs', async () => {
  const { world } = each;
  const first = await world.startWith(OWN_ID, SERVER_DATA);
  await world.reach(first, 'awaiting-approval');
  const second = await world.startWith(typed(), 'compromised-data');
  expect(await second.result()).toMatchObject({
    outcome: 'already-running',
    summary: `This server is already being recovered, by ${OWN_ID}.`,
    goesOnAs: { workflowId: OWN_ID, link: expect.stringContaining(encodeURIComponent(OWN_ID)) as string },
  });
  expect(await provide(first, { owner: 'alice@example.org' })).toBe(
    `refused: provideInput: this recovery has its input already (server ${SERVER_DATA}). To change it, cancel and start again.`,
  );
  await first.signal(provideInputSignal, 'healthy');
  expect((await world.status(first)).otherAnswers.join()).toContain('provideInput was not counted');
  await reject();
});

it('what is answered before it is known which server is meant is kept, and said not to count', async () => {
  const { world } = each;
  const handle = await world.startWith(typed());
  await world.reach(handle, 'awaiting-input');
  await handle.signal(approveUnlockSignal, { by: SYSADMIN });
  await provide(handle, 'compromised-data');
  expect((await handle.result()).summary).toContain('What was answered here does not count there');
  expect((await world.reach(world.recovery(OWN_ID), 'awaiting-approval')).decision).toBeNull();
  await reject();
});

it('cancelled while it waits for its input, it ends without having begun anything', async () => {
  const { world } = each;
  const handle = await world.startWith(typed(), 'no-such-server');
  await world.reach(handle, 'awaiting-input');
  await handle.cancel();
  await expect(handle.result()).rejects.toThrow();
  expect(await world.status(handle)).toMatchObject({ phase: 'cancelled', made: [] });
  expect(world.mails.messages).toEqual([]);
});

it('a project that the cloud does not let the worker into is asked about', async () => {
  const { world } = each;
  const handle = await world.startWith(typed(), { server: 'compromised-data', project: 'no-such-project' });
  const { question } = await world.reach(handle, 'awaiting-input');
  expect(question?.faults).toMatchObject([{ field: 'project', received: '"no-such-project"' }]);
  expect(await provide(handle, JSON.parse(question?.mend ?? ''))).toContain(OWN_ID);
  await reject();
});

it('a credential that the cloud refuses is waited for, and whatever is sent has it looked at again', async () => {
  const { world } = each;
  world.cloud.faults.add({ on: 'identity.tokens.create', answer: { status: 401 } });
  const handle = await world.startWith(typed(), { server: 'compromised-data' });
  const { problems, question, waitingFor } = await world.reach(handle, 'waiting-for-cloud');
  expect({ question, waitingFor }).toEqual({ question: null, waitingFor: 'sysadmin' });
  expect(problems).toMatchObject([{ code: 'cloud-refuses-credential' }]);
  expect(await provide(handle, { ticket: 4711 })).toContain(OWN_ID);
  await reject();
});

it('the template ends at once; started under its id with its blanks filled in, the recovery goes on elsewhere', async () => {
  const { world } = each;
  const asked = await world.startWith(TEMPLATE_WORKFLOW_ID, TEMPLATE_INPUT);
  const { outcome, goesOnAs } = await asked.result();
  expect(outcome).toBe('continued');
  const asking = world.recovery(goesOnAs?.workflowId ?? '');
  expect((await world.reach(asking, 'awaiting-input')).question?.faults).toMatchObject([{ field: 'server' }]);
  await asking.cancel();
  const filled = await world.startWith(TEMPLATE_WORKFLOW_ID, { ...TEMPLATE_INPUT, server: 'compromised-data' });
  expect(await filled.result()).toMatchObject({ outcome: 'continued', goesOnAs: { workflowId: OWN_ID } });
  await reject();
});
