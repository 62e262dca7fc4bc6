/**
 * Whatever a person sends as any message, or starts a recovery with: no workflow task fails, no run fails, and each time
 * it is said what was wrong. The messages come from the contract, so that a new one is tried without anybody's thought.
 */
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { RawValue } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SERVER_BFV } from '../../simulators/openstack/seed.ts';
import { provideInputSignal, QUERIES, SIGNALS, UPDATES } from '../../src/contract/messages.ts';
import { anyJson, HUGE } from '../input/any-json.ts';
import { waitFor, type RecoveryHandle, type World } from '../support/recovery-world.ts';
import { recoverUntilHandOver, startAndPlan, worldForEach } from '../support/story.ts';

const each = worldForEach({}, 'real');
const { EVENT_TYPE_WORKFLOW_TASK_FAILED } = temporal.api.enums.v1.EventType;

/** What is sent: nothing, or one payload as the Temporal UI, its command line or a broken script makes it. */
type Sent = [] | [RawValue];

const payload = (encoding: string | null, data: string): Sent => [
  RawValue.fromPayload({
    metadata: encoding === null ? {} : { encoding: Buffer.from(encoding) },
    data: Buffer.from(data),
  }),
];
const json = (value: unknown): Sent => payload('json/plain', JSON.stringify(value));

const STRANGE: readonly (readonly [string, Sent])[] = [
  ['nothing', []],
  ...([null, '', 'yes', [], {}, 7, true, [[]], { by: '' }] as unknown[]).map(
    (value) => [JSON.stringify(value), json(value)] as const,
  ),
  ...HUGE.map((text) => [`100 kB: ${text.slice(0, 20)}…`, payload('json/plain', text)] as const),
  ['no JSON', payload('json/plain', '{"by": ')],
  ['the other encoding of the form', payload('json/protobuf', '{"by":"me"}')],
  ['protobuf', payload('binary/protobuf', '\u0008\u0001')],
  ['bytes', payload('binary/plain', 'by me')],
  ['null bytes', payload('binary/null', '')],
  ['no encoding', payload(null, '{}')],
];

/** Who says who they are is counted, and may end the recovery: that is not what is tried here. */
const anonymous = anyJson.map((value) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'by'));
});

async function everything(numRuns: number, check: (sent: Sent, what: string) => Promise<void>): Promise<void> {
  for (const [what, sent] of STRANGE) await check(sent, what);
  await fc.assert(
    fc.asyncProperty(anonymous, (value) => check(json(value), JSON.stringify(value))),
    { numRuns },
  );
}

async function failedTasks(handle: RecoveryHandle): Promise<number> {
  const { events } = await handle.fetchHistory();
  return (events ?? []).filter(({ eventType }) => eventType === EVENT_TYPE_WORKFLOW_TASK_FAILED).length;
}

/** What a recovery answers changes by itself meanwhile; which fields there are does not. */
const fieldsOf = (answer: unknown): string[] => (answer === null ? [] : Object.keys(answer as object));

async function isUnharmed(handle: RecoveryHandle): Promise<void> {
  expect(await failedTasks(handle)).toBe(0);
  expect((await handle.describe()).status.name).toBe('RUNNING');
}

type Definitions = temporal.api.sdk.v1.IWorkflowInteractionDefinition[] | null | undefined;

/** Name and description, without what the SDK adds of its own. */
const offered = (list: Definitions): Record<string, unknown> =>
  Object.fromEntries(
    (list ?? []).flatMap(({ name, description }): [string, unknown][] =>
      name == null || name.startsWith('__') ? [] : [[name, description]],
    ),
  );

/** One recovery for each wait on a person. */
const WAITS: Readonly<Record<string, (world: World) => Promise<RecoveryHandle>>> = {
  'awaiting-input': async (world) => {
    const handle = await world.startWith(`typed-${randomUUID()}`);
    await world.reach(handle, 'awaiting-input');
    return handle;
  },
  'awaiting-approval': (world) => startAndPlan(world, { serverId: SERVER_BFV }),
  'handed-over': async (world) => (await recoverUntilHandOver(world, { serverId: SERVER_BFV })).handle,
};

