import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createTimeSkippingEnv } from '../support/workflow-env.ts';

let env: TestWorkflowEnvironment;
beforeAll(async () => {
  env = await createTimeSkippingEnv();
});
afterAll(async () => {
  await env.teardown();
});

/** No activities are registered: a recovery that started anything would hang. */
async function failureOf(input: unknown): Promise<string> {
  const taskQueue = `bad-input-${JSON.stringify(input ?? null).length.toString()}`;
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue,
    workflowBundle: { codePath: inject('workflowBundlePath') },
  });
  return worker.runUntil(async () => {
    const args = input === undefined ? [] : [input];
    const handle = await env.client.workflow.start('recoverServerData', { taskQueue, workflowId: taskQueue, args });
    return handle
      .result()
      .then(String, (error: unknown) => String((error as { cause?: { message: string } }).cause?.message));
  });
}

it('nothing at all is answered with the missing field', async () => {
  expect(await failureOf(undefined)).toBe('input: expected a JSON object, received nothing');
});

it('every fault is named at once, with what was expected and what came', async () => {
  const input = { serverId: 'thesis-vm', owner: { email: 'nobody', language: 'de' }, colour: 'red' };
  expect(await failureOf(input)).toBe(
    [
      'serverId: expected a UUID such as 0a2ef1aa-5f8d-4b28-b6b2-175ad7366afa, received "thesis-vm"',
      'owner.email: expected an e-mail address, received "nobody"',
      'owner.language: expected one of "en", "fr", received "de"',
      'colour: expected no such field (is it misspelt?), received "red"',
    ].join('; '),
  );
});
