import { afterEach, describe, expect, it } from 'vitest';
import type { RecoveryStatus } from '../../src/contract/recovery.ts';
import { STATUS, WORKFLOW_ID } from '../report/sample-recovery.ts';
import { type Ended, recovery, recoveryAsProcess } from './recovery-command.ts';
import { type ScriptedTemporal, startScriptedTemporal } from './scripted-temporal.ts';

let service: ScriptedTemporal | undefined;
afterEach(async () => service?.close());

const said = (text: string): RecoveryStatus => ({
  ...STATUS,
  timeline: [...STATUS.timeline, { at: STATUS.since, step: 'await-approval', secondsSinceStart: 9, text }],
});

/** A recovery that says what it was sent, and so counts it. */
async function attentive(script: Partial<ScriptedTemporal> = {}): Promise<ScriptedTemporal> {
  service = await startScriptedTemporal({
    workflowId: WORKFLOW_ID,
    status: STATUS,
    dryRun: { kind: 'blocked', problems: [], serverName: null, policy: {} as never },
    onSignal: (_, payload) => said(JSON.stringify(payload)),
    ...script,
  });
  return service;
}
const on = async ({ address }: ScriptedTemporal, args: string[]): Promise<Ended> => recovery(args, address);

describe('an answer', () => {
  it.each([
    ['approve', ['--reason', 'fine', '--plan', '1a2b3c4d'], 'approveUnlock', { reason: 'fine', plan: '1a2b3c4d' }],
    ['reject', ['--reason', 'evidence'], 'rejectUnlock', { reason: 'evidence' }],
    ['confirm', ['--note', 'copied'], 'confirmRecovered', { note: 'copied' }],
    ['extend', ['--days', '7'], 'extendDeadline', { days: 7 }],
  ])('%s is sent with what its options say, and its outcome told', async (command, options, signal, payload) => {
    const temporal = await attentive();
    const ended = await on(temporal, [command, WORKFLOW_ID, '--by', 'me@example.org', ...options, '--json']);
    const { counted, said: words } = JSON.parse(ended.stdout) as { counted: boolean; said: string };
    expect(counted).toBe(true);
    expect(JSON.parse(words)).toEqual({ by: 'me@example.org', ...payload });
    expect(temporal.changes).toEqual([`signal ${signal}`]);
    expect(ended.code).toBe(0);
  });

  it('that does not count ends with 4 and says why', async () => {
    const temporal = await attentive({
      onSignal: () => ({ ...STATUS, otherAnswers: ['approveUnlock names plan ffffffff'] }),
    });
    const ended = await on(temporal, ['approve', WORKFLOW_ID, '--by', 'me', '--plan', 'ffffffff']);
    expect(ended.code).toBe(4);
    expect(ended.stdout).toBe('Recorded, but it does not count: approveUnlock names plan ffffffff\n');
  });

  it('cannot drive the terminal by the words that it is told in', async () => {
    const temporal = await attentive({ onSignal: () => said('Approved by \u001B[2Jme') });
    expect((await on(temporal, ['approve', WORKFLOW_ID, '--by', 'me'])).stdout).toBe('Approved by \uFFFD[2Jme\n');
  });

  it('to a recovery that does not exist ends with 1 and is not sent', async () => {
    const temporal = await attentive();
    const ended = await on(temporal, ['approve', 'no-such-recovery', '--by', 'me']);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/^No recovery no-such-recovery\./);
    expect(temporal.changes).toEqual([]);
  });
});

describe('what is asked during the hand-over', () => {
  const ID = '5d7f4c1e-9b1c-4a59-9a3e-0c6a3f0b8e11';

  it.each([
    ['inspect-again', [], 'inspectAgain', {}],
    ['replay-on-clone', [], 'replayOnClone', {}],
    ['replay-on-clone', ['--volume-id', ID], 'replayOnClone', { volumeId: ID }],
  ])('%s %j is sent as the update, and its answer told', async (command, options, update, payload) => {
    const temporal = await attentive({ onUpdate: (_, sent) => `done: ${JSON.stringify(sent)}` });
    const ended = await on(temporal, [command, WORKFLOW_ID, '--by', 'me@example.org', ...options]);
    const sent = JSON.stringify({ by: 'me@example.org', ...payload });
    expect(ended).toEqual({ code: 0, stdout: `done: ${sent}\n`, stderr: '' });
    expect(temporal.changes).toEqual([`update ${update}`]);
  });

  it('ends with 4 when it is refused, and says why', async () => {
    const temporal = await attentive({
      onUpdate: () => {
        throw new Error('replayOnClone: nothing is handed over now');
      },
    });
    const args = ['replay-on-clone', WORKFLOW_ID, '--by', 'me'];
    const why = 'replayOnClone: nothing is handed over now';
    expect(await on(temporal, args)).toMatchObject({ code: 4, stdout: `It was not done: ${why}\n` });
    const { code, stdout } = await on(temporal, [...args, '--json']);
    expect([code, JSON.parse(stdout)]).toEqual([4, { counted: false, said: why }]);
  });

  it('is not sent to a recovery that does not exist', async () => {
    const temporal = await attentive();
    const ended = await on(temporal, ['inspect-again', 'no-such-recovery', '--by', 'me']);
    expect(ended.code).toBe(1);
    expect(temporal.changes).toEqual([]);
  });
});

describe('cancel', () => {
  it('is sent at once with --yes', async () => {
    const temporal = await attentive();
    const ended = await on(temporal, ['cancel', WORKFLOW_ID, '--yes', '--json']);
    expect(JSON.parse(ended.stdout)).toEqual({ workflowId: WORKFLOW_ID, asked: true });
    expect(ended.code).toBe(0);
    expect(temporal.changes).toEqual(['cancel']);
  });

  it.each([
    ['y\n', ['cancel'], 0],
    ['n\n', [], 0],
    ['', [], 2],
  ])('asks a person first (%j gives %j and ends with %i)', async (reply, changes, code) => {
    const temporal = await attentive();
    const ended = await recoveryAsProcess(['cancel', WORKFLOW_ID], { temporal: temporal.address, stdin: reply });
    expect(ended.stderr).toContain(`Cancel ${WORKFLOW_ID} and undo what it did? [y/N]`);
    expect(temporal.changes).toEqual(changes);
    expect(ended.code).toBe(code);
  });
});