describe.each(Object.entries(WAITS))('while it is %s', (_phase, reach) => {
  it('offers the messages of the contract and no other, each with its description', async () => {
    const handle = await reach(each.world);
    const { definition } = await handle.query<temporal.api.sdk.v1.IWorkflowMetadata>('__temporal_workflow_metadata');
    expect(offered(definition?.signalDefinitions)).toEqual(SIGNALS);
    expect(offered(definition?.updateDefinitions)).toEqual(UPDATES);
    expect(offered(definition?.queryDefinitions)).toEqual(QUERIES);
    await handle.terminate();
  });

  it('any signal is shown with what was expected and what came', async () => {
    const { world } = each;
    const handle = await reach(world);
    for (const name of Object.keys(SIGNALS))
      await everything(8, async (sent, what) => {
        const before = await world.status(handle);
        await handle.signal(name, ...sent);
        const said = await waitFor(
          () => world.status(handle),
          (now) =>
            now.otherAnswers.at(-1) !== before.otherAnswers.at(-1) || now.timeline.length > before.timeline.length,
          () => `an answer to ${name} with ${what}`,
        );
        const news = [said.otherAnswers.at(-1), ...said.timeline.slice(before.timeline.length).map(({ text }) => text)];
        expect(news.join('\n')).toContain(name);
        expect(news.join('\n').length).toBeLessThan(2000);
      });
    await isUnharmed(handle);
    await handle.terminate();
  });

  it('any update is answered, and its refusal says what was wrong', async () => {
    const handle = await reach(each.world);
    for (const name of Object.keys(UPDATES))
      await everything(15, async (sent, what) => {
        const answer = await handle.executeUpdate<string, []>(name, { args: sent as [] }).then(
          () => 'taken',
          (error: unknown) => {
            if (error instanceof WorkflowUpdateFailedError) return String(error.cause?.message);
            throw error;
          },
        );
        expect(answer, what).toMatch(new RegExp(`^${name}: .{10,}`, 's'));
        expect(answer.length, what).toBeLessThan(6000);
      });
    await isUnharmed(handle);
    await handle.terminate();
  });

  it('any question is answered as if nothing had been added to it', async () => {
    const handle = await reach(each.world);
    for (const name of Object.keys(QUERIES)) {
      const plain = fieldsOf(await handle.query(name));
      await everything(3, async (sent) => {
        expect(fieldsOf(await handle.query(name, ...sent))).toEqual(plain);
      });
    }
    await isUnharmed(handle);
    await handle.terminate();
  });
});

it('of the story of somebody who sends hundreds of messages, the end is kept', async () => {
  const { world } = each;
  const handle = await world.startWith(`typed-${randomUUID()}`);
  await world.reach(handle, 'awaiting-input');
  const send = (number: number) => handle.signal(provideInputSignal, { requestedBy: `analyst ${String(number)}` });
  await Promise.all(Array.from({ length: 320 }, (_, number) => send(number)));
  const { timeline } = await world.until(handle, (now) => now.timeline.length >= 300);
  expect(timeline).toHaveLength(300);
  expect(timeline.at(-1)?.text).toBe('provideInput: requestedBy given');
  // Not its tasks: Temporal itself begins one anew when a hundred messages have come meanwhile.
  expect((await handle.describe()).status.name).toBe('RUNNING');
  await handle.terminate();
});

it('started with anything, a recovery asks what it needs to know, and how to say it', async () => {
  const { world } = each;
  await everything(40, async (sent, what) => {
    const handle = await world.startWith(`typed-${randomUUID()}`, ...(sent as unknown[]));
    const { question } = await world.reach(handle, 'awaiting-input');
    expect(question?.faults.length, what).toBeGreaterThan(0);
    for (const { field, expected, received } of question?.faults ?? [])
      expect(
        [field, expected, received].every((text) => text.length > 0),
        what,
      ).toBe(true);
    expect(() => JSON.parse(question?.mend ?? '') as unknown, what).not.toThrow();
    await isUnharmed(handle);
    await handle.terminate();
  });
});
